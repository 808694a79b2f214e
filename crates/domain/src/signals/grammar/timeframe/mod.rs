//! Reads when: dates, periods and what stands between them and now ("by the end of Q2").

mod day;
mod length;
mod mention;
mod period;
mod relation;

pub(in crate::signals) use mention::{Mention, Precision, Relation, read_all};
