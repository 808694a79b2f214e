//! The fields of the Lead that are written: which, whether the org can take what goes in, and how
//! a value is spelled there. Shared by everything that writes, checks or shows them; sends nothing.

mod fit;
mod shape;
mod spell;
mod target;

pub use fit::{Limits, Unfit};
pub use shape::Shape;
pub use spell::{read, spell};
pub use target::{Target, Targets};
