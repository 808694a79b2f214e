//! Opening a request: once by its key, once by its lead.

use midcall_domain::{dialing::Wait, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{At, SELECT, read};
use crate::{CallRequest, NewRequest, Opened, Opening, RequestState, Result};

pub(super) fn open(
    transaction: &Transaction<'_>,
    workspace: &str,
    asked: NewRequest,
    opening: Opening,
    now: Timestamp,
) -> Result<Opened> {
    let mut attempt = 1;
    if let Some(existing) = by_key(transaction, workspace, &asked.request)? {
        let is_same = existing.asked.lead == asked.lead && existing.asked.phone == asked.phone;
        if !is_same {
            return Ok(Opened::KeyReused);
        }
        // What a person took out of a list stays out of it.
        let may_be_remade = match existing.state {
            RequestState::Refused => true,
            RequestState::Canceled => opening != Opening::Queued,
            _ => false,
        };
        if !may_be_remade {
            return Ok(Opened::Existing(existing));
        }
        // Nobody was dialed in the end, so the same request may be made again. Its calls are named
        // anew, for an earlier one may have been placed.
        attempt = existing.attempt.saturating_add(1);
        transaction
            .prepare_cached(
                "-- reopen_request\nDELETE FROM requests WHERE workspace = ?1 AND request = ?2",
            )?
            .execute(params![workspace, asked.request])?;
    }
    if let Some(live) = of_lead(transaction, workspace, &asked.lead)? {
        if !gives_way(&live, &asked, opening, now) {
            return Ok(Opened::Existing(live));
        }
        transaction
            .prepare_cached("-- replace_request\nUPDATE requests SET state = 'canceled', wait = NULL, reason = 'A newer request took its place.' WHERE workspace = ?1 AND request = ?2")?
            .execute(params![workspace, live.asked.request])?;
    }
    if let Some(call) = live_call(transaction, workspace, &asked.lead)? {
        return Ok(Opened::OnCall(call));
    }
    // The end of its call has been heard of and not been looked at yet: this request comes after.
    transaction
        .prepare_cached("-- supersede_requests\nUPDATE requests SET state = 'done', reason = 'A newer request took its place.' WHERE workspace = ?1 AND lead = ?2 AND state = 'placed'")?
        .execute(params![workspace, asked.lead])?;
    insert(transaction, workspace, asked, opening, attempt, now)
}

/// Whoever asks for a call now does not wait for the hour that somebody else, or the last call,
/// put it off to.
fn gives_way(live: &CallRequest, asked: &NewRequest, opening: Opening, now: Timestamp) -> bool {
    let is_put_off = live.state == RequestState::Accepted && live.due_at > now;
    let is_sooner = asked.not_before.unwrap_or(now) < live.due_at;
    let is_asked = matches!(opening, Opening::Asked { .. });
    // What failed through no doing of the lead's is not hurried: the reason is still there.
    let is_of_the_lead = !matches!(
        live.wait,
        Some(Wait::Fault | Wait::Salesforce | Wait::Hours) | None
    );
    is_asked && is_put_off && is_sooner && is_of_the_lead
}

fn by_key(
    transaction: &Transaction<'_>,
    workspace: &str,
    request: &str,
) -> Result<Option<CallRequest>> {
    let sql = format!("-- request_by_key\n{SELECT} WHERE workspace = ?1 AND request = ?2");
    Ok(transaction
        .prepare_cached(&sql)?
        .query_row(params![workspace, request], read)
        .optional()?)
}

/// The lead's request that is not over. A placed call counts as live until the fold has seen it
/// end; one it has not seen yet is new.
fn of_lead(
    transaction: &Transaction<'_>,
    workspace: &str,
    lead: &str,
) -> Result<Option<CallRequest>> {
    let sql = format!(
        "-- live_request_of_lead\n{SELECT} WHERE workspace = ?1 AND lead = ?2 AND (
            state IN ('accepted', 'dialing')
            OR (state = 'placed' AND NOT EXISTS (SELECT 1 FROM calls c WHERE c.workspace = r.workspace AND c.call = r.call AND c.is_over = 1)))
         ORDER BY created_at DESC LIMIT 1"
    );
    Ok(transaction
        .prepare_cached(&sql)?
        .query_row(params![workspace, lead], read)
        .optional()?)
}

fn live_call(transaction: &Transaction<'_>, workspace: &str, lead: &str) -> Result<Option<String>> {
    Ok(transaction
        .prepare_cached("-- live_call_of_lead\nSELECT call FROM calls INDEXED BY calls_by_lead WHERE workspace = ?1 AND lead = ?2 AND is_over = 0 LIMIT 1")?
        .query_row(params![workspace, lead], |row| row.get(0))
        .optional()?)
}

fn insert(
    transaction: &Transaction<'_>,
    workspace: &str,
    asked: NewRequest,
    opening: Opening,
    attempt: u32,
    now: Timestamp,
) -> Result<Opened> {
    let put_off = asked.not_before.filter(|at| *at > now);
    let due_at = put_off.unwrap_or(now);
    let wait = put_off.map(|_| Wait::NotBefore);
    let leased_until = match opening {
        Opening::Asked { leased_until } => leased_until,
        Opening::Queued => Timestamp::default(),
    };
    transaction
        .prepare_cached(
            "-- open_request\nINSERT INTO requests (workspace, request, lead, phone, details, priority, state, created_at, leased_until, due_at, wait, attempt)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'accepted', ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            workspace,
            asked.request,
            asked.lead,
            asked.phone,
            asked.details,
            asked.priority,
            At(now),
            At(leased_until),
            At(due_at),
            wait.map(Wait::name),
            attempt,
        ])?;
    Ok(Opened::New(CallRequest {
        asked,
        state: RequestState::Accepted,
        call: None,
        reason: None,
        created_at: now,
        dialed_at: None,
        due_at,
        wait,
        attempt,
        tries: 0,
        faults: 0,
        outcome: None,
    }))
}
