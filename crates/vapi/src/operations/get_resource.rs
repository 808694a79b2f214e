//! One thing of an account, whole: `GET /assistant/{id}` and its like.

use bytes::Bytes;
use http::{Request, Response};

use super::{Document, Operation, Resource, operation::read_answer};
use crate::{ApiError, Connection};

/// Reads one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetResource {
    /// Of which kind.
    pub resource: Resource,
    /// Vapi's id of it.
    pub id: String,
}

impl Operation for GetResource {
    type Answer = Document;

    const REPEATABLE: bool = true;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        connection.get(&[self.resource.path(), &self.id], &[])
    }

    fn answer(response: Response<Bytes>) -> Result<Document, ApiError> {
        read_answer::<Self, _>(&response, Document::read)
    }
}
