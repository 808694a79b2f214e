//! What reconcile leases and records, and leads as lists and pages show them.

use std::collections::BTreeMap;

use midcall_domain::{
    leads::{DesiredLead, Edit, FieldKey, Fields, Part, Urgency, Written},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{ActivityOutcome, LeasedActivity};

/// Why a part of a lead needs a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocked {
    /// A stable word: `field_hidden`.
    pub reason: String,
    /// What Salesforce said, without anything personal.
    pub detail: String,
    /// What to do.
    pub action: String,
    /// Since when.
    pub since: Timestamp,
}

/// Why fields need a person while the rest of the lead is written.
pub type FieldsBlocked = BTreeMap<FieldKey, Blocked>;

/// A lead that one node may write to until its lease ends.
#[derive(Clone, Debug)]
pub struct LeasedLead {
    /// The lead the calls named.
    pub lead: String,
    /// The record to write to: the lead, or the one it was merged into.
    pub target: String,
    /// What it should say.
    pub desired: DesiredLead,
    /// Of `desired`.
    pub generation: i64,
    /// How soon the oldest unwritten change should be there.
    pub urgency: Urgency,
    /// When the oldest unwritten change was heard.
    pub changed_at: Option<Timestamp>,
    /// What it was last seen to say; absent when that is not known.
    pub observed: Option<Fields>,
    /// When it was last read; absent when it has been written since.
    pub read_at: Option<Timestamp>,
    /// What Midcall has put into it.
    pub written: Written,
    /// When the transcript was last written.
    pub transcript_at: Option<Timestamp>,
    /// How many attempts in a row have failed.
    pub attempts: u32,
    /// Parts that wait for a person.
    pub blocked: Vec<Part>,
    /// Fields that wait for a person, each by itself.
    pub fields_blocked: FieldsBlocked,
    /// Whether a person has asked for it to be tried again.
    pub is_retried: bool,
    /// Tasks of its calls to be written along.
    pub activities: Vec<LeasedActivity>,
}

/// What became of a leased lead.
#[derive(Clone, Debug)]
pub struct LeadOutcome {
    /// The lead.
    pub lead: String,
    /// What Salesforce now holds; absent when that is not known.
    pub observed: Option<Fields>,
    /// When it was read; absent when it has been written since, so that it has to be read again.
    pub read_at: Option<Timestamp>,
    /// What people were seen to have changed.
    pub edits: Vec<Edit>,
    /// Whether a write went through.
    pub is_written: bool,
    /// Whether the transcript was among it.
    pub is_transcript_written: bool,
    /// Try again then, whatever else is due.
    pub retry_at: Option<Timestamp>,
    /// Failed attempts in a row, this one included; 0 after a success.
    pub attempts: u32,
    /// Parts that wait for a person from now on.
    pub blocked: Vec<(Part, Blocked)>,
    /// Parts that a write went through for: they no longer wait.
    pub unblocked: Vec<Part>,
    /// Fields that wait for a person from now on.
    pub fields_blocked: FieldsBlocked,
    /// Why it is tried again, while it is.
    pub trouble: Option<Blocked>,
    /// The record to write to from now on.
    pub target: Option<String>,
    /// What became of the tasks that were leased with it.
    pub activities: Vec<ActivityOutcome>,
}

/// A lead as lists and pages show it.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadRow {
    /// The lead.
    pub lead: String,
    /// The record it was merged into, if it was.
    pub target: Option<String>,
    /// What it should say.
    pub desired: DesiredLead,
    /// Of `desired`.
    pub generation: i64,
    /// What it was last seen to say.
    pub observed: Option<Fields>,
    /// When the last write went through.
    pub written_at: Option<Timestamp>,
    /// When it will be looked at next.
    pub due_at: Option<Timestamp>,
    /// Failed attempts in a row.
    pub attempts: u32,
    /// What waits for a person.
    pub blocked: Vec<(Part, Blocked)>,
    /// Fields that wait for a person while the rest of the lead is written.
    pub fields_blocked: FieldsBlocked,
    /// Why the last attempt failed, while it is tried again.
    pub trouble: Option<Blocked>,
    /// What people changed, the newest last.
    pub edits: Vec<Edit>,
    /// Its newest call.
    pub newest_call: Option<String>,
}

/// A page of leads.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadPage {
    /// The leads.
    pub leads: Vec<LeadRow>,
    /// Where the next page begins; absent on the last.
    pub next: Option<String>,
}

/// What is left to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Backlog {
    /// Calls that are going on.
    pub live_calls: u64,
    /// Leads with something to write.
    pub due_leads: u64,
    /// When the oldest unwritten change was heard.
    pub oldest_change_at: Option<Timestamp>,
    /// Leads that wait for a person.
    pub blocked_leads: u64,
    /// Calls that belong to no lead.
    pub unattributed_calls: u64,
    /// Those of them that wait for a person to say whose they are.
    pub blocked_calls: u64,
    /// Requests to call that cannot be known to have been carried out.
    pub unknown_requests: u64,
    /// Requests to call that wait.
    pub queued_requests: u64,
}
