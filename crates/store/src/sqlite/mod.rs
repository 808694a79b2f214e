//! The state in SQLite: one thread owns the writing connection, a second one reads for pages.

mod asks;
mod callers;
mod calls;
mod connections;
mod database;
mod dialing;
mod folded;
mod leads;
mod lookups;
mod nudges;
mod opt_outs;
mod reads;
mod requests;
mod schema;
mod sealing;
mod usage;

pub(crate) use database::Database;
pub use leads::{LeaseAsk, Pacing};

use midcall_domain::time::Timestamp;
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

/// A moment as SQLite keeps it.
struct At(Timestamp);

impl ToSql for At {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.0.into())
    }
}

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|ms| Self(Timestamp(ms)))
    }
}

fn moment(at: Option<At>) -> Option<Timestamp> {
    at.map(|at| at.0)
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("keys are strings and values are plain data")
}

fn from_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|source| Error::Corrupt { what, source })
}

fn from_json_opt<T: DeserializeOwned>(what: &'static str, text: Option<&str>) -> Result<Option<T>> {
    text.map(|text| from_json(what, text)).transpose()
}

/// An enum of the domain as its own name, without quotes.
fn word(value: &impl Serialize) -> String {
    to_json(value).trim_matches('"').to_owned()
}

fn from_word<T: DeserializeOwned>(what: &'static str, word: Option<String>) -> Result<Option<T>> {
    from_json_opt(what, word.map(|word| format!("\"{word}\"")).as_deref())
}

/// A number of rows as SQLite counts them.
fn rows_max(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
