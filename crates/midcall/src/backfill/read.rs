//! One call read from Vapi: what it tells is journaled; what it does not know is said.

use midcall_domain::{
    calls::{CallId, CallState, Lack, Outcome},
    time::Timestamp,
};
use midcall_store::{Read, ReadOutcome, ReadReason, Result, journal::EntryKind};
use midcall_vapi::{ApiError, FailureClass, operations::GetCall};

use super::{
    append, give_up,
    plan::{Listed, Phase, SILENT_AFTER_MS},
};
use crate::node::Node;

/// Vapi lets no call last longer than twelve hours.
const LASTS_AT_MOST_MS: i64 = 12 * 3_600_000;
/// A call that Vapi has not begun, or does not know, is asked about again after a minute, then
/// after twice as long each time, up to an hour.
const AGAIN_FIRST_MS: i64 = 60_000;
const AGAIN_MAX_MS: i64 = 3_600_000;
/// How often that is done: for two days.
const ATTEMPTS_MAX: u32 = 50;

/// What a read came to.
#[derive(Debug)]
pub(super) enum Came {
    /// It is to be closed so.
    To(ReadOutcome),
    /// Vapi could not be asked; the read stays open.
    ToNothing(ApiError),
}

/// Reads one call, unless what it was to be read for has come by itself.
pub(super) async fn read(node: &Node, vapi: &midcall_vapi::Client, read: &Read) -> Result<Came> {
    let here = node.store.load_call(&node.workspace, &read.call).await?;
    let here = here.map(|(state, _)| state);
    if here
        .as_ref()
        .is_some_and(|state| is_whole(state, read.reason))
    {
        return Ok(Came::To(ReadOutcome::Done));
    }
    let now = node.clock.now();
    if read.reason == ReadReason::Silent && is_heard_again(node, &read.call, now).await? {
        return Ok(Came::To(ReadOutcome::Done));
    }
    let id = read.call.to_string();
    match vapi.send(&GetCall { id }).await {
        Ok(told) => {
            let listed = Listed::of(&told.record);
            node.watch.count_read();
            match listed.phase {
                Phase::NotBegun => Ok(Came::To(again(read, now))),
                Phase::Live(_) if is_too_old(here.as_ref(), now) => {
                    never_ended(node, &read.call, here.as_ref()).await
                }
                Phase::Live(_) | Phase::Over { .. } => {
                    let (call, kind) = (&read.call, EntryKind::Fetched);
                    append(node, call, kind, "midcall.fetched", told.body.0).await?;
                    tracing::info!(call.id = %call, reason = read.reason.name(), "A call was read from Vapi");
                    Ok(Came::To(ReadOutcome::Done))
                }
            }
        }
        Err(error) if error.class() == FailureClass::NotFound => {
            let Some(state) = here.filter(CallState::is_over) else {
                let is_unknown = read.reason != ReadReason::Silent;
                return Ok(Came::To(if is_unknown {
                    ReadOutcome::Failed
                } else {
                    again(read, now)
                }));
            };
            give_up(node, &read.call, state.active_at(), Lack::NotAtPlatform).await?;
            Ok(Came::To(ReadOutcome::Failed))
        }
        Err(error) => Ok(Came::ToNothing(error)),
    }
}

/// Whether there is nothing left to ask for. Of a call that was unknown something is missed, whatever
/// has come since: the ledger says so once it is read.
fn is_whole(state: &CallState, reason: ReadReason) -> bool {
    match state.ledger().outcome {
        Outcome::Recovered => true,
        Outcome::Complete => reason != ReadReason::Unknown,
        Outcome::Open | Outcome::Closing | Outcome::Incomplete => false,
    }
}

async fn is_heard_again(node: &Node, call: &CallId, now: Timestamp) -> Result<bool> {
    let calls = vec![call.clone()];
    let standings = node.store.call_standings(&node.workspace, calls).await?;
    let here = standings.get(call);
    Ok(here.is_some_and(|here| now.ms_since(here.arrived_at) < SILENT_AFTER_MS))
}

fn is_too_old(here: Option<&CallState>, now: Timestamp) -> bool {
    here.is_some_and(|state| now.ms_since(state.created_at()) > LASTS_AT_MOST_MS)
}

/// A call that goes on at Vapi longer than any can. Once it is settled here, that is its end.
async fn never_ended(node: &Node, call: &CallId, here: Option<&CallState>) -> Result<Came> {
    if let Some(state) = here.filter(|state| state.is_over()) {
        give_up(node, call, state.active_at(), Lack::NeverEnded).await?;
    }
    Ok(Came::To(ReadOutcome::Failed))
}

fn again(read: &Read, now: Timestamp) -> ReadOutcome {
    if read.attempts >= ATTEMPTS_MAX {
        return ReadOutcome::Failed;
    }
    let doubled = AGAIN_FIRST_MS.saturating_mul(1 << read.attempts.min(20));
    ReadOutcome::Retry(now.plus_ms(doubled.min(AGAIN_MAX_MS)))
}
