//! Make a thing: `POST /assistant`, `/tool`, `/credential`, `/phone-number`.

use bytes::Bytes;
use http::{Request, Response};

use super::{Document, Operation, Resource, operation::read_answer};
use crate::{ApiError, Connection};

/// Makes one thing. Vapi has no idempotency key: after a lost answer, look for it by its name
/// before making it again.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateResource {
    /// Of which kind.
    pub resource: Resource,
    /// What it shall be.
    pub body: Document,
}

impl Operation for CreateResource {
    /// As Vapi keeps it, with its id.
    type Answer = Document;

    const REPEATABLE: bool = false;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        connection.post(&[self.resource.path()], self.body.fields())
    }

    fn answer(response: Response<Bytes>) -> Result<Document, ApiError> {
        read_answer::<Self, _>(&response, Document::read)
    }
}
