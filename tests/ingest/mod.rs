//! The reader on real files, and for any number of threads.

#[cfg(feature = "gzip")]
mod reference;
mod threads;
