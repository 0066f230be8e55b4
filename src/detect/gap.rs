//! stub
/// stub
#[derive(Clone, Debug)]
pub struct Gap;
/// stub
#[derive(Clone, Debug)]
pub struct GapBuilder;
