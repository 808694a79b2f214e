//! Second stage: journal entries to call state to signals to what the Lead should say.

mod known;
mod replay;
mod settle;
mod step;
mod working;

pub(crate) use known::{Known, known_at};
pub use replay::{Replayed, replay};
pub use settle::settle;
pub use step::Folder;
