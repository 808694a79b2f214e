//! Moving a request on: one statement each, which names where the request was seen.

use midcall_domain::{
    dialing::{Outcome, Wait},
    time::Timestamp,
};
use rusqlite::{Transaction, params};

use super::At;
use crate::{CallRequest, Move, RequestState, Result};

/// What a move changes. What is absent stays.
#[derive(Default)]
struct Change {
    state: Option<RequestState>,
    call: Option<String>,
    reason: Option<String>,
    due_at: Option<Timestamp>,
    wait: Option<Wait>,
    tries: Option<u32>,
    faults: Option<u32>,
    outcome: Option<Outcome>,
    leased_until: Timestamp,
    /// Whether another call begins: it has not been dialed.
    is_next_call: bool,
}

pub(super) fn carry_out(
    transaction: &Transaction<'_>,
    workspace: &str,
    seen: &CallRequest,
    to: Move,
) -> Result<bool> {
    let change = of(to);
    let moved = transaction
        .prepare_cached(
            "-- move_request\nUPDATE requests SET
                state = coalesce(?5, state), call = coalesce(?6, call), reason = ?7, due_at = coalesce(?8, due_at), wait = ?9,
                tries = coalesce(?10, tries), faults = coalesce(?11, faults), outcome = coalesce(?12, outcome),
                attempt = attempt + ?13, dialed_at = CASE WHEN ?13 THEN NULL ELSE dialed_at END, leased_until = ?14
             WHERE workspace = ?1 AND request = ?2 AND state = ?3 AND attempt = ?4",
        )?
        .execute(params![
            workspace,
            seen.asked.request,
            seen.state.name(),
            seen.attempt,
            change.state.map(RequestState::name),
            change.call,
            change.reason,
            change.due_at.map(At),
            change.wait.map(Wait::name),
            change.tries,
            change.faults,
            change.outcome.map(Outcome::name),
            change.is_next_call,
            At(change.leased_until),
        ])?;
    Ok(moved == 1)
}

fn of(to: Move) -> Change {
    match to {
        Move::Placed { call, due_at } => Change {
            state: Some(RequestState::Placed),
            call: Some(call),
            due_at: Some(due_at),
            ..Change::default()
        },
        Move::Later {
            due_at,
            wait,
            faults,
            reason,
        } => Change {
            state: Some(RequestState::Accepted),
            due_at: Some(due_at),
            wait,
            faults: Some(faults),
            reason,
            ..Change::default()
        },
        Move::Again {
            due_at,
            outcome,
            wait,
            tries,
            faults,
        } => Change {
            state: Some(RequestState::Accepted),
            due_at: Some(due_at),
            outcome: Some(outcome),
            wait: Some(wait),
            tries: Some(tries),
            faults: Some(faults),
            is_next_call: true,
            ..Change::default()
        },
        Move::Done {
            outcome,
            tries,
            reason,
        } => Change {
            state: Some(RequestState::Done),
            outcome: Some(outcome),
            tries: Some(tries),
            reason,
            ..Change::default()
        },
        Move::Refused(reason) => Change {
            state: Some(RequestState::Refused),
            reason: Some(reason),
            ..Change::default()
        },
        Move::Unknown(reason) => Change {
            state: Some(RequestState::Unknown),
            reason: Some(reason),
            ..Change::default()
        },
        Move::Watched { due_at, not_before } => Change {
            due_at: Some(due_at),
            leased_until: not_before,
            ..Change::default()
        },
    }
}
