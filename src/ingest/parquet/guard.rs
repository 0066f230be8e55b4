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

/// Whether a panic on this thread would be caught and become an error: a hook need not tell of it.
pub fn is_panic_caught() -> bool {
    IS_CAUGHT.get()
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
        std::panic::set_hook(Box::new({
            let hook = std::panic::take_hook();
            move |panic| {
                if !is_panic_caught() {
                    hook(panic);
                }
            }
        }));
        assert!(!is_panic_caught());
        let error = guarded(|| -> Result<(), ParquetError> { panic!("offset {} is beyond", 7) }).unwrap_err();
        assert_eq!(error.to_string(), "Parquet error: it makes no sense (offset 7 is beyond)");
        assert!(!is_panic_caught());
        assert!(guarded(|| Ok(is_panic_caught())).unwrap());
    }
}
