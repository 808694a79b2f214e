//! Looking up whose call it is: what is leased and recorded, and who is known by a number.

use midcall_domain::{
    calls::CallId,
    identity::{Candidate, CandidateKind},
    time::Timestamp,
};

use crate::Blocked;

/// A call whose messages name no lead.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLookup {
    /// Which call.
    pub call: CallId,
    /// E.164.
    pub number: String,
    /// Not to be looked up before.
    pub due_at: Timestamp,
    /// Whether it is due then although it was looked up before: something has happened.
    pub is_urgent: bool,
}

/// A lookup that one node may carry out until its lease ends.
#[derive(Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Which call.
    pub call: CallId,
    /// E.164.
    pub number: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Answers that left it open.
    pub looks: u32,
    /// Failures in a row.
    pub attempts: u32,
}

/// What became of a lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupOutcome {
    /// The journal says whose call it is.
    Found,
    /// Nobody yet: to be looked up again then.
    Again(Timestamp),
    /// It failed: to be tried again then.
    Retry(Timestamp),
    /// It was not tried: its turn comes then.
    Postponed(Timestamp),
    /// Nobody, and it is not looked up again by itself.
    Nobody,
    /// A person is needed.
    Blocked(Blocked),
}

/// A call that waits for a person to say whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedCall {
    /// Which call.
    pub call: CallId,
    /// Why, and what to do.
    pub why: Blocked,
}

/// How far looking up a call has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupStanding {
    /// It is looked up again then.
    Open(Timestamp),
    /// It is known whose it is.
    Found,
    /// Nobody is known by its number.
    Nobody,
    /// A person is needed.
    Blocked(Blocked),
}

/// Somebody who is known by a number.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    /// The record, and what it is.
    pub candidate: Candidate,
    /// What they are called, if that is known.
    pub name: Option<String>,
    /// Where they work, if that is known.
    pub company: Option<String>,
}

/// Who is known by a number.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct KnownCallers {
    /// When Salesforce was last asked for the number; absent when it never was, though some who
    /// have it may be known.
    pub asked_at: Option<Timestamp>,
    /// Who has it.
    pub callers: Vec<Caller>,
}

/// A person's word on whose call it is, on its way into the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAttachment {
    /// Which call.
    pub call: CallId,
    /// The lead's id.
    pub lead: String,
    /// Who says so.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

pub(crate) const KINDS: [(CandidateKind, &str); 3] = [
    (CandidateKind::OpenLead, "open_lead"),
    (CandidateKind::ClosedLead, "closed_lead"),
    (CandidateKind::Contact, "contact"),
];
