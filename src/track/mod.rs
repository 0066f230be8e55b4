//! Fixes to hulls to tracks.

mod set;

pub use self::set::{Hull, NoiseFix, NoiseKind, Track, TrackParams, TrackSet, Vessel};
