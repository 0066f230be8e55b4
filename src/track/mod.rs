//! Fixes to hulls to tracks.
//!
//! [`sorted`] puts the rows of all inputs in the order of (vessel, time). For each identity [`separate`] drops
//! repetitions, settles rows of one time, and tells hulls from noise: an identity all of whose steps are possible
//! ([`motion`]) is one hull as it stands, at hundreds of millions of fixes a second; of any other, [`assign`] makes
//! chains that a ship can have sailed, [`classify`] tells which of them are ships, and [`spikes`] takes single fixes out of
//! their way that only the allowance for wrong times let in. [`compact`] brings the columns
//! into the order of (vessel, hull, time). [`view`] is one track and what can be asked of it.
//!
//! Where the rules leave a choice:
//!
//! - A step is judged by its distance from the *way* of dead reckoning, from the last place to where speed and course
//!   would have brought the ship, not from the end of that way alone: a ship that stops or turns back after a silence
//!   is no other ship. A speed over ground above 60 knots is taken as not reported.
//! - Distances that decide are great circles on the mean sphere; none of them is reported.
//! - Rows of one time within a nautical mile of the first of them, by the sort key, are one observation. Which row
//!   speaks for it is settled when its hull is known, by the neighbours within that hull.
//! - A lone wild fix is noise, the first and the last of the data too. An identity of several fixes no two of which fit
//!   together has no hull, nor has one with more noise than fixes of hulls: which of them is a ship cannot be told.
//! - A run away from a hull and back is a jump for at most the silence that ends a segment; one that lasts longer, or
//!   from which the hull does not return, is a hull of its own.
//! - Strays that come again and again at places that fit each other (an unset position, a mirrored longitude) are
//!   noise when the hull is heard over 20 times as often: see [`classify`].
//! - An identity of very many ships costs no more than 64 live tracks a fix. Beyond that the least supported track is
//!   given up, and its ship's next fix starts another.
//! - Two ships of one identity that are never farther apart than a step can bridge cannot be told apart.

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
mod spikes;
mod store;
mod streamed;
mod view;

pub use self::generalize::Generalization;
pub(crate) use self::motion::FASTEST_SHIP_KN;
pub use self::params::TrackParams;
pub use self::set::{Hull, NoiseFix, NoiseKind, TrackSet, Vessel};
pub(crate) use self::sorted::SortedRows;
pub(crate) use self::speed::SpeedWindow;
#[cfg(test)]
pub(crate) use self::store::FixStore;
pub(crate) use self::store::Held;
pub use self::view::Track;
