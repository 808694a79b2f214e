//! Decides whether a request is dialed at this moment: its time, a hold on all calls, the rules, a
//! line. What stands in the way is written down, and the request waits.

use midcall_domain::{dialing::Wait, time::Timestamp};
use midcall_store::{Begun, CallRequest, LineAsk, Move, RequestState};

use super::{
    dial, look_up,
    request::Refusal,
    rules::{self, Verdict},
    waiting,
};
use crate::{metrics::Dialed, node::Node};

/// Longer than Vapi takes to answer; then the request is taken up by whoever comes.
pub(super) const REQUEST_LEASE_MS: i64 = 60_000;
/// A line that was taken between two looks is looked for again after this.
const LINE_WAIT_MS: i64 = 5_000;

/// For whom a request is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// Somebody waits for the answer, and is told of what cannot be done.
    Person,
    /// Nobody: what cannot be done at this moment is done later.
    Queue,
}

/// Carries a request out as far as it goes at this moment. One that waits comes back accepted.
pub(super) async fn carry_out(
    node: &Node,
    request: CallRequest,
    asker: Asker,
) -> Result<CallRequest, Refusal> {
    match request.state {
        RequestState::Accepted => start(node, request, asker).await,
        RequestState::Dialing => Ok(look_up::find_out(node, request).await?),
        RequestState::Placed
        | RequestState::Done
        | RequestState::Refused
        | RequestState::Canceled
        | RequestState::Unknown => Ok(request),
    }
}

async fn start(node: &Node, request: CallRequest, asker: Asker) -> Result<CallRequest, Refusal> {
    if is_overdue(node, &request) {
        let reason = "It could not be carried out in time, and nobody was dialed.";
        return Ok(moved(node, request, Move::Refused(reason.to_owned())).await?);
    }
    // Who must not be called is said at once, however long the call would have to wait.
    if asker == Asker::Person
        && let Some(waits) = ask_the_rules(node, &request).await?
    {
        return Ok(moved(node, request, waits).await?);
    }
    let is_put_off = request.due_at > node.clock.now();
    if is_put_off || !waiting::may_dial(node).await? {
        let stays = later(&request, request.due_at, request.wait);
        return Ok(moved(node, request, stays).await?);
    }
    if let Some(waits) = hour(node, &request) {
        return Ok(moved(node, request, waits).await?);
    }
    if asker == Asker::Queue
        && let Some(waits) = ask_the_rules(node, &request).await?
    {
        return Ok(moved(node, request, waits).await?);
    }
    // This very call may have been asked for before, by a process that went away.
    if request.dialed_at.is_some() {
        match look_up::look_up(node, &request).await {
            Ok(Some(call)) => return Ok(dial::placed(node, request, call).await?),
            Ok(None) => {}
            Err(_) => {
                let waits = fault(node, &request, None);
                return Ok(moved(node, request, waits).await?);
            }
        }
    }
    begin(node, request, asker).await
}

async fn begin(node: &Node, request: CallRequest, asker: Asker) -> Result<CallRequest, Refusal> {
    let now = node.clock.now();
    let ask = LineAsk {
        lines: waiting::lines(node, &node.store.dialing(&node.workspace).await?),
        now,
        leased_until: now.plus_ms(REQUEST_LEASE_MS),
    };
    match node
        .store
        .begin_dialing(&node.workspace, &request, ask)
        .await?
    {
        Begun::Dialing => {
            let request = CallRequest {
                state: RequestState::Dialing,
                dialed_at: Some(now),
                wait: None,
                ..request
            };
            Ok(dial::dial(node, request, asker).await?)
        }
        Begun::NoLine => {
            let waits = later(&request, now.plus_ms(LINE_WAIT_MS), Some(Wait::Line));
            Ok(moved(node, request, waits).await?)
        }
        Begun::Moved => Err(Refusal::Unavailable(
            "The request was taken up elsewhere at the same moment. Ask again with the same Idempotency-Key; nobody is dialed twice.".to_owned(),
        )),
    }
}

/// What a request waits for at an hour at which people are not called.
fn hour(node: &Node, request: &CallRequest) -> Option<Move> {
    let now = node.clock.now();
    let good = node.settings.queue.hours?.next(&request.asked.phone, now);
    (good > now).then(|| later(request, good, Some(Wait::Hours)))
}

/// Whether the lead may be called; what the request waits for where Salesforce cannot say.
async fn ask_the_rules(node: &Node, request: &CallRequest) -> Result<Option<Move>, Refusal> {
    match rules::verdict(node, &request.asked).await? {
        Verdict::May => Ok(None),
        Verdict::NotSaid(why) => Ok(Some(Move::Later {
            due_at: again_at(node, request),
            wait: Some(Wait::Salesforce),
            faults: request.faults.saturating_add(1),
            reason: Some(why),
        })),
        Verdict::Forbidden { rule, message } => {
            node.metrics.dialed(Dialed::Forbidden);
            let refusal = Refusal::Forbidden { rule, message };
            node.store
                .move_request(&node.workspace, request, Move::Refused(refusal.to_string()))
                .await?;
            Err(refusal)
        }
    }
}

/// A request that has been due for so long that nobody expects the call any more.
fn is_overdue(node: &Node, request: &CallRequest) -> bool {
    let overdue_ms = node.clock.now().ms_since(request.due_at);
    overdue_ms >= node.settings.queue.expire_after_h.saturating_mul(3_600_000)
}

/// Moves a request on, and says how it then stands.
pub(super) async fn moved(
    node: &Node,
    request: CallRequest,
    to: Move,
) -> midcall_store::Result<CallRequest> {
    let is_moved = node
        .store
        .move_request(&node.workspace, &request, to)
        .await?;
    if !is_moved {
        tracing::warn!(request.key = %request.asked.request, "A request to call was moved elsewhere meanwhile");
    }
    let key = request.asked.request.clone();
    let stands = node.store.load_request(&node.workspace, &key).await?;
    Ok(stands.unwrap_or(request))
}

/// The same call later, with all else as it is.
pub(super) fn later(request: &CallRequest, due_at: Timestamp, wait: Option<Wait>) -> Move {
    Move::Later {
        due_at,
        wait,
        faults: request.faults,
        reason: request.reason.clone(),
    }
}

/// The same call later, after a failure that is not the lead's.
pub(super) fn fault(node: &Node, request: &CallRequest, reason: Option<String>) -> Move {
    Move::Later {
        due_at: again_at(node, request),
        wait: Some(Wait::Fault),
        faults: request.faults.saturating_add(1),
        reason,
    }
}

fn again_at(node: &Node, request: &CallRequest) -> Timestamp {
    let rule = node.settings.queue.retry_rule();
    let doublings = request.faults.min(20);
    let wait_ms = rule.fault_wait_ms.saturating_mul(1 << doublings);
    node.clock
        .now()
        .plus_ms(wait_ms.min(rule.fault_wait_ms_max))
}
