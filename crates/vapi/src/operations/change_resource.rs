//! Change a thing: `PATCH /assistant/{id}` and its like.

use bytes::Bytes;
use http::{Request, Response};

use super::{Document, Operation, Resource, operation::read_answer};
use crate::{ApiError, Connection};

/// Changes one thing. Vapi merges the top level only: each field that is sent replaces the old one
/// whole, so a change of `model.toolIds` has to bring the prompt along.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeResource {
    /// Of which kind.
    pub resource: Resource,
    /// Vapi's id of it.
    pub id: String,
    /// The fields to replace, each of them whole.
    pub changes: Document,
}

impl Operation for ChangeResource {
    /// As Vapi says that it keeps it. Whether it takes effect at once under versioning is not
    /// documented: read it again.
    type Answer = Document;

    const REPEATABLE: bool = true;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        connection.patch(&[self.resource.path(), &self.id], self.changes.fields())
    }

    fn answer(response: Response<Bytes>) -> Result<Document, ApiError> {
        read_answer::<Self, _>(&response, Document::read)
    }
}
