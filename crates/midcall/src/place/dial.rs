//! Asks Vapi to dial, and reads what it answers: a call, a refusal that is the lead's, or a reason
//! to leave Vapi alone for a while.

use midcall_domain::dialing::{Hold, Wait, next_utc_day};
use midcall_store::{CallRequest, Move, Result};
use midcall_vapi::{ApiError, FailureClass, PhoneNumber, operations::CreateCall};

use super::{
    carry_out::{Asker, fault, later, moved},
    look_up,
    request::Details,
};
use crate::{ingest::SERVER_MESSAGES, metrics::Dialed, node::Node, output};

/// Vapi ends calls after ten minutes by default. A call of which nothing has been heard by then is
/// looked at in Vapi.
pub(super) const WATCH_AFTER_MS: i64 = 10 * 60_000;
/// A line is freed when a call ends, which is a matter of a minute or two.
const LINE_HOLD_MS: i64 = 30_000;
/// Vapi asks for patience without saying how much: its limit counts by the minute, as most do.
const RATE_HOLD_S: u64 = 60;
/// An answer that asks for more patience than this is not believed.
const RATE_HOLD_S_MAX: u64 = 3_600;
/// A request that Vapi calls malformed as often as this is.
const MISTAKES_MAX: u32 = 5;

/// The name by which Vapi knows the present call of a request: a second call must not be taken for
/// the first when it is looked for.
pub(super) fn name(request: &CallRequest) -> String {
    let key = &request.asked.request;
    match request.attempt {
        0 | 1 => key.clone(),
        attempt => format!("{key}~{attempt}"),
    }
}

/// Asks Vapi to dial a request that is written down as being dialed.
pub(super) async fn dial(node: &Node, request: CallRequest, asker: Asker) -> Result<CallRequest> {
    let Some(vapi) = &node.vapi else {
        return Ok(request);
    };
    match vapi.send(&create_call(node, &request)).await {
        Ok(answer) => {
            let request = placed(node, request, answer.id).await?;
            let now = node.clock.now();
            if let (Some(limit), Some(remaining)) =
                (answer.concurrency_limit, answer.concurrency_remaining)
            {
                node.store
                    .note_lines(&node.workspace, limit, remaining, now)
                    .await?;
            }
            // It was accepted, and waits at Vapi for a line: the next ones wait here.
            if answer.concurrency_blocked {
                hold(node, Wait::Line, LINE_HOLD_MS).await?;
            }
            Ok(request)
        }
        Err(error) => failed(node, request, &error, asker).await,
    }
}

/// Writes down that Vapi placed the call.
pub(super) async fn placed(node: &Node, request: CallRequest, call: String) -> Result<CallRequest> {
    node.metrics.dialed(Dialed::Placed);
    node.store.count_failure(&node.workspace, false).await?;
    let due_at = node.clock.now().plus_ms(WATCH_AFTER_MS);
    moved(node, request, Move::Placed { call, due_at }).await
}

async fn failed(
    node: &Node,
    request: CallRequest,
    error: &ApiError,
    asker: Asker,
) -> Result<CallRequest> {
    let said = output::chain(error);
    let stays = later(&request, request.due_at, None);
    match error.class() {
        FailureClass::UnknownOutcome => {
            tracing::warn!(request.key = %request.asked.request, error = %said, "Vapi did not say whether it dialed; looking the call up");
            node.metrics.dialed(Dialed::Lost);
            leave_alone_if_failing(node).await?;
            // It may already be listed; if not, the step looks again once that says something.
            match look_up::look_up(node, &request).await {
                Ok(Some(call)) => placed(node, request, call).await,
                _ => Ok(request),
            }
        }
        FailureClass::DailyLimit => {
            let until = next_utc_day(node.clock.now());
            hold(node, Wait::DailyLimit, until.ms_since(node.clock.now())).await?;
            moved(node, request, stays).await
        }
        FailureClass::Concurrency => {
            hold(node, Wait::Line, LINE_HOLD_MS).await?;
            moved(node, request, stays).await
        }
        FailureClass::RateLimited { retry_after_s } => {
            let wait_s = retry_after_s.unwrap_or(RATE_HOLD_S).min(RATE_HOLD_S_MAX);
            hold(node, Wait::Platform, wait_s.cast_signed() * 1_000).await?;
            moved(node, request, stays).await
        }
        FailureClass::BadInput => refused(node, request, said).await,
        FailureClass::Auth
        | FailureClass::OurMistake
        | FailureClass::NotFound
        | FailureClass::Unavailable => {
            leave_alone_if_failing(node).await?;
            let is_malformed = error.class() == FailureClass::OurMistake
                && request.faults.saturating_add(1) >= MISTAKES_MAX;
            if asker == Asker::Person || is_malformed {
                return refused(node, request, said).await;
            }
            let waits = fault(node, &request, Some(said));
            moved(node, request, waits).await
        }
    }
}

async fn refused(node: &Node, request: CallRequest, said: String) -> Result<CallRequest> {
    node.metrics.dialed(Dialed::Refused);
    moved(node, request, Move::Refused(said)).await
}

/// Holds all calls back for a while.
pub(super) async fn hold(node: &Node, wait: Wait, wait_ms: i64) -> Result<()> {
    let until = node.clock.now().plus_ms(wait_ms);
    tracing::warn!(
        wait = wait.name(),
        until = %until.iso(),
        "Outbound calls are held back: {}", wait.text()
    );
    node.store
        .hold_dialing(&node.workspace, Hold { wait, until })
        .await
}

/// Counts a failure of Vapi's, and leaves it alone once there are too many in a row.
pub(super) async fn leave_alone_if_failing(node: &Node) -> Result<()> {
    let failures = node.store.count_failure(&node.workspace, true).await?;
    match node.settings.queue.breaker_rule().pause_ms(failures) {
        Some(pause_ms) => hold(node, Wait::Platform, pause_ms).await,
        None => Ok(()),
    }
}

fn create_call(node: &Node, request: &CallRequest) -> CreateCall {
    let details: Option<Details> = serde_json::from_str(&request.asked.details).ok();
    CreateCall {
        assistant_id: node.settings.vapi.assistant_id.clone(),
        phone_number_id: node.settings.vapi.phone_number_id.clone(),
        customer_number: PhoneNumber::new(request.asked.phone.clone()),
        customer_name: None,
        lead_id: Some(request.asked.lead.clone()),
        request_id: name(request),
        variable_values: details.map(|details| details.variables).unwrap_or_default(),
        server_messages: Some(SERVER_MESSAGES.map(str::to_owned).to_vec()),
        // Vapi could wait for the hour itself, but not look again whether the lead may be called.
        schedule: None,
    }
}
