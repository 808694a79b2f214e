//! Does the person on the line decide?

mod answer;
mod any;
mod beside;
mod clause;
mod deciding;
mod leave;
mod list;
mod people;
mod reply;
mod shared;
mod statement;
#[cfg(test)]
mod tests;
mod verbs;

pub(in crate::signals) use any::any_decider;
pub(super) use statement::find;
