//! The one place where an error becomes a status and a body.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{identity, ingest, output, place, vouch};

/// What a client is told: what happened, why, what to do.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    code: &'static str,
    message: String,
    field: Option<&'static str>,
    retry_after_s: Option<u32>,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            field: None,
            retry_after_s: None,
        }
    }

    pub(crate) fn of(self, field: &'static str) -> Self {
        Self {
            field: Some(field),
            ..self
        }
    }

    fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after_s: Some(seconds),
            ..self
        }
    }

    pub(crate) fn code(&self) -> &'static str {
        self.code
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let error = json!({ "code": self.code, "message": self.message, "field": self.field });
        let body = Json(json!({ "success": false, "error": error }));
        let mut response = (self.status, body).into_response();
        if let Some(seconds) = self.retry_after_s {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<ingest::Refusal> for Problem {
    fn from(refusal: ingest::Refusal) -> Self {
        match refusal {
            ingest::Refusal::Unauthorized(why) => Self::new(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                format!(
                    "The delivery was not accepted: {why}. Compare the server credential in Vapi with WEBHOOK_SECRET."
                ),
            ),
            ingest::Refusal::Malformed(why) => Self::new(
                StatusCode::BAD_REQUEST,
                "no_server_message",
                format!("The body is no Vapi server message: {why}."),
            ),
            ingest::Refusal::NotStored(why) => {
                tracing::error!(error = %output::chain(&why), "A delivery could not be stored");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "not_stored",
                    "The delivery could not be stored; send it again.",
                )
                .retry_after(5)
            }
        }
    }
}

impl From<place::Refusal> for Problem {
    fn from(refusal: place::Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            place::Refusal::Invalid(invalid) => {
                Self::new(StatusCode::BAD_REQUEST, invalid.code, message).of(invalid.field)
            }
            place::Refusal::Forbidden { rule, .. } => {
                Self::new(StatusCode::CONFLICT, rule, message)
            }
            place::Refusal::Refused(_) => {
                Self::new(StatusCode::BAD_GATEWAY, "vapi_refused", message)
            }
            place::Refusal::Unknown(_) => {
                Self::new(StatusCode::BAD_GATEWAY, "outcome_unknown", message)
            }
            place::Refusal::Unavailable(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message).retry_after(30)
            }
            place::Refusal::Store(error) => error.into(),
        }
    }
}

impl From<vouch::Refusal> for Problem {
    fn from(refusal: vouch::Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            vouch::Refusal::Invalid(invalid) => {
                Self::new(StatusCode::BAD_REQUEST, invalid.code, message).of(invalid.field)
            }
            vouch::Refusal::NoCall => Self::new(StatusCode::NOT_FOUND, "not_found", message),
            vouch::Refusal::Store(error) => error.into(),
            vouch::Refusal::NotStored(why) => {
                tracing::error!(error = %output::chain(&why), "A claim could not be stored");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "not_stored",
                    "The claim could not be stored; send it again.",
                )
                .retry_after(5)
            }
        }
    }
}

impl From<identity::Refusal> for Problem {
    fn from(refusal: identity::Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            identity::Refusal::Invalid(invalid) => {
                Self::new(StatusCode::BAD_REQUEST, invalid.code, message).of(invalid.field)
            }
            identity::Refusal::NoCall => Self::new(StatusCode::NOT_FOUND, "not_found", message),
            identity::Refusal::Store(error) => error.into(),
        }
    }
}

impl From<midcall_store::Error> for Problem {
    fn from(error: midcall_store::Error) -> Self {
        tracing::error!(error = %output::chain(&error), "The store failed");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_failed",
            "The store cannot be used at the moment; see /readyz.",
        )
        .retry_after(5)
    }
}
