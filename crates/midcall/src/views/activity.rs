//! The completed tasks of a lead's calls.

use midcall_domain::time::Timestamp;
use midcall_store::{ActivityRow, Blocked, LeadRow, Result};
use serde::Serialize;

use crate::node::Node;

/// The newest tasks that are shown of a lead.
const ACTIVITIES_MAX: usize = 20;

/// The completed task of a call.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// The call.
    pub call: String,
    /// Its line in the timeline.
    pub subject: String,
    /// Quotes, the platform's summary, the recording.
    pub description: String,
    /// How long the conversation took.
    pub duration_seconds: u32,
    /// What the call came to.
    pub outcome: String,
    /// `in_sync`, `due`, `blocked`, or `off` when tasks are turned off.
    pub state: &'static str,
    /// When it was last written.
    pub written_at: Option<String>,
    /// When it is tried next.
    pub due_at: Option<String>,
    /// Why it waits for a person.
    pub blocked: Option<Blocked>,
}

impl From<ActivityRow> for ActivityView {
    fn from(row: ActivityRow) -> Self {
        let is_said = row.written.as_ref() == Some(&row.desired);
        let state = match (&row.blocked, row.due_at) {
            (Some(_), _) => "blocked",
            (None, Some(_)) => "due",
            (None, None) if is_said => "in_sync",
            (None, None) => "off",
        };
        Self {
            call: row.call,
            subject: row.desired.subject,
            description: row.desired.description,
            duration_seconds: row.desired.duration_s,
            outcome: row.desired.outcome,
            state,
            written_at: row.written_at.map(Timestamp::iso),
            due_at: row.due_at.map(Timestamp::iso),
            blocked: row.blocked,
        }
    }
}

/// The tasks of a lead's calls, the newest first.
pub(super) async fn activities(node: &Node, row: &LeadRow) -> Result<Vec<ActivityView>> {
    let activities = node
        .store
        .list_activities(&node.workspace, &row.lead, ACTIVITIES_MAX)
        .await?;
    Ok(activities.into_iter().map(ActivityView::from).collect())
}
