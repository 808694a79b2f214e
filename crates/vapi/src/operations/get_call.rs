//! Read one call: `GET /call/{id}`. For calls whose end or report never arrived.

use bytes::Bytes;
use http::{Request, Response};

use super::{CallRecord, Operation, operation::read_answer};
use crate::{ApiError, Connection, Redacted};

/// Reads one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetCall {
    /// Vapi's id of the call.
    pub id: String,
}

/// A call as Vapi told it, and its very words.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldCall {
    /// What it says.
    pub record: CallRecord,
    /// The bytes of the answer: the whole prompt, links and secrets among them.
    pub body: Redacted<Bytes>,
}

impl Operation for GetCall {
    type Answer = ToldCall;

    const REPEATABLE: bool = true;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        connection.get(&["call", &self.id], &[])
    }

    fn answer(response: Response<Bytes>) -> Result<ToldCall, ApiError> {
        let record = read_answer::<Self, _>(&response, CallRecord::read)?;
        Ok(ToldCall {
            record,
            body: Redacted(response.into_body()),
        })
    }
}
