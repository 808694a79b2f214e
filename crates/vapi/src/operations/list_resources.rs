//! All things of a kind: `GET /assistant`, `/tool`, `/credential`, `/phone-number`.

use bytes::Bytes;
use http::{Request, Response};

use super::{Document, Operation, Resource, operation::read_answer};
use crate::{ApiError, Connection, json::Raw};

/// Lists an account's things of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListResources {
    /// Of which kind.
    pub resource: Resource,
}

/// The most that Vapi's schema lets one ask for; its default of 100 would hide the rest.
const LIMIT: u16 = 1_000;

impl Operation for ListResources {
    type Answer = Vec<Document>;

    const REPEATABLE: bool = true;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        // Credentials are listed without a schema, so nothing is asked of that list but itself.
        let query = match self.resource {
            Resource::Credential => vec![],
            _ => vec![("limit", LIMIT.to_string())],
        };
        connection.get(&[self.resource.path()], &query)
    }

    fn answer(response: Response<Bytes>) -> Result<Vec<Document>, ApiError> {
        read_answer::<Self, _>(&response, |raw: Raw<'_>| {
            let items = raw.elements()?.into_iter();
            Some(items.filter_map(Document::read).collect())
        })
    }
}
