//! The end of a call as reports tell it: the first one counts, later ones may only add.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What reports say of the end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct ReportedEnd {
    pub(super) at: Timestamp,
    pub(super) reason: Option<String>,
    pub(super) started_at: Option<Timestamp>,
    pub(super) ended_at: Option<Timestamp>,
    pub(super) summary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) recording_url: Option<String>,
}

impl ReportedEnd {
    /// Both reports in one. Of two that were made at the same moment their content decides which
    /// is the first, so that the order of arrival does not.
    pub(super) fn with(self, other: Self) -> Self {
        let (first, later) = if self <= other {
            (self, other)
        } else {
            (other, self)
        };
        Self {
            at: first.at,
            reason: first.reason.or(later.reason),
            started_at: first.started_at.or(later.started_at),
            ended_at: first.ended_at.or(later.ended_at),
            summary: first.summary.or(later.summary),
            recording_url: first.recording_url.or(later.recording_url),
        }
    }
}
