//! Asking whether to go on: a callback is asked many times a second while work goes on, and the work looks at the answer.
//!
//! A thread of its own asks, so that it is asked however long a step of the work takes. Loops over tracks and pairs look at
//! [`Watch::goes_on`], leave the rest undone, and whoever started them finds out why from [`Watch::check`]. What was
//! worked out by then is thrown away.

use std::fmt;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use crate::{Error, ErrorKind, Result};

/// How long passes between two questions.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(50);
/// The thread that asks needs little.
const STACK_BYTES: usize = 256 << 10;

/// Whether work is to go on, and why not.
#[derive(Default)]
pub(crate) struct Watch {
    stopped: AtomicBool,
    /// Whether what fails is looked at by whoever started the work.
    guarded: AtomicBool,
    failure: Mutex<Option<io::Error>>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("stopped", &self.stopped).finish_non_exhaustive()
    }
}

impl Watch {
    /// Whether the work is to go on.
    #[inline]
    pub(crate) fn goes_on(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed)
    }

    /// Stops the work: what is needed for it cannot be read back. Panics where nobody would learn of it.
    pub(crate) fn fail(&self, error: io::Error) {
        assert!(self.guarded.load(Ordering::SeqCst), "reading tracks back from a temporary file: {error}");
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// # Errors
    /// Why the work stopped, where it did: a disk failed, or the callback wants to stop.
    pub(crate) fn check(&self) -> Result<()> {
        if self.goes_on() {
            return Ok(());
        }
        match self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(error) => Err(Error::io("reading tracks back from a temporary file", error)),
            None => Err(Error::new(ErrorKind::Cancelled)),
        }
    }

    /// A writer that fails once the work is to stop.
    pub(crate) fn watched<W: Write>(&self, writer: W) -> Watched<'_, W> {
        Watched { watch: self, writer }
    }

    /// Asks this at once and then every 50 ms, until the guard is dropped.
    ///
    /// # Errors
    /// [`ErrorKind::Cancelled`] where the first answer is to stop; [`ErrorKind::Io`] where no thread can be started.
    pub(crate) fn ask(self: &Arc<Watch>, question: Option<Question>) -> Result<Asking> {
        self.stopped.store(false, Ordering::SeqCst);
        self.guarded.store(true, Ordering::SeqCst);
        let mut asking = Asking { watch: Arc::clone(self), thread: None };
        let Some(question) = question else { return Ok(asking) };
        if question().is_break() {
            return Err(Error::new(ErrorKind::Cancelled));
        }
        let watch = Arc::clone(self);
        let (end, ended) = channel::<()>();
        let ask = move || {
            while ended.recv_timeout(BETWEEN_QUESTIONS) == Err(RecvTimeoutError::Timeout) {
                if question().is_break() {
                    return watch.stopped.store(true, Ordering::SeqCst);
                }
            }
        };
        let thread = Builder::new().name("darkwake-progress".to_owned()).stack_size(STACK_BYTES).spawn(ask);
        asking.thread = Some((end, thread.map_err(|error| Error::io("starting a thread for progress", error))?));
        Ok(asking)
    }
}

/// Writes while the work is to go on.
pub(crate) struct Watched<'a, W> {
    watch: &'a Watch,
    writer: W,
}

impl<W: Write> Write for Watched<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.watch.goes_on() {
            true => self.writer.write(bytes),
            false => Err(io::Error::other("the work was stopped")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// What is asked.
pub(crate) type Question = Box<dyn Fn() -> ControlFlow<()> + Send>;

/// Asks until it is dropped.
pub(crate) struct Asking {
    watch: Arc<Watch>,
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.watch.guarded.store(false, Ordering::SeqCst);
        if let Some((end, thread)) = self.thread.take() {
            drop(end);
            // A callback that panics has said so itself.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    #[test]
    fn work_that_looks_stops_when_the_answer_says_so() {
        let watch = Arc::new(Watch::default());
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let question = move || match count.fetch_add(1, Ordering::SeqCst) {
            0..3 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        };
        let asking = watch.ask(Some(Box::new(question))).unwrap();
        while watch.goes_on() {
            std::thread::yield_now();
        }
        drop(asking);
        assert!(matches!(watch.check().unwrap_err().kind(), ErrorKind::Cancelled));
        assert_eq!(asked.load(Ordering::SeqCst), 4, "nobody is asked once the answer is known");
    }

    #[test]
    fn nobody_is_asked_after_the_work() {
        let watch = Arc::new(Watch::default());
        let asked = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&asked);
        let question = move || {
            count.fetch_add(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        };
        drop(watch.ask(Some(Box::new(question))).unwrap());
        let known = asked.load(Ordering::SeqCst);
        assert!(known >= 1);
        assert_eq!(Arc::strong_count(&asked), 1, "the thread is gone");
        watch.check().unwrap();
    }

    #[test]
    fn what_fails_is_told_once_it_is_looked_at() {
        let watch = Arc::new(Watch::default());
        let asking = watch.ask(None).unwrap();
        watch.fail(io::Error::other("no disk"));
        assert!(!watch.goes_on());
        assert!(watch.check().unwrap_err().to_string().contains("no disk"));
        drop(asking);
    }

    #[test]
    #[should_panic(expected = "no disk")]
    fn what_fails_unseen_is_no_answer() {
        Watch::default().fail(io::Error::other("no disk"));
    }
}
