//! Does the person on the line decide?

mod answer;
mod clause;
mod leave;
mod people;
mod statement;

pub(super) use statement::find;
