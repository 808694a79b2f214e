//! Reads when: dates, periods and what stands between them and now ("by the end of Q2").

mod combine;
mod day;
mod fiscal;
mod holiday;
mod length;
mod mention;
mod part;
mod period;
mod relation;

pub(in crate::signals) use mention::{Mention, Precision, Relation, read_all};
