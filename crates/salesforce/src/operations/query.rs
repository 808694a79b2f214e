//! Asks in SOQL.

use std::fmt;

use bytes::Bytes;
use http::{Request, Response, uri::PathAndQuery};
use serde::Deserialize;

use crate::{ApiError, Operation, Record, Session, UriTooLong, answer, percent, session::fitting};

/// Asks in SOQL; values belong into [`crate::soql::literal`].
#[derive(Clone)]
pub struct Query {
    resource: String,
}

/// One page of rows, 2,000 at most and often fewer.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueryPage {
    /// Rows of all pages; the count itself for `SELECT count()`, which has no rows.
    pub total_size: u64,
    /// The rows of this page.
    pub records: Vec<Record>,
    /// Asks for the next page, unless this is the last.
    #[serde(rename = "nextRecordsUrl")]
    pub next: Option<QueryNext>,
}

/// Asks for the next page, at the path that the page before it named. The cursor expires.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct QueryNext {
    path: String,
}

impl Query {
    /// Asks among the records that are there.
    ///
    /// # Errors
    /// When the query does not fit into a URI.
    pub fn new(soql: &str) -> Result<Self, UriTooLong> {
        Self::of("query", soql)
    }

    /// Asks among deleted and merged records too, which stay for 15 days in the recycle bin. Tells
    /// what became of a record that is not found.
    ///
    /// # Errors
    /// When the query does not fit into a URI.
    pub fn including_deleted(soql: &str) -> Result<Self, UriTooLong> {
        Self::of("queryAll", soql)
    }

    /// Asks the Tooling API, which knows what administrators have built: rules, flows, triggers.
    ///
    /// # Errors
    /// When the query does not fit into a URI.
    pub fn tooling(soql: &str) -> Result<Self, UriTooLong> {
        Self::of("tooling/query", soql)
    }

    fn of(resource: &str, soql: &str) -> Result<Self, UriTooLong> {
        let resource = fitting(format!("/{resource}?q={}", percent::encode(soql)))?;
        Ok(Self { resource })
    }
}

impl fmt::Debug for Query {
    // The literals of a query may be phone numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Query([redacted])")
    }
}

/// A next page that is not a path of this org's API, so that no token is sent there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the next page's address is not a path below /services/data/")]
pub struct ForeignPath;

impl TryFrom<String> for QueryNext {
    type Error = ForeignPath;

    fn try_from(path: String) -> Result<Self, ForeignPath> {
        let is_ours = path.starts_with("/services/data/") && path.parse::<PathAndQuery>().is_ok();
        match fitting(path) {
            Ok(path) if is_ours => Ok(Self { path }),
            _ => Err(ForeignPath),
        }
    }
}

impl Operation for Query {
    type Answer = QueryPage;

    fn request(&self, session: &Session) -> Request<Bytes> {
        session.get(&session.path(&self.resource))
    }

    fn answer(&self, response: Response<Bytes>) -> Result<QueryPage, ApiError> {
        answer::json(&response)
    }

    fn is_write(&self) -> bool {
        false
    }
}

impl Operation for QueryNext {
    type Answer = QueryPage;

    fn request(&self, session: &Session) -> Request<Bytes> {
        session.get(&self.path)
    }

    fn answer(&self, response: Response<Bytes>) -> Result<QueryPage, ApiError> {
        answer::json(&response)
    }

    fn is_write(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_nowhere_else() {
        let next = |path: &str| QueryNext::try_from(path.to_owned());
        assert!(next("/services/data/v66.0/query/01gHs000004ZaBcIAK-2000").is_ok());
        for path in [
            "",
            "https://elsewhere.example/",
            "//elsewhere.example",
            ".elsewhere.example",
        ] {
            assert_eq!(next(path), Err(ForeignPath), "{path}");
        }
    }

    #[test]
    fn an_endless_query_is_refused() {
        Query::new(&"'".repeat(5_000)).unwrap_err();
    }

    #[test]
    fn literals_are_not_printed() {
        let query = Query::new("SELECT Id FROM Lead WHERE Phone = '+15550100'").unwrap();
        assert!(!format!("{query:?}").contains("5550100"));
    }
}
