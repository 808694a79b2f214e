//! Errors as OpenAI-compatible servers word them.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A request that was not taken.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    body: Value,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

pub(super) fn wrong_key() -> Refusal {
    Refusal {
        status: StatusCode::UNAUTHORIZED,
        body: json!({"error": {
            "message": "Incorrect API key provided.", "type": "invalid_request_error",
            "param": null, "code": "invalid_api_key",
        }}),
    }
}

pub(super) fn not_json() -> Refusal {
    invalid("We could not parse the JSON body of your request.", "")
}

pub(super) fn invalid(message: &str, param: &str) -> Refusal {
    Refusal {
        status: StatusCode::BAD_REQUEST,
        body: json!({"error": {
            "message": message, "type": "invalid_request_error", "param": param, "code": null,
        }}),
    }
}

/// Other servers than OpenAI's differ in what they know, and in how they say so: llama.cpp's
/// answered 500 with an error object, LM Studio 400 with a bare text.
pub(super) fn unknown_format(format: &str) -> Refusal {
    if format == "json_schema" {
        let message = format!(
            "response_format type must be one of \"text\" or \"json_object\", but got: {format}"
        );
        return Refusal {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            body: json!({"error": {"code": 500, "message": message, "type": "server_error"}}),
        };
    }
    Refusal {
        status: StatusCode::BAD_REQUEST,
        body: json!({"error": "'response_format.type' must be 'json_schema' or 'text'"}),
    }
}
