//! Reads from the store what a page shows. The only file of the pages that knows the node.

use midcall_domain::{calls::CallId, time::Timestamp};
use midcall_store::Result;

use super::view::{
    Arrivals, AttentionPage, Beside, BlockedLead, Call, CallPage, CallRow, Context, Delivery,
    Destination, Frame, HomePage, Queue, Strip, WaitingCall,
};
use crate::{
    config::Mode,
    node::Node,
    place,
    views::{self, CallItem},
};

/// Calls on the first page, newest first.
const CALLS_MAX: usize = 100;
/// Live calls that are shown in full: more than one person can follow.
const LIVE_IN_FULL_MAX: usize = 24;
/// Finished calls that are shown in full.
const FINISHED_IN_FULL_MAX: usize = 10;
/// A card shows the end of the conversation; the call's own page shows all of it.
const LIVE_TURNS_MAX: usize = 6;
const FINISHED_TURNS_MAX: usize = 3;
/// Leads that wait to be called, on the first page; the command lists all.
const QUEUE_MAX: usize = 10;
/// Leads on one page of the list of what needs a person.
const LEADS_MAX: usize = 100;
/// How far back calls without a lead are looked for.
const CALLS_LOOKED_AT_MAX: usize = 500;
const DELIVERIES_MAX: usize = 50;
/// What the ledger says is counted for a day.
const DAY_MS: i64 = 86_400_000;

/// The first page.
pub(super) async fn home(node: &Node) -> Result<HomePage> {
    let context = context(node);
    let found = node
        .store
        .list_calls(&node.workspace, None, CALLS_MAX)
        .await?;
    let items: Vec<CallItem> = found.calls.into_iter().map(CallItem::from).collect();
    let (live, finished): (Vec<CallItem>, Vec<CallItem>) =
        items.into_iter().partition(|item| item.is_live);
    let (live, more_live) = in_full(node, live, LIVE_IN_FULL_MAX, LIVE_TURNS_MAX, &context).await?;
    let (finished, earlier) = in_full(
        node,
        finished,
        FINISHED_IN_FULL_MAX,
        FINISHED_TURNS_MAX,
        &context,
    )
    .await?;
    let backlog = node.store.backlog(&node.workspace).await?;
    let usage = node
        .salesforce
        .as_ref()
        .and_then(|connection| connection.usage());
    let since = context.now.plus_ms(-DAY_MS);
    let counts = node.store.ledger_counts(&node.workspace, since).await?;
    let title = if live.is_empty() {
        "Calls".to_owned()
    } else {
        format!("{} live", backlog.live_calls)
    };
    let queue = place::queue(node, false, QUEUE_MAX).await?;
    Ok(HomePage {
        frame: Frame::new(title, &backlog, context.now),
        strip: Strip::of(&backlog, usage, &node.budget(), context.now),
        arrivals: Arrivals::of(counts, &node.watch.sight(), context.now),
        destination: context.destination,
        live,
        more_live,
        finished,
        earlier,
        queue: Queue::of(&queue, backlog.queued_requests, context.now),
    })
}

/// The first `calls_max` in full, with their last `turns_max` turns; the rest as rows.
async fn in_full(
    node: &Node,
    mut items: Vec<CallItem>,
    calls_max: usize,
    turns_max: usize,
    context: &Context,
) -> Result<(Vec<Call>, Vec<CallRow>)> {
    let rest = items.split_off(items.len().min(calls_max));
    let mut calls = Vec::with_capacity(items.len());
    for item in items {
        if let Some(call) = views::call(node, &CallId::from(item.id.as_str())).await? {
            calls.push(Call::of(&call, context, turns_max));
        }
    }
    Ok((
        calls,
        rest.iter().map(|item| CallRow::of(item, context)).collect(),
    ))
}

/// One call in full.
pub(super) async fn call(node: &Node, id: &CallId) -> Result<Option<CallPage>> {
    let Some(call) = views::call(node, id).await? else {
        return Ok(None);
    };
    let context = context(node);
    let backlog = node.store.backlog(&node.workspace).await?;
    let mut page = CallPage::of(&call, &context, &backlog);
    if let Some(lead) = &call.item.lead_id
        && let Some(row) = node.store.load_lead(&node.workspace, lead).await?
    {
        page.beside = Beside::of(&views::lead_in_full(node, &row).await?);
    }
    Ok(Some(page))
}

/// What needs a person.
pub(super) async fn attention(node: &Node, after: Option<String>) -> Result<AttentionPage> {
    let context = context(node);
    let backlog = node.store.backlog(&node.workspace).await?;
    let blocked = node
        .store
        .list_leads(&node.workspace, after, LEADS_MAX, true)
        .await?;
    let calls = node
        .store
        .list_calls(&node.workspace, None, CALLS_LOOKED_AT_MAX)
        .await?;
    let deliveries = node
        .store
        .list_unattributed(&node.workspace, DELIVERIES_MAX)
        .await?;
    let waiting = node
        .store
        .list_blocked_calls(&node.workspace, LEADS_MAX)
        .await?;
    Ok(AttentionPage {
        waiting: waiting
            .into_iter()
            .map(|call| WaitingCall::of(call, context.now))
            .collect(),
        frame: Frame::new("Needs attention".to_owned(), &backlog, context.now),
        unknown_requests: backlog.unknown_requests,
        leads: blocked
            .leads
            .iter()
            .map(|lead| BlockedLead::of(&views::lead(node, lead), context.now))
            .collect(),
        next: blocked.next,
        calls: calls
            .calls
            .into_iter()
            .filter(|call| call.lead.is_none())
            .map(|call| CallRow::of(&CallItem::from(call), &context))
            .collect(),
        deliveries: deliveries
            .iter()
            .map(|delivery| Delivery::of(delivery, context.now))
            .collect(),
    })
}

fn context(node: &Node) -> Context {
    let now: Timestamp = node.clock.now();
    let destination = match (node.settings.mode, &node.salesforce) {
        (Mode::Shadow, _) => Destination::Shadow,
        (Mode::Live, None) => Destination::NotConnected,
        (Mode::Live, Some(_)) => Destination::Connected,
    };
    Context {
        now,
        destination,
        hot_above: node.rubric.hot_above,
    }
}
