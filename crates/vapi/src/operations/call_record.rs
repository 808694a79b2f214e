//! A call as the REST API keeps it: the same description as in webhooks, with a current status and
//! what the end-of-call report would have said.

use crate::{
    CallInfo,
    json::{Raw, raw_object},
    messages::{CallStatus, EndOfCallReport, ToolCall, tool_calls},
};

/// A call as the REST API keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// Which call it is, with whom, and about which Lead.
    pub call: CallInfo,
    /// Where it is in its life. Current here, unlike in webhooks.
    pub status: Option<CallStatus>,
    /// When the record last changed, in epoch milliseconds. It stands still while people talk.
    pub updated_at_ms: Option<i64>,
    /// How it went, as far as it has gone. Stands in for a report that never came.
    pub report: EndOfCallReport,
    /// The tools that were called, and when. Stand in for the messages that waited for an answer.
    pub tool_calls: Vec<(Option<i64>, ToolCall)>,
}

raw_object!(RawRecord {
    status = "status",
    updated_at = "updatedAt",
    artifact = "artifact",
    messages = "messages",
});
raw_object!(RawArtifact { messages = "messages" });

impl CallRecord {
    /// Reads a call object from the bytes of an answer; `None` if it is none.
    #[must_use]
    pub fn parse(body: &[u8]) -> Option<Self> {
        Self::read(serde_json::from_slice(body).ok()?)
    }

    /// Reads a call object; `None` without an id.
    pub(super) fn read(raw: Raw<'_>) -> Option<Self> {
        let record: RawRecord<'_> = raw.fields();
        let artifact: RawArtifact<'_> = record.artifact.fields();
        Some(Self {
            call: CallInfo::read(raw, Raw::default())?,
            status: CallStatus::read(record.status),
            updated_at_ms: record.updated_at.moment_ms(),
            report: EndOfCallReport::read(&raw.fields()),
            tool_calls: tool_calls::read_history([artifact.messages, record.messages]),
        })
    }

    /// Whether the call is over, by its status or by what is told of its end.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.status == Some(CallStatus::Ended)
            || self.report.ended_reason.is_some()
            || self.report.ended_at_ms.is_some()
    }
}
