//! `midcall retry LEAD|CALL|--all`

use midcall::{node::Node, output};
use midcall_domain::calls::CallId;
use serde_json::json;

use super::Failure;
use crate::cli::Retry;

pub(super) async fn run(node: &Node, args: Retry, is_json: bool) -> Result<(), Failure> {
    let now = node.clock.now();
    let call = args.id.as_deref().map(CallId::from);
    let is_call = match &call {
        Some(call) => node.store.load_call(&node.workspace, call).await?.is_some(),
        None => false,
    };
    let mut count = 0;
    if is_call || call.is_none() {
        count += node
            .store
            .retry_lookups(&node.workspace, call.as_ref(), now)
            .await?;
    }
    if !is_call {
        let lead = args.id.map(|lead| lead_id(&lead)).transpose()?;
        count += node
            .store
            .retry_blocked(&node.workspace, lead.as_deref(), now)
            .await?;
    }
    if is_json {
        output::data(&json!({ "retried": count }).to_string());
    } else if count == 0 {
        output::talk("nothing waits for a person");
    } else {
        output::talk(&format!(
            "{count} taken up again; `midcall blocked` shows what is refused anew"
        ));
    }
    Ok(())
}

pub(super) fn lead_id(text: &str) -> Result<String, Failure> {
    midcall::identity::parse_record(text)
        .map(|id| id.to_string())
        .map_err(|error| Failure::yours(format!("{text} is no Lead's id: {error}")))
}
