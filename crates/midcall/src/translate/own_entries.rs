//! The journal's entries that Midcall writes itself, to what they mean for their call and back.

use bytes::Bytes;
use midcall_domain::{
    calls::{About, Answer, CallEvent, Lack, Occurrence},
    claims::{Opinion, OutsideClaim},
    identity::{Attachment, Finding},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What a settling entry means: nothing had been heard since `active_at`.
#[must_use]
pub fn settled_event(active_at: Timestamp) -> CallEvent {
    event(active_at, Occurrence::FellSilent)
}

/// A person's claim as the journal keeps it.
#[must_use]
pub fn vouched_body(claim: &OutsideClaim) -> Bytes {
    Bytes::from(serde_json::to_vec(claim).expect("keys are strings and values are plain data"))
}

/// What a person's entry means; `None` when a newer version wrote it in a form of its own.
#[must_use]
pub fn vouched_event(body: &[u8]) -> Option<CallEvent> {
    let claim: OutsideClaim = serde_json::from_slice(body).ok()?;
    Some(event(claim.at, Occurrence::Vouched(claim)))
}

/// A language model's answer as the journal keeps it: as it was given, so that a better reader
/// can read it again.
#[derive(Serialize, Deserialize)]
struct Advised {
    id: String,
    at: Timestamp,
    model: String,
    answer: String,
}

/// A language model's answer as the journal keeps it.
#[must_use]
pub fn advised_body(id: &str, at: Timestamp, model: &str, answer: &str) -> Bytes {
    let advised = Advised {
        id: id.to_owned(),
        at,
        model: model.to_owned(),
        answer: answer.to_owned(),
    };
    Bytes::from(serde_json::to_vec(&advised).expect("keys are strings and values are plain data"))
}

/// What a language model's entry means; `None` when a newer version wrote it in a form of its own.
#[must_use]
pub fn advised_event(body: &[u8]) -> Option<CallEvent> {
    let Advised { id, at, answer, .. } = serde_json::from_slice(body).ok()?;
    Some(event(at, Occurrence::Advised(Opinion { id, answer, at })))
}

/// That nothing more of a call can be had, as of its last sign of life.
#[derive(Serialize, Deserialize)]
struct GivenUp {
    active_at: Timestamp,
    lack: Lack,
}

/// That nothing more of a call can be had, as the journal keeps it.
#[must_use]
pub fn given_up_body(active_at: Timestamp, lack: Lack) -> Bytes {
    let given_up = GivenUp { active_at, lack };
    Bytes::from(serde_json::to_vec(&given_up).expect("keys are strings and values are plain data"))
}

/// What such an entry means; `None` when a newer version wrote it in a form of its own.
#[must_use]
pub fn given_up_event(body: &[u8]) -> Option<CallEvent> {
    let GivenUp { active_at, lack } = serde_json::from_slice(body).ok()?;
    Some(event(active_at, Occurrence::GivenUp(lack)))
}

/// An answer as the journal keeps it.
#[must_use]
pub fn answered_body(answer: &Answer) -> Bytes {
    Bytes::from(serde_json::to_vec(answer).expect("an answer is plain data"))
}

/// What an answer's entry means; `None` when a newer version wrote it in a form of its own.
#[must_use]
pub fn answered_event(body: &[u8]) -> Option<CallEvent> {
    let answer: Answer = serde_json::from_slice(body).ok()?;
    Some(event(answer.at, Occurrence::Answered(answer)))
}

/// What was found out about whose call it is, as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Whose {
    /// A search by the number came to this.
    LookedUp(Finding),
    /// A person said so.
    Attached(Attachment),
}

/// What was found out, as the journal keeps it.
#[must_use]
pub fn whose_body(whose: &Whose) -> Bytes {
    Bytes::from(serde_json::to_vec(whose).expect("keys are strings and values are plain data"))
}

/// What an entry about whose call it is means; `None` when a newer version wrote it in a form of its
/// own.
#[must_use]
pub fn whose_event(body: &[u8]) -> Option<CallEvent> {
    Some(match serde_json::from_slice(body).ok()? {
        Whose::LookedUp(finding) => event(finding.at, Occurrence::LookedUp(finding)),
        Whose::Attached(attachment) => event(attachment.at, Occurrence::Attached(attachment)),
    })
}

fn event(at: Timestamp, what: Occurrence) -> CallEvent {
    CallEvent {
        at,
        is_dated: true,
        about: About::default(),
        what,
    }
}
