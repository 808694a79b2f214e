//! What can go wrong between a client and Vapi. The faults after the work are the ones that dial a
//! person twice: the call was placed, and nobody learned of it.

use axum::{
    body::Body,
    extract::{Request, State},
    http::HeaderValue,
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use http::{Method, StatusCode, header::RETRY_AFTER};
use http_body_util::BodyExt;
use serde_json::json;

use super::state::Vapi;

/// One mishap that awaits requests.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The method of the requests it befalls.
    pub method: Method,
    /// What their path starts with.
    pub path: String,
    /// Whether Vapi does the work all the same.
    pub when: When,
    /// What the client sees.
    pub answer: Answer,
    /// How many requests it befalls before it is over.
    pub times: u32,
}

/// Whether the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing has happened.
    BeforeTheWork,
    /// It has happened, and the answer is lost.
    AfterTheWork,
}

/// What a client sees of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This status with a short body.
    Status(u16),
    /// 429; Vapi's own has not been seen with a `Retry-After`, but clients should honor one.
    TooManyRequests {
        /// Seconds to wait, if any are given.
        retry_after_s: Option<u32>,
    },
    /// Half of the answer, and then the connection is gone.
    Truncated,
}

/// Waits the configured latency, and lets the faults happen that were ordered.
pub(super) async fn interfere(State(vapi): State<Vapi>, request: Request, next: Next) -> Response {
    if !vapi.settings().latency.is_zero() {
        tokio::time::sleep(vapi.settings().latency).await;
    }
    let Some(fault) = vapi.take_fault(request.method(), request.uri().path()) else {
        return next.run(request).await;
    };
    let answer = match fault.when {
        When::BeforeTheWork => (StatusCode::OK, "{}").into_response(),
        When::AfterTheWork => next.run(request).await,
    };
    fault.answer.in_place_of(answer).await
}

impl Answer {
    async fn in_place_of(self, answer: Response) -> Response {
        match self {
            Self::Status(status) => {
                let body = json!({"message": "Something went wrong", "statusCode": status});
                let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
                (status, axum::Json(body)).into_response()
            }
            Self::TooManyRequests { retry_after_s } => {
                let body = json!({"message": "Too Many Requests", "statusCode": 429});
                let mut response =
                    (StatusCode::TOO_MANY_REQUESTS, axum::Json(body)).into_response();
                if let Some(seconds) = retry_after_s {
                    response
                        .headers_mut()
                        .insert(RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
            Self::Truncated => {
                let (parts, body) = answer.into_parts();
                let whole = body
                    .collect()
                    .await
                    .map(|body| body.to_bytes())
                    .unwrap_or_default();
                let half = whole.slice(..whole.len() / 2);
                // An error in the body makes the server break the connection, and the length that
                // was announced tells the client that something is missing.
                let broken = [
                    Ok::<Bytes, std::io::Error>(half),
                    Err(std::io::ErrorKind::ConnectionReset.into()),
                ];
                Response::from_parts(parts, Body::from_stream(stream::iter(broken)))
            }
        }
    }
}
