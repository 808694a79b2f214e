//! How much the org has left of what it may use.

use bytes::Bytes;
use http::{Request, Response};
use serde::Deserialize;

use crate::{ApiError, Operation, Session, answer};

/// Reads the org's limits. They lag behind: what [`crate::api_usage`] reads from any answer is
/// fresher. Itself counted against the day.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimits;

/// The limits that bear on us, of some fifty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct OrgLimits {
    /// API requests in 24 hours.
    #[serde(rename = "DailyApiRequests")]
    pub daily_api_requests: Allowance,
    /// Room for records, in MB. Only a user with the permission Manage Users is told.
    #[serde(rename = "DataStorageMB")]
    pub data_storage_mb: Option<Allowance>,
}

/// What may be used and what is left of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Allowance {
    /// All of it.
    pub max: i64,
    /// What is left; below zero when overdrawn.
    pub remaining: i64,
}

impl Operation for ReadLimits {
    type Answer = OrgLimits;

    fn request(&self, session: &Session) -> Request<Bytes> {
        session.get(&session.path("/limits"))
    }

    fn answer(&self, response: Response<Bytes>) -> Result<OrgLimits, ApiError> {
        answer::json(&response)
    }

    fn is_write(&self) -> bool {
        false
    }
}
