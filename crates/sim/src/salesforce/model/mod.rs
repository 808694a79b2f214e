//! The org itself: records, schema, rules, sessions. Knows nothing of HTTP.

pub(crate) mod allowance;
pub(crate) mod automation;
pub(crate) mod body;
pub(crate) mod codes;
pub(crate) mod describe;
pub(crate) mod error;
pub(crate) mod id;
pub(crate) mod licenses;
pub(crate) mod metadata;
pub(crate) mod moment;
pub(crate) mod records;
pub(crate) mod rules;
pub(crate) mod save;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod sessions;
pub(crate) mod show;
pub(crate) mod soql;
pub(crate) mod standard;
pub(crate) mod state;
pub(crate) mod value;
