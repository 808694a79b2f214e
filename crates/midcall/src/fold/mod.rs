//! Second stage: journal entries to call state to signals to what the Lead should say.

mod replay;
mod settle;
mod step;
mod working;

pub use replay::{Replayed, replay};
pub use settle::settle;
pub use step::Folder;
