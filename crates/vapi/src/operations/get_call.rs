//! Read one call: `GET /call/{id}`. For calls whose end or report never arrived.

use bytes::Bytes;
use http::{Request, Response};

use super::{CallRecord, Operation, operation::read_answer};
use crate::{ApiError, Connection};

/// Reads one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetCall {
    /// Vapi's id of the call.
    pub id: String,
}

impl Operation for GetCall {
    type Answer = CallRecord;

    const REPEATABLE: bool = true;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        connection.get(&["call", &self.id], &[])
    }

    fn answer(response: Response<Bytes>) -> Result<CallRecord, ApiError> {
        read_answer::<Self>(&response, CallRecord::read)
    }
}
