//! Fixes to hulls to tracks.

mod assign;
mod classify;
mod compact;
mod data_end;
mod generalize;
mod motion;
mod params;
mod separate;
mod set;
mod sorted;
mod speed;
mod view;

pub use self::generalize::Generalization;
pub use self::params::TrackParams;
pub use self::set::{Hull, NoiseFix, NoiseKind, TrackSet, Vessel};
pub(crate) use self::speed::SpeedWindow;
pub use self::view::Track;
