//! What requests wait for, and the queue as people and programs read it.

use midcall_domain::{
    dialing::{Hold, Lines, Wait},
    time::Timestamp,
};
use midcall_store::{CallRequest, Dialing, RequestState, Result};
use serde::Serialize;

use crate::node::Node;

/// What is known of calls that others make on the account goes stale: they end.
const OTHERS_FRESH_MS: i64 = 60_000;

/// A request that is not carried out yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its key.
    pub request: String,
    /// What it waits for.
    pub wait: Wait,
    /// Until when, where that is known.
    pub until: Option<Timestamp>,
}

/// A request as the queue shows it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueItem {
    /// Its key.
    pub request_id: String,
    /// The lead.
    pub lead_id: String,
    /// `waiting`, `dialing`, `placed`, `done`, `refused`, `canceled` or `unknown`.
    pub state: &'static str,
    /// What it waits for, in a stable word.
    pub waits_for: Option<&'static str>,
    /// The same in a sentence.
    pub message: Option<&'static str>,
    /// Until when, ISO 8601.
    pub until: Option<String>,
    /// The higher goes first.
    pub priority: i32,
    /// Calls that rang at the lead's.
    pub tries: u32,
    /// What the newest call came to.
    pub outcome: Option<&'static str>,
    /// The newest call.
    pub call_id: Option<String>,
    /// Why it ended, or what stood in its way last.
    pub reason: Option<String>,
    /// When it came in, ISO 8601.
    pub created_at: String,
}

/// The queue.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QueueState {
    /// Its requests, in the order in which they are called.
    pub requests: Vec<QueueItem>,
    /// Why no call goes out, in a stable word.
    pub held_for: Option<&'static str>,
    /// Until when, ISO 8601.
    pub held_until: Option<String>,
    /// Lines there are, as Vapi last said.
    pub lines: Option<u32>,
    /// Lines that calls known here take.
    pub lines_used: u32,
    /// How many more calls may go out at this moment.
    pub lines_free: u32,
}

/// What taking a request back came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cancelation {
    /// It is out of the queue; this was its key.
    Canceled(String),
    /// The lead is being called.
    UnderWay,
    /// There was none.
    NotQueued,
}

/// Takes back the request to call a lead, unless the call is under way.
///
/// # Errors
///
/// When the store fails; then the request stands.
pub async fn cancel(node: &Node, lead: &str) -> Result<Cancelation> {
    let found = node
        .store
        .cancel_request(&node.workspace, lead, "A person took it back.")
        .await?;
    Ok(match found {
        Some(request) if request.state == RequestState::Accepted => {
            Cancelation::Canceled(request.asked.request)
        }
        Some(_) => Cancelation::UnderWay,
        None => Cancelation::NotQueued,
    })
}

/// What is known of the lines.
pub(super) fn lines(node: &Node, dialing: &Dialing) -> Lines {
    let settings = &node.settings.queue;
    let is_fresh = node.clock.now().ms_since(dialing.seen_at) < OTHERS_FRESH_MS;
    Lines {
        limit: dialing.line_limit,
        most: (settings.lines_max > 0).then_some(settings.lines_max),
        reserve: settings.inbound_reserve,
        others: if is_fresh { dialing.others } else { 0 },
    }
}

/// Whether a call may go out at this moment.
pub(super) async fn may_dial(node: &Node) -> Result<bool> {
    let dialing = node.store.dialing(&node.workspace).await?;
    let now = node.clock.now();
    let is_held = dialing.hold.is_some_and(|hold| hold.until > now);
    Ok(!is_held && lines(node, &dialing).free(dialing.used) > 0)
}

/// What an accepted request waits for.
pub(super) async fn waiting(node: &Node, request: &CallRequest) -> Result<Waiting> {
    let dialing = node.store.dialing(&node.workspace).await?;
    let (wait, until) = standing(node, &dialing, request);
    Ok(Waiting {
        request: request.asked.request.clone(),
        wait,
        until,
    })
}

fn standing(node: &Node, dialing: &Dialing, request: &CallRequest) -> (Wait, Option<Timestamp>) {
    let free = lines(node, dialing).free(dialing.used);
    let now = node.clock.now();
    Hold::on(dialing.hold, request.wait, request.due_at, free, now)
}

/// The queue: what waits and what is being called, or, with `is_all`, what ended too.
///
/// # Errors
///
/// When the store fails.
pub async fn queue(node: &Node, is_all: bool, limit: usize) -> Result<QueueState> {
    let dialing = node.store.dialing(&node.workspace).await?;
    let now = node.clock.now();
    let requests = node
        .store
        .list_requests(&node.workspace, is_all, limit)
        .await?;
    let hold = dialing.hold.filter(|hold| hold.until > now);
    Ok(QueueState {
        requests: requests
            .into_iter()
            .map(|request| item(node, &dialing, request))
            .collect(),
        held_for: hold.map(|hold| hold.wait.name()),
        held_until: hold.map(|hold| hold.until.iso()),
        lines: dialing.line_limit,
        lines_used: dialing.used.outbound + dialing.used.inbound,
        lines_free: lines(node, &dialing).free(dialing.used),
    })
}

fn item(node: &Node, dialing: &Dialing, request: CallRequest) -> QueueItem {
    let waits =
        (request.state == RequestState::Accepted).then(|| standing(node, dialing, &request));
    let state = match request.state {
        RequestState::Accepted => "waiting",
        state => state.name(),
    };
    QueueItem {
        request_id: request.asked.request,
        lead_id: request.asked.lead,
        state,
        waits_for: waits.map(|(wait, _)| wait.name()),
        message: waits.map(|(wait, _)| wait.text()),
        until: waits.and_then(|(_, until)| until).map(Timestamp::iso),
        priority: request.asked.priority,
        tries: request.tries,
        outcome: request.outcome.map(midcall_domain::dialing::Outcome::name),
        call_id: request.call,
        reason: request.reason,
        created_at: request.created_at.iso(),
    }
}
