//! What a placed call came to, and whether the lead is called again. The fold says it; where it has
//! heard no end, Vapi is asked.

use midcall_domain::{
    calls::{CallId, CallState, CallStatus, Disposition},
    dialing::{Next, Outcome, Wait, next_utc_day},
    time::Timestamp,
};
use midcall_store::{CallRequest, Move, Result};
use midcall_vapi::{
    FailureClass, messages,
    messages::HistoryRole,
    operations::{CallRecord, GetCall},
};

use super::{
    carry_out::REQUEST_LEASE_MS,
    dial::{self, WATCH_AFTER_MS},
};
use crate::node::Node;

/// A call that was settled for its silence, and of which Vapi says nothing, is not asked for more
/// often than this.
const LOOK_AGAIN_MS: i64 = 60_000;

/// How a call ended.
struct End {
    outcome: Outcome,
    at: Timestamp,
    reason: String,
}

/// What is known of a call.
enum Standing {
    Ended(End),
    /// It goes on, or cannot be seen at the moment.
    Open,
}

/// Looks at one call that has ended, or of which nothing was heard for too long. Returns whether
/// there was one.
pub(super) async fn step(node: &Node) -> Result<bool> {
    let now = node.clock.now();
    let leased = node
        .store
        .lease_ended_request(&node.workspace, now, now.plus_ms(REQUEST_LEASE_MS))
        .await?;
    let Some(request) = leased else {
        return Ok(false);
    };
    let Some(call) = request.call.clone() else {
        return Ok(false);
    };
    let to = match standing(node, &call).await? {
        Standing::Open => Move::Watched {
            due_at: now.plus_ms(WATCH_AFTER_MS),
            not_before: now.plus_ms(LOOK_AGAIN_MS),
        },
        Standing::Ended(end) => {
            node.metrics.call_ended(end.outcome);
            hold_if_limited(node, &end.reason).await?;
            after(node, &request, &end)
        }
    };
    node.store
        .move_request(&node.workspace, &request, to)
        .await?;
    Ok(true)
}

/// What comes after a call that ended so.
fn after(node: &Node, request: &CallRequest, end: &End) -> Move {
    let outcome = end.outcome;
    let tries = request.tries + u32::from(outcome.counts());
    let faults = match outcome {
        Outcome::Fault => request.faults.saturating_add(1),
        _ => 0,
    };
    let rule = node.settings.queue.retry_rule();
    match rule.next(outcome, tries, faults, end.at) {
        Next::Done => Move::Done {
            outcome,
            tries,
            reason: None,
        },
        Next::GivenUp => Move::Done {
            outcome,
            tries,
            reason: Some(match outcome {
                Outcome::BadNumber => "There is no such number.".to_owned(),
                _ => format!("Not reached in {tries} calls."),
            }),
        },
        Next::Again(due_at) => Move::Again {
            due_at,
            outcome,
            wait: wait_after(outcome),
            tries,
            faults,
        },
    }
}

const fn wait_after(outcome: Outcome) -> Wait {
    match outcome {
        Outcome::Busy => Wait::Busy,
        Outcome::Voicemail => Wait::Voicemail,
        Outcome::NotConnected => Wait::NotConnected,
        Outcome::NoAnswer => Wait::NoAnswer,
        Outcome::Conversation | Outcome::BadNumber | Outcome::Fault | Outcome::Canceled => {
            Wait::Fault
        }
    }
}

/// Calls that Vapi accepted and then did not start for want of a line or of the day's allowance:
/// the next ones would fare no better.
async fn hold_if_limited(node: &Node, reason: &str) -> Result<()> {
    let now = node.clock.now();
    if reason.ends_with("outbound-daily-limit") {
        return dial::hold(node, Wait::DailyLimit, next_utc_day(now).ms_since(now)).await;
    }
    if reason.starts_with("call.start.error") {
        return dial::leave_alone_if_failing(node).await;
    }
    Ok(())
}

async fn standing(node: &Node, call: &str) -> Result<Standing> {
    let known = node
        .store
        .load_call(&node.workspace, &CallId::from(call))
        .await?;
    if let Some(end) = known.as_ref().and_then(|(state, _)| heard_end(state)) {
        return Ok(Standing::Ended(end));
    }
    if let Some(end) = asked_end(node, call).await {
        return Ok(Standing::Ended(end));
    }
    // A conversation whose end was never told is over all the same once it has been settled.
    let settled = known.and_then(|(state, _)| {
        let outcome = Outcome::of_end("", state.disposition()?);
        let is_had = state.is_over() && outcome == Outcome::Conversation;
        is_had.then(|| End {
            outcome,
            at: state.last_contact_at(),
            reason: String::new(),
        })
    });
    Ok(settled.map_or(Standing::Open, Standing::Ended))
}

/// The end that Vapi told by itself.
fn heard_end(state: &CallState) -> Option<End> {
    let reason = state.ended_reason()?;
    if state.status() != CallStatus::Ended {
        return None;
    }
    Some(End {
        outcome: Outcome::of_end(reason, state.disposition()?),
        at: state.last_contact_at(),
        reason: reason.to_owned(),
    })
}

/// The end that Vapi tells when asked.
async fn asked_end(node: &Node, call: &str) -> Option<End> {
    let vapi = node.vapi.as_ref()?;
    match vapi
        .send(&GetCall {
            id: call.to_owned(),
        })
        .await
    {
        Ok(record) if record.record.status == Some(messages::CallStatus::Ended) => {
            Some(recorded_end(node, &record.record))
        }
        Ok(_) => None,
        // It was placed, and Vapi deleted its record: what it came to cannot be learned.
        Err(error) if error.class() == FailureClass::NotFound => Some(End {
            outcome: Outcome::Canceled,
            at: node.clock.now(),
            reason: "call-deleted".to_owned(),
        }),
        Err(_) => None,
    }
}

fn recorded_end(node: &Node, record: &CallRecord) -> End {
    let report = &record.report;
    let reason = report.ended_reason.clone().unwrap_or_default();
    let is_prospect = |role: HistoryRole| role == HistoryRole::User;
    let was_heard = report.messages.iter().any(|said| is_prospect(said.role));
    let disposition = Disposition::of_end(&reason, was_heard);
    End {
        outcome: Outcome::of_end(&reason, disposition),
        at: report
            .ended_at_ms
            .map_or_else(|| node.clock.now(), Timestamp),
        reason,
    }
}
