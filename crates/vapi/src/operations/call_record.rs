//! A call as the REST API keeps it: the same description as in webhooks, with a current status and
//! what the end-of-call report would have said.

use crate::{
    CallInfo,
    json::{Raw, raw_object},
    messages::{CallStatus, EndOfCallReport},
};

/// A call as the REST API keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// Which call it is, with whom, and about which Lead.
    pub call: CallInfo,
    /// Where it is in its life. Current here, unlike in webhooks.
    pub status: Option<CallStatus>,
    /// How it went, as far as it has gone. Stands in for a report that never came.
    pub report: EndOfCallReport,
}

raw_object!(RawStatus { status = "status" });

impl CallRecord {
    /// Reads a call object; `None` without an id.
    pub(super) fn read(raw: Raw<'_>) -> Option<Self> {
        let RawStatus { status } = raw.fields();
        Some(Self {
            call: CallInfo::read(raw, Raw::default())?,
            status: CallStatus::read(status),
            report: EndOfCallReport::read(&raw.fields()),
        })
    }
}
