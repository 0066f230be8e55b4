//! Fixes to hulls to tracks.

mod metric;
mod set;
mod speed;

pub use self::set::{Hull, NoiseFix, NoiseKind, Track, TrackParams, TrackSet, Vessel};
pub(crate) use self::speed::SpeedWindow;
