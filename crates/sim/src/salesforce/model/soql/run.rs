//! Runs a query over the records that the integration user may see.

use std::cmp::Ordering;

use serde_json::Value;

use super::{
    ast::{Column, Order, Query, Selection},
    condition::Checked,
    error,
};
use crate::salesforce::{
    ApiError,
    model::{records::Fields, schema::Object, show, state::Model},
};

/// Which records a query looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// `query`: live records.
    Live,
    /// `queryAll`: deleted and merged ones too, until they are purged.
    WithDeleted,
}

/// What a query found.
pub(crate) enum Outcome {
    Count(usize),
    Rows(Vec<Value>),
}

impl Model {
    /// Runs a query; `source` is its text, quoted in errors, and `version` goes into record URLs.
    pub(crate) fn run(
        &self,
        query: &Query,
        source: &str,
        scope: Scope,
        version: &str,
    ) -> Result<Outcome, ApiError> {
        let object = self
            .schema
            .visible_object(&query.from.name)
            .ok_or_else(|| error::no_such_object(source, &query.from))?;
        let seen = self
            .records
            .of_prefix(object.key_prefix)
            .filter(|(id, record)| {
                (scope == Scope::WithDeleted || !record.is_deleted())
                    && !self.rules.invisible.contains(id)
            })
            .map(|(_, record)| &record.fields);
        choose(object, seen, query, source, version)
    }
}

/// Runs a query over these rows of an object.
pub(crate) fn choose<'a>(
    object: &Object,
    rows: impl Iterator<Item = &'a Fields>,
    query: &Query,
    source: &str,
    version: &str,
) -> Result<Outcome, ApiError> {
    let names = match &query.selection {
        Selection::Count => Vec::new(),
        Selection::Fields(columns) => selected(object, columns, source)?,
    };
    let order = ordered_by(object, &query.order, source)?;
    let condition = query.condition.clone();
    let condition = condition
        .map(|condition| Checked::new(object, condition, source))
        .transpose()?;

    let mut found: Vec<&Fields> = rows
        .filter(|record| condition.as_ref().is_none_or(|it| it.holds(record)))
        .collect();
    found.sort_by(|left, right| by_keys(&order, left, right));
    let found = found
        .into_iter()
        .skip(query.offset)
        .take(query.limit.unwrap_or(usize::MAX));
    Ok(match query.selection {
        Selection::Count => Outcome::Count(found.count()),
        Selection::Fields(_) => Outcome::Rows(
            found
                .map(|record| show::record(object, record, &names, version))
                .collect(),
        ),
    })
}

fn selected(object: &Object, columns: &[Column], source: &str) -> Result<Vec<String>, ApiError> {
    columns
        .iter()
        .map(|column| {
            object
                .visible_field(&column.name)
                .map(|field| field.name.clone())
                .ok_or_else(|| error::no_such_column(source, column, object.name))
        })
        .collect()
}

fn ordered_by<'a>(
    object: &'a Object,
    order: &'a [Order],
    source: &str,
) -> Result<Vec<(&'a str, &'a Order)>, ApiError> {
    order
        .iter()
        .map(|key| {
            let column = &key.column;
            let field = object
                .visible_field(&column.name)
                .ok_or_else(|| error::no_such_column(source, column, object.name))?;
            if field.is_filterable() {
                Ok((field.name.as_str(), key))
            } else {
                Err(error::not_filterable(source, column, "sorted"))
            }
        })
        .collect()
}

fn by_keys(keys: &[(&str, &Order)], left: &Fields, right: &Fields) -> Ordering {
    keys.iter()
        .map(|(name, key)| {
            let left = left.get(*name).unwrap_or(&Value::Null);
            let right = right.get(*name).unwrap_or(&Value::Null);
            match (left.is_null(), right.is_null()) {
                (true, true) => Ordering::Equal,
                (true, false) if key.nulls_last => Ordering::Greater,
                (true, false) => Ordering::Less,
                (false, true) if key.nulls_last => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) if key.descending => values(right, left),
                (false, false) => values(left, right),
            }
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn values(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::String(left), Value::String(right)) => {
            left.to_lowercase().cmp(&right.to_lowercase())
        }
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        _ => left
            .as_f64()
            .partial_cmp(&right.as_f64())
            .unwrap_or(Ordering::Equal),
    }
}
