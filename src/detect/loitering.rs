//! stub
/// stub
#[derive(Clone, Debug)]
pub struct Loitering;
/// stub
#[derive(Clone, Debug)]
pub struct LoiteringBuilder;
