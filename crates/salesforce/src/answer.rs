//! From a response to a value or an error: what every operation does with its answer.

use bytes::Bytes;
use http::Response;
use serde::de::DeserializeOwned;

use crate::{ApiError, Refusal};

/// Reads the JSON of a granted request.
pub(crate) fn json<T: DeserializeOwned>(response: &Response<Bytes>) -> Result<T, ApiError> {
    granted(response)?;
    serde_json::from_slice(response.body()).map_err(|error| ApiError::Unreadable {
        status: response.status(),
        // The parser's own message may quote a value, so only its kind is kept.
        what: if error.is_data() {
            "JSON of another shape than documented"
        } else {
            "not JSON, or not all of it"
        },
    })
}

/// Reads an answer that has nothing to say. A `PATCH` is granted with 204 and no body.
pub(crate) fn empty(response: &Response<Bytes>) -> Result<(), ApiError> {
    granted(response)
}

/// Checks that there is one result for each thing asked, since they are matched by position.
pub(crate) fn positional<T>(
    results: Vec<T>,
    asked: usize,
    response: &Response<Bytes>,
) -> Result<Vec<T>, ApiError> {
    if results.len() == asked {
        Ok(results)
    } else {
        Err(ApiError::Unreadable {
            status: response.status(),
            what: "another number of results than records asked for",
        })
    }
}

fn granted(response: &Response<Bytes>) -> Result<(), ApiError> {
    if response.status().is_success() {
        Ok(())
    } else {
        Err(ApiError::Refused(Refusal::read(response)))
    }
}
