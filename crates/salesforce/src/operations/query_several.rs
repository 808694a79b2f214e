//! Asks several questions in SOQL for one request of the day.

use std::fmt;

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::json;

use super::{BATCHES_MAX, QueryPage, TooMany, composite::Parts};
use crate::{ApiError, Operation, Session, answer, percent};

/// Asks several questions in one composite request, which counts once against the day and whose
/// questions may be longer than a URI. No question's fate touches another's.
#[derive(Clone)]
pub struct QuerySeveral {
    questions: Vec<String>,
}

impl QuerySeveral {
    /// Puts questions into one request; values belong into [`crate::soql::literal`].
    ///
    /// # Errors
    /// When there are more than [`BATCHES_MAX`].
    pub fn new(questions: Vec<String>) -> Result<Self, TooMany> {
        TooMany::check(questions.len(), BATCHES_MAX)?;
        Ok(Self { questions })
    }
}

impl fmt::Debug for QuerySeveral {
    // The literals of a query may be phone numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QuerySeveral([redacted])")
    }
}

impl Operation for QuerySeveral {
    /// The first page of each, in the places they were given.
    type Answer = Vec<Result<QueryPage, ApiError>>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let questions = self.questions.iter().enumerate();
        let parts: Vec<_> = questions
            .map(|(place, soql)| {
                let resource = format!("/query?q={}", percent::encode(soql));
                json!({
                    "method": "GET",
                    "url": session.path(&resource),
                    "referenceId": format!("query{place}"),
                })
            })
            .collect();
        let composite = json!({
            "allOrNone": false,
            "collateSubrequests": false,
            "compositeRequest": parts,
        });
        session.json(Method::POST, &session.path("/composite"), &[], &composite)
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Self::Answer, ApiError> {
        let mut parts = Parts::of(&response)?;
        let places = 0..self.questions.len();
        let pages = places.map(|place| answer::json(&parts.take(&format!("query{place}"))?));
        Ok(pages.collect())
    }

    fn is_write(&self) -> bool {
        false
    }
}
