//! `midcall retry LEAD|--all`

use midcall::{node::Node, output};
use midcall_salesforce::RecordId;
use serde_json::json;

use super::Failure;
use crate::cli::Retry;

pub(super) async fn run(node: &Node, args: Retry, is_json: bool) -> Result<(), Failure> {
    let lead = args.lead.map(|lead| lead_id(&lead)).transpose()?;
    let now = node.clock.now();
    let count = node
        .store
        .retry_blocked(&node.workspace, lead.as_deref(), now)
        .await?;
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
    RecordId::parse_lead(text)
        .map(|id| id.to_string())
        .map_err(|error| Failure::yours(format!("{text} is no Lead's id: {error}")))
}
