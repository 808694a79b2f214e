//! What an operation is: a request and an answer, as values.

use bytes::Bytes;
use http::{Request, Response};

use crate::{ApiError, Connection, json::Raw};

/// One kind of request to Vapi's API.
pub trait Operation {
    /// What Vapi answers.
    type Answer;

    /// Whether doing it twice does no harm.
    const REPEATABLE: bool;

    /// Builds the request.
    fn request(&self, connection: &Connection) -> Request<Bytes>;

    /// Reads the answer.
    ///
    /// # Errors
    ///
    /// If Vapi refused, or answered without what the operation is for.
    fn answer(response: Response<Bytes>) -> Result<Self::Answer, ApiError>;
}

/// Reads a successful answer with `read`, and anything else as the error it is.
pub(super) fn read_answer<O: Operation, T>(
    response: &Response<Bytes>,
    read: impl FnOnce(Raw<'_>) -> Option<T>,
) -> Result<T, ApiError> {
    if !response.status().is_success() {
        return Err(ApiError::refused(response, O::REPEATABLE));
    }
    let body: Option<Raw<'_>> = serde_json::from_slice(response.body()).ok();
    body.and_then(read).ok_or(ApiError::Unreadable {
        repeatable: O::REPEATABLE,
    })
}
