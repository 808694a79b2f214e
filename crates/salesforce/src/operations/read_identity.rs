//! Who a token acts as.

use bytes::Bytes;
use http::{Request, Response};
use serde::Deserialize;

use crate::{ApiError, Operation, RecordId, Session, answer};

/// Asks who the session's user is. Not counted against the day.
#[derive(Clone, Copy, Debug)]
pub struct ReadIdentity;

/// The user and the org of a session, in the terms of OpenID Connect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// The user.
    pub user_id: RecordId,
    /// The org.
    pub organization_id: RecordId,
    /// The user's name for logging in.
    #[serde(rename = "preferred_username")]
    pub username: String,
}

impl Operation for ReadIdentity {
    type Answer = Identity;

    fn request(&self, session: &Session) -> Request<Bytes> {
        session.get("/services/oauth2/userinfo")
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Identity, ApiError> {
        answer::json(&response)
    }

    fn is_write(&self) -> bool {
        false
    }
}
