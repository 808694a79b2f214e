//! Searches records by words.

use std::fmt;

use bytes::Bytes;
use http::{Request, Response};
use serde::Deserialize;

use crate::{
    ApiError, ApiName, Operation, Record, Session, UriTooLong, answer, percent, session::fitting,
    soql,
};

/// Searches the telephone numbers of records. An index is asked, which lags behind the records by
/// seconds or minutes and takes punctuation for the end of a word, so what is found has to be
/// compared, and what is not found may be there.
#[derive(Clone)]
pub struct SearchPhones {
    resource: String,
}

/// What of one object to return.
#[derive(Clone, Debug)]
pub struct Returning {
    /// The object.
    pub object: ApiName,
    /// Which fields.
    pub fields: Vec<ApiName>,
    /// A condition in SOQL; empty for none. Values belong into [`crate::soql::literal`].
    pub condition: &'static str,
    /// At most so many.
    pub limit: usize,
}

impl SearchPhones {
    /// Searches for any of these terms.
    ///
    /// # Errors
    /// When the search does not fit into a URI.
    pub fn new(terms: &[String], returning: &[Returning]) -> Result<Self, UriTooLong> {
        let terms: Vec<String> = terms.iter().map(|term| soql::search_term(term)).collect();
        let returning: Vec<String> = returning.iter().map(Returning::spell).collect();
        let sosl = format!(
            "FIND {{{}}} IN PHONE FIELDS RETURNING {}",
            terms.join(" OR "),
            returning.join(", ")
        );
        let resource = fitting(format!("/search?q={}", percent::encode(&sosl)))?;
        Ok(Self { resource })
    }
}

impl Returning {
    fn spell(&self) -> String {
        let Self {
            object,
            fields,
            condition,
            limit,
        } = self;
        let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
        let filter = if condition.is_empty() { "" } else { " WHERE " };
        format!(
            "{object}({}{filter}{condition} LIMIT {limit})",
            fields.join(", ")
        )
    }
}

impl fmt::Debug for SearchPhones {
    // The terms are telephone numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SearchPhones([redacted])")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    search_records: Vec<Record>,
}

impl Operation for SearchPhones {
    type Answer = Vec<Record>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        session.get(&session.path(&self.resource))
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Vec<Record>, ApiError> {
        Ok(answer::json::<Found>(&response)?.search_records)
    }

    fn is_write(&self) -> bool {
        false
    }
}
