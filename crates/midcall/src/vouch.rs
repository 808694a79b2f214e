//! Takes a person's word for where a signal stands, once: it is an entry of the journal, so that a
//! replay comes to the same.

use std::sync::Arc;

use midcall_domain::{
    calls::CallId,
    claims::{Attribution, ClaimedValue, OutsideClaim},
    signals::{SignalName, SignalState, SignalValue, Source, ValueKind},
};
use midcall_store::journal::{self, EntryKind, NewEntry};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    node::Node,
    place::{Invalid, random_key},
    translate,
};

const WHO_CHARS_MAX: usize = 200;
const NOTE_CHARS_MAX: usize = 2_000;

/// What a person says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Which signal: one of the five, or one of the rubric's own.
    pub signal: SignalName,
    /// Where it stands; `unknown` says that nothing is known.
    pub state: SignalState,
    /// What exactly, as the call's signals show it.
    #[serde(default)]
    pub value: Option<Value>,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
    /// Who says so.
    pub who: String,
    /// The caller's idempotency key, from its header.
    #[serde(skip)]
    pub key: Option<String>,
}

/// A person's word that has been taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The key of the request, or one made for it.
    pub claim: String,
    /// Whether this request led to it, or an earlier one.
    pub is_new: bool,
}

/// Why a person's word was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The request cannot be used as it is.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is no such call.
    #[error("No call with this id has been heard of.")]
    NoCall,
    /// The store failed.
    #[error("the call could not be read")]
    Store(#[from] midcall_store::Error),
    /// It could not be put on disk.
    #[error("the claim could not be stored")]
    NotStored(#[source] journal::Error),
}

/// Takes a person's word about a call. The same key and the same words are one claim.
///
/// # Errors
///
/// When the request is unusable, the call unknown, or nothing can be stored.
pub async fn vouch(node: &Node, call: &CallId, asked: Asked) -> Result<Vouched, Refusal> {
    let claim = validated(node, asked)?;
    let Some((state, _)) = node.store.load_call(&node.workspace, call).await? else {
        return Err(Refusal::NoCall);
    };
    if let Some(known) = state.vouched(&claim.id) {
        let again = OutsideClaim {
            at: known.at,
            ..claim
        };
        if *known != again {
            return Err(Refusal::Invalid(Invalid {
                code: "idempotency_key_reused",
                message: "This Idempotency-Key was used for another claim.".to_owned(),
                field: "Idempotency-Key",
            }));
        }
        return Ok(Vouched {
            claim: again.id,
            is_new: false,
        });
    }
    let entry = NewEntry {
        workspace: Arc::clone(&node.workspace),
        kind: EntryKind::Vouched,
        call_id: Some(Arc::clone(&call.0)),
        message_type: "midcall.vouched".into(),
        received_at: claim.at,
        body: translate::vouched_body(&claim),
    };
    node.store
        .journal
        .append(entry)
        .await
        .map_err(Refusal::NotStored)?;
    Ok(Vouched {
        claim: claim.id,
        is_new: true,
    })
}

fn validated(node: &Node, asked: Asked) -> Result<OutsideClaim, Invalid> {
    let invalid = |code, field, message: &str| Invalid {
        code,
        message: message.to_owned(),
        field,
    };
    let who = asked.who.trim();
    if who.is_empty() || who.chars().count() > WHO_CHARS_MAX {
        return Err(invalid(
            "invalid_who",
            "who",
            "`who` must name the person who says so, in 1 to 200 characters.",
        ));
    }
    let note = asked.note.map(|note| note.trim().to_owned());
    let note = note.filter(|note| !note.is_empty());
    if note
        .as_ref()
        .is_some_and(|note| note.chars().count() > NOTE_CHARS_MAX)
    {
        return Err(invalid(
            "invalid_note",
            "note",
            "`note` must not have more than 2000 characters.",
        ));
    }
    let Some(kind) = node.rubric.playbook.value_of(&asked.signal) else {
        let names: Vec<String> = node.rubric.signals().map(|name| name.to_string()).collect();
        let message = format!(
            "`signal` must be one that the rubric listens for: {}.",
            names.join(", ")
        );
        return Err(invalid("unknown_signal", "signal", &message));
    };
    let value = match asked.value.filter(|value| !value.is_null()) {
        None => None,
        Some(_) if asked.state == SignalState::Unknown => {
            return Err(invalid(
                "invalid_value",
                "value",
                "`value` must be left out where `state` is `unknown`.",
            ));
        }
        Some(value) => {
            let value = SignalValue::read(kind, &value).ok_or_else(|| {
                let message = format!("`value` of {} {}.", asked.signal, expected(kind));
                invalid("invalid_value", "value", &message)
            })?;
            Some(ClaimedValue::Exact(value))
        }
    };
    let id = match asked.key {
        Some(key) if (1..=200).contains(&key.len()) => key,
        Some(_) => {
            return Err(invalid(
                "invalid_idempotency_key",
                "Idempotency-Key",
                "`Idempotency-Key` must have 1 to 200 characters.",
            ));
        }
        None => random_key(),
    };
    Ok(OutsideClaim {
        source: Source::Person,
        id,
        signal: asked.signal,
        state: Some(asked.state),
        value,
        quote: None,
        by: Some(Attribution {
            who: who.to_owned(),
            note,
        }),
        at: node.clock.now(),
    })
}

/// What a value of this kind looks like.
const fn expected(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::None => "must be left out: it has none",
        ValueKind::Amount => "must be an amount: {min,max,currency,period}",
        ValueKind::Timeframe => "must be a time frame: {start,end}",
        ValueKind::HeadCount => "must be a number of people or things: {min,max}",
        ValueKind::Decider => "must be a decider: {role,decision_maker}",
        ValueKind::Text => "must be a text of 1 to 200 characters",
    }
}
