//! Find calls: `GET /call`. For calls we may have placed without learning their id, and for those
//! whose webhooks we missed.

use bytes::Bytes;
use http::{Request, Response};

use super::{CallRecord, Operation, operation::read_answer};
use crate::{ApiError, Connection, iso, json::Raw};

/// Finds calls. Vapi has no cursor: page by setting `created_at_le_ms` to the oldest one seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListCalls {
    /// Created at this time or later, in epoch milliseconds.
    pub created_at_ge_ms: Option<i64>,
    /// Created at this time or before, in epoch milliseconds.
    pub created_at_le_ms: Option<i64>,
    /// Changed at this time or later, in epoch milliseconds. A call changes when it is created and
    /// when it ends; while people talk its record stands still.
    pub updated_at_ge_ms: Option<i64>,
    /// Of this assistant.
    pub assistant_id: Option<String>,
    /// Of this number of ours, by Vapi's id.
    pub phone_number_id: Option<String>,
    /// At most so many; 100 if not given, and Vapi allows up to 1000.
    pub limit: Option<u16>,
}

impl Operation for ListCalls {
    /// Seemingly the newest first, but Vapi does not say so.
    type Answer = Vec<CallRecord>;

    const REPEATABLE: bool = true;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        let filters = [
            ("createdAtGe", self.created_at_ge_ms.map(iso::format_ms)),
            ("createdAtLe", self.created_at_le_ms.map(iso::format_ms)),
            ("updatedAtGe", self.updated_at_ge_ms.map(iso::format_ms)),
            ("assistantId", self.assistant_id.clone()),
            ("phoneNumberId", self.phone_number_id.clone()),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ];
        let filters = filters
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        connection.get(&["call"], &filters.collect::<Vec<_>>())
    }

    fn answer(response: Response<Bytes>) -> Result<Vec<CallRecord>, ApiError> {
        read_answer::<Self, _>(&response, |raw: Raw<'_>| {
            let calls = raw.elements()?.into_iter();
            Some(calls.filter_map(CallRecord::read).collect())
        })
    }
}
