//! The result of a demo as data: what the org holds of each call, and what is wrong with it.

use std::collections::BTreeMap;

use midcall_sim::salesforce::Org;
use serde::Serialize;
use serde_json::Value;

use super::{
    cast::Role,
    check::{self, SCORE, STATUS},
    film::Seen,
};

/// The result of a demo.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    /// Whether the org holds what was said.
    pub(super) ok: bool,
    pub(super) calls: Vec<CallRecord>,
    /// How many webhooks were sent.
    pub(super) webhooks: usize,
    /// How many requests counted against the org's daily allocation.
    pub(super) salesforce_requests: u64,
    /// From said to saved in Salesforce, in milliseconds: the median.
    pub(super) heard_to_written_median_ms: Option<i64>,
    /// The longest.
    pub(super) heard_to_written_max_ms: Option<i64>,
    /// What went wrong as a whole.
    pub(super) problems: Vec<String>,
}

/// What the org holds of one call.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallRecord {
    /// The script's name.
    pub(super) story: String,
    /// The prospect's first name.
    pub(super) prospect: String,
    pub(super) call_id: String,
    pub(super) lead_id: String,
    pub(super) status: Option<String>,
    pub(super) score: Option<u64>,
    /// `positive` or `negative` by name; a signal that is unknown is absent.
    pub(super) signals: BTreeMap<String, String>,
    /// How often the lead was written.
    pub(super) writes: usize,
    /// Where the lead differs from what was said.
    pub(super) differences: Vec<String>,
}

impl Record {
    /// Compares what the org holds with what was said.
    pub(super) fn of(roles: &[Role], org: &Org, seen: &Seen) -> Self {
        let calls: Vec<CallRecord> = roles.iter().map(|role| CallRecord::of(role, org)).collect();
        let lost = seen
            .receipts
            .iter()
            .filter(|receipt| !receipt.is_acknowledged())
            .count();
        let mut problems = Vec::new();
        if lost > 0 {
            problems.push(format!("{lost} webhooks were not acknowledged"));
        }
        if !seen.is_at_rest {
            problems.push("not everything was written in time".to_owned());
        }
        let latencies_ms = &seen.latencies_ms;
        Self {
            ok: problems.is_empty() && calls.iter().all(|call| call.differences.is_empty()),
            calls,
            webhooks: seen.receipts.len(),
            salesforce_requests: org.counted_requests(),
            heard_to_written_median_ms: latencies_ms.get(latencies_ms.len() / 2).copied(),
            heard_to_written_max_ms: latencies_ms.last().copied(),
            problems,
        }
    }
}

impl CallRecord {
    fn of(role: &Role, org: &Org) -> Self {
        let lead = org.lead(&role.lead).unwrap_or_default();
        let state = |entry: &Value| entry["state"].as_str().unwrap_or_default().to_owned();
        Self {
            story: role.script.name.clone(),
            prospect: role.short_name().to_owned(),
            call_id: role.call.to_string(),
            lead_id: role.lead.clone(),
            status: lead.get(STATUS).and_then(Value::as_str).map(str::to_owned),
            score: lead
                .get(SCORE)
                .and_then(Value::as_f64)
                .map(|score| score as u64),
            signals: check::signals(&lead)
                .iter()
                .map(|(name, entry)| (name.clone(), state(entry)))
                .collect(),
            writes: org.writes(&role.lead).len(),
            differences: check::differences(&role.expected, role.created_at, &lead),
        }
    }
}
