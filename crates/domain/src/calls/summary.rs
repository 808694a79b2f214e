//! What a lead needs to know of one of its calls.

use serde::{Deserialize, Serialize};

use super::{CallId, CallState, Disposition, Transcript};
use crate::{signals::Signals, time::Timestamp};

/// Salesforce counts a line break as two characters and holds 131,072; this leaves room for both
/// and for what an administrator's own limits cut off.
const TRANSCRIPT_CHARS_MAX: usize = 120_000;

/// What a lead needs to know of one of its calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallSummary {
    /// Which call.
    pub call: CallId,
    /// When it was created: a lead's newest call speaks for it.
    pub created_at: Timestamp,
    /// When the last thing was said, or when it ended.
    pub last_contact_at: Timestamp,
    /// What it has come to; absent while it is queued or ringing.
    pub disposition: Option<Disposition>,
    /// Whether nothing more is expected.
    pub is_over: bool,
    /// What stands.
    pub signals: Signals,
    /// The transcript as people read it.
    pub transcript: String,
    /// The platform's summary, once its report has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Where the recording is, once the report has come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_url: Option<String>,
}

impl CallSummary {
    /// Sums up a call.
    #[must_use]
    pub fn of(state: &CallState, transcript: &Transcript, signals: &Signals) -> Self {
        Self {
            call: state.id().clone(),
            created_at: state.created_at(),
            last_contact_at: state.last_contact_at(),
            disposition: state.disposition(),
            is_over: state.is_over(),
            signals: signals.clone(),
            transcript: transcript.render(TRANSCRIPT_CHARS_MAX, state.is_over()),
            summary: state.summary().map(str::to_owned),
            recording_url: state.recording_url().map(str::to_owned),
        }
    }
}
