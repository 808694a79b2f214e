//! What the answer to "who has this number?" means for one call.

use std::sync::Arc;

use bytes::Bytes;
use midcall_domain::{
    calls::CallState,
    identity::{Finding, Found, Number, choose},
    leads::{Backoff, next_attempt_ms},
    time::Timestamp,
};
use midcall_salesforce::Class;
use midcall_store::{
    Blocked, Caller, Lookup, LookupOutcome, Result,
    journal::{EntryKind, NewEntry},
};

use super::{
    create::{self, Creation},
    open::{ASKED_AGAIN_AFTER_MS, GIVE_UP_AFTER_MS, is_to_be_created, wait_ms},
};
use crate::{
    config::Mode,
    connection::{Connection, Error},
    node::Node,
    output,
    translate::{self, Whose},
};

/// A call on its way to its lead.
pub(super) struct Case {
    pub(super) lookup: Lookup,
    pub(super) number: Number,
    pub(super) state: CallState,
    /// When its number was asked for, if the answer is from before.
    pub(super) asked_before: Option<Timestamp>,
}

/// What became of a case.
pub(super) struct Resolved {
    pub(super) outcome: LookupOutcome,
    /// Who has the number from now on, if a record was found for it.
    pub(super) record: Option<String>,
}

/// Writes down who it is, creating a lead if nobody is known and the settings want one.
///
/// # Errors
///
/// When the store fails; then the lookup is carried out again once its lease ends.
pub(super) async fn resolve(
    node: &Node,
    connection: &Connection,
    case: &Case,
    callers: &[Caller],
    jitter: f64,
) -> Result<Resolved> {
    let candidates: Vec<_> = callers.iter().map(|it| it.candidate.clone()).collect();
    let mut found = choose(&candidates, node.settings.salesforce.several_matches);
    if found == Found::Nobody
        && node.settings.mode == Mode::Live
        && is_to_be_created(&node.settings.salesforce.create_leads, &case.state)
    {
        match create::create(node, connection, &case.number).await {
            Ok(Creation::There(there)) => found = there,
            Ok(Creation::Blocked(why)) => return Ok(Resolved::of(LookupOutcome::Blocked(why))),
            Err(error) => return Ok(Resolved::of(retry(node, case, &error, jitter))),
        }
    }
    let now = node.clock.now();
    if is_news(&case.state, &found) {
        let finding = Finding {
            at: now,
            found: found.clone(),
        };
        journal(node, &case.state, &Whose::LookedUp(finding), now).await?;
    }
    let record = found.record().map(str::to_owned);
    let outcome = match found {
        Found::Lead { .. } | Found::Contact { .. } => LookupOutcome::Found,
        Found::Several { records } => LookupOutcome::Blocked(several(&records, now)),
        Found::Nobody => nobody(case, now),
    };
    Ok(Resolved { outcome, record })
}

impl Resolved {
    fn of(outcome: LookupOutcome) -> Self {
        Self {
            outcome,
            record: None,
        }
    }
}

/// That nobody is known is said once.
fn is_news(state: &CallState, found: &Found) -> bool {
    state.finding().is_none_or(|known| known.found != *found)
}

fn nobody(case: &Case, now: Timestamp) -> LookupOutcome {
    let Case {
        lookup,
        state,
        asked_before,
        ..
    } = case;
    if let Some(at) = asked_before {
        // The answer may be another one as soon as the number may be asked for again.
        return LookupOutcome::Postponed(at.plus_ms(ASKED_AGAIN_AFTER_MS));
    }
    let next = now.plus_ms(wait_ms(lookup.looks + 1));
    let since = lookup.created_at.max(state.last_contact_at());
    if state.is_over() && next.ms_since(since) > GIVE_UP_AFTER_MS {
        LookupOutcome::Nobody
    } else {
        LookupOutcome::Again(next)
    }
}

fn several(records: &[String], now: Timestamp) -> Blocked {
    Blocked {
        reason: "ambiguous_lead".to_owned(),
        detail: format!(
            "{} records have the number of this call: {}.",
            records.len(),
            records.join(", ")
        ),
        action: "Say whose call it is with `midcall attach CALL --lead ID`, or merge the duplicates in Salesforce and run `midcall retry CALL`.".to_owned(),
        since: now,
    }
}

/// Creating a lead failed for a reason that passes; whether it was created is found out next time.
fn retry(node: &Node, case: &Case, error: &Error, jitter: f64) -> LookupOutcome {
    tracing::warn!(
        call.id = %case.lookup.call,
        error = %output::chain(error),
        "A lead could not be created yet"
    );
    let backoff = match error.class() {
        Class::Short | Class::Auth => Backoff::SHORT,
        _ => Backoff::LATER,
    };
    let wait_ms = next_attempt_ms(backoff, case.lookup.attempts + 1, jitter);
    LookupOutcome::Retry(node.clock.now().plus_ms(wait_ms))
}

/// Writes down what was found out about a call.
pub(super) async fn journal(
    node: &Node,
    state: &CallState,
    whose: &Whose,
    now: Timestamp,
) -> Result<()> {
    let body: Bytes = translate::whose_body(whose);
    node.store
        .journal
        .append(NewEntry {
            workspace: Arc::clone(&node.workspace),
            kind: EntryKind::Lookup,
            call_id: Some(Arc::clone(&state.id().0)),
            message_type: match whose {
                Whose::LookedUp(_) => "midcall.looked_up".into(),
                Whose::Attached(_) => "midcall.attached".into(),
            },
            received_at: now,
            body,
        })
        .await?;
    Ok(())
}
