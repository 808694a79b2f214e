//! `midcall calls`, `midcall leads`, `midcall blocked`

use midcall::{
    node::Node,
    output,
    views::{self, BlockedView, CallItem},
};
use midcall_domain::{calls::Outcome, leads::Part};
use midcall_store::BlockedCall;
use serde::Serialize;

use super::Failure;

pub(super) async fn calls(node: &Node, limit: usize, is_json: bool) -> Result<(), Failure> {
    let page = node.store.list_calls(&node.workspace, None, limit).await?;
    let calls: Vec<CallItem> = page.calls.into_iter().map(CallItem::from).collect();
    if is_json {
        return json(&calls);
    }
    if calls.is_empty() {
        output::talk("no calls yet: point the server URL of your Vapi assistant at /webhook/vapi");
    }
    for call in calls {
        output::data(&format!(
            "{:<24}  {:<12} {:>3}  {:<10}  {:<18}  {}",
            call.created_at,
            call.status.unwrap_or("Not begun"),
            call.score,
            call.ledger.map_or("", Outcome::name),
            call.lead_id.as_deref().unwrap_or("no lead"),
            call.id
        ));
    }
    Ok(())
}

pub(super) async fn leads(node: &Node, limit: usize, is_json: bool) -> Result<(), Failure> {
    let page = node
        .store
        .list_leads(&node.workspace, None, limit, false)
        .await?;
    let leads: Vec<_> = page
        .leads
        .iter()
        .map(|row| views::lead(node, row))
        .collect();
    if is_json {
        return json(&leads);
    }
    if leads.is_empty() {
        output::talk("no leads yet");
    }
    for lead in leads {
        let hot = if lead.is_hot { "hot" } else { "" };
        let written = lead.write.written_at.as_deref().unwrap_or("never");
        output::data(&format!(
            "{}  {:>3} {hot:<3}  {:<8}  written {written}",
            lead.id,
            lead.score,
            lead.write.state.replace('_', " ")
        ));
    }
    Ok(())
}

/// What waits for a person, as scripts read it.
#[derive(Serialize)]
struct BlockedItem {
    /// Absent of a call whose lead is not known.
    lead: Option<String>,
    call: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<Part>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    reason: String,
    detail: String,
    action: String,
    since: String,
}

impl BlockedItem {
    fn of_call(blocked: BlockedCall) -> Self {
        let BlockedCall { call, why } = blocked;
        Self {
            lead: None,
            call: Some(call.to_string()),
            part: None,
            field: None,
            reason: why.reason,
            detail: why.detail,
            action: why.action,
            since: why.since.iso(),
        }
    }
}

pub(super) async fn blocked(node: &Node, limit: usize, is_json: bool) -> Result<(), Failure> {
    let page = node
        .store
        .list_leads(&node.workspace, None, limit, true)
        .await?;
    let calls = node
        .store
        .list_blocked_calls(&node.workspace, limit)
        .await?;
    let blocked: Vec<BlockedItem> = page
        .leads
        .into_iter()
        .flat_map(|row| {
            let blocked = views::blocked(node, &row);
            let (lead, call) = (row.lead, row.newest_call);
            blocked
                .into_iter()
                .map(move |BlockedView { part, field, why }| BlockedItem {
                    lead: Some(lead.clone()),
                    call: call.clone(),
                    part: Some(part),
                    field,
                    reason: why.reason,
                    detail: why.detail,
                    action: why.action,
                    since: why.since.iso(),
                })
        })
        .chain(calls.into_iter().map(BlockedItem::of_call))
        .collect();
    if is_json {
        return json(&blocked);
    }
    if blocked.is_empty() {
        output::talk("nothing waits for a person");
    }
    for item in blocked {
        let what = item.lead.or(item.call).unwrap_or_default();
        output::data(&format!("{what}  {} since {}", item.reason, item.since));
        output::data(&format!("  seen:  {}", item.detail));
        output::data(&format!("  to do: {}", item.action));
    }
    Ok(())
}

fn json(records: &impl Serialize) -> Result<(), Failure> {
    output::data(&serde_json::to_string_pretty(records).map_err(Failure::ours)?);
    Ok(())
}
