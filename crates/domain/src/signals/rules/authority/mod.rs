//! Does the person on the line decide?

mod answer;
mod any;
mod beside;
mod clause;
mod deciding;
mod jointly;
mod leave;
mod list;
mod people;
mod reply;
mod roles;
mod statement;
#[cfg(test)]
mod tests;
mod together;
mod verbs;

pub(in crate::signals) use any::{any_decider, names_decider};
pub(in crate::signals) use jointly::with_others;
pub(super) use statement::find;
