//! A query as it was understood.

use serde_json::Value;

/// A field named in a query, and where it stands, for error texts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) at: usize,
}

/// A whole `SELECT`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    pub(crate) selection: Selection,
    pub(crate) from: Column,
    pub(crate) condition: Option<Condition>,
    pub(crate) order: Vec<Order>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: usize,
}

/// What is selected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Selection {
    Count,
    Fields(Vec<Column>),
}

/// A condition on one record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    And(Vec<Self>),
    Or(Vec<Self>),
    Not(Box<Self>),
    Compare(Column, Operator, Literal),
    In(Column, Vec<Literal>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Like,
}

/// A value to compare with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    /// Written in quotes.
    Text(String),
    /// A number, a truth value or null.
    Plain(Value),
    /// A date or date-time, which SOQL writes without quotes.
    Moment(String),
}

/// One key to order by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) column: Column,
    pub(crate) descending: bool,
    pub(crate) nulls_last: bool,
}
