//! Files that were damaged on the way, and files made to do harm: read as far as they go with every row accounted for, or
//! refused in words. Never a panic, never without end, never more memory than limits allow.

mod bombs;
mod kinds;
mod outcomes;
mod sources;
