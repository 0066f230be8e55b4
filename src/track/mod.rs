//! Fixes to hulls to tracks.

mod metric;
mod set;
pub(crate) mod speed;

pub use self::set::{Hull, NoiseFix, NoiseKind, Track, TrackParams, TrackSet, Vessel};
