//! Does the person on the line decide?

mod answer;
mod clause;
mod people;
mod statement;

pub(super) use statement::find;
