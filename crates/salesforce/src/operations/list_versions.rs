//! Which versions of the API this org answers.

use bytes::Bytes;
use http::{Request, Response};
use serde::Deserialize;

use crate::{ApiError, ApiVersion, Operation, Session, answer};

/// Lists the versions, oldest first. Not counted against the day. Orgs differ while a release is
/// rolled out, so ask each.
#[derive(Clone, Copy, Debug)]
pub struct ListVersions;

/// One version the org answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Version {
    /// The number to write requests in.
    pub version: ApiVersion,
    /// The release's name: `Spring '26`.
    pub label: String,
}

impl Operation for ListVersions {
    type Answer = Vec<Version>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        session.get("/services/data")
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Vec<Version>, ApiError> {
        let mut versions: Vec<Version> = answer::json(&response)?;
        versions.sort_by_key(|version| version.version);
        Ok(versions)
    }

    fn is_write(&self) -> bool {
        false
    }
}
