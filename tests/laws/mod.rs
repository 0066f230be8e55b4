//! The laws of the whole program: what must hold for any rows.

mod account;
mod every_detector;
mod open_gaps;
mod other_ships;
mod ports;
mod reception;
mod repeated_rows;
mod same_bytes;
mod shared_identity;
mod shifts;
mod stream;
mod thresholds;
mod truncation;
mod waters;
mod zones;
