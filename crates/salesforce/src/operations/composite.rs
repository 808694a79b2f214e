//! The answer to a composite request: one response for each of its parts.
//!
//! Source: REST API Developer Guide, "Composite".

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{ApiError, answer};

/// The parts' responses, by their reference ids.
pub(super) struct Parts {
    status: StatusCode,
    parts: BTreeMap<String, Subresponse>,
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

impl Parts {
    pub(super) fn of(response: &Response<Bytes>) -> Result<Self, ApiError> {
        let answered: CompositeAnswer = answer::json(response)?;
        let parts = answered.composite_response.into_iter();
        Ok(Self {
            status: response.status(),
            parts: parts
                .map(|part| (part.reference_id.clone(), part))
                .collect(),
        })
    }

    /// The response that this part would have had alone.
    pub(super) fn take(&mut self, reference_id: &str) -> Result<Response<Bytes>, ApiError> {
        self.parts
            .remove(reference_id)
            .and_then(Subresponse::into_response)
            .ok_or(ApiError::Unreadable {
                status: self.status,
                what: "no result for one part of the request",
            })
    }
}

impl Subresponse {
    fn into_response(self) -> Option<Response<Bytes>> {
        let body = Box::<str>::from(self.body).into_string();
        let status = StatusCode::from_u16(self.http_status_code).ok()?;
        Response::builder().status(status).body(body.into()).ok()
    }
}
