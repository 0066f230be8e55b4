//! A crate that takes some damage for its own bug and panics: here that is an error like any other.
//!
//! What is read is never used again after a panic, so nothing half done is seen.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ::parquet::errors::ParquetError;

thread_local! {
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// From now on the hook of panics, as it is when this is called, says nothing of those that are caught and become errors.
pub fn hush_caught_panics() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !IS_CAUGHT.get() {
            hook(panic);
        }
    }));
}

/// Does something with a file that may be damaged in any way.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    let outer = IS_CAUGHT.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_CAUGHT.set(outer);
    done.unwrap_or_else(|panic| Err(ParquetError::General(format!("it makes no sense ({})", words(&*panic)))))
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason was given")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_with_its_words() {
        hush_caught_panics();
        assert!(!IS_CAUGHT.get());
        let error = guarded(|| -> Result<(), ParquetError> { panic!("offset {} is beyond", 7) }).unwrap_err();
        assert_eq!(error.to_string(), "Parquet error: it makes no sense (offset 7 is beyond)");
        assert!(!IS_CAUGHT.get());
        assert!(guarded(|| Ok(IS_CAUGHT.get())).unwrap());
    }
}
