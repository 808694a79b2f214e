//! Asks several questions in SOQL for one request of the day.

use std::fmt;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{json, value::RawValue};

use super::{BATCHES_MAX, QueryPage, TooMany};
use crate::{ApiError, Operation, Session, answer, percent};

/// Asks several questions in one composite request, which counts once against the day and whose
/// questions may be longer than a URI. No question's fate touches another's.
#[derive(Clone)]
pub struct QuerySeveral {
    questions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompositeAnswer {
    composite_response: Vec<Subresponse>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subresponse {
    body: Box<RawValue>,
    http_status_code: u16,
    reference_id: String,
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
        let status = response.status();
        let mut parts = answer::json::<CompositeAnswer>(&response)?.composite_response;
        let pages = self.questions.iter().enumerate().map(|(place, _)| {
            let name = format!("query{place}");
            let part = parts.iter().position(|part| part.reference_id == name);
            let response = part.and_then(|at| parts.swap_remove(at).into_response());
            let what = "no result for one part of the request";
            answer::json(&response.ok_or(ApiError::Unreadable { status, what })?)
        });
        Ok(pages.collect())
    }

    fn is_write(&self) -> bool {
        false
    }
}

impl Subresponse {
    fn into_response(self) -> Option<Response<Bytes>> {
        let body = Box::<str>::from(self.body).into_string();
        let status = StatusCode::from_u16(self.http_status_code).ok()?;
        Response::builder().status(status).body(body.into()).ok()
    }
}
