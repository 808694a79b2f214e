//! `midcall replay [--call ID] [--check]`

use midcall::{fold, node::Node, output};
use midcall_domain::calls::CallId;
use serde_json::json;

use super::Failure;
use crate::cli::Replay;

pub(super) async fn run(node: &Node, args: Replay, is_json: bool) -> Result<(), Failure> {
    let only = args.call.as_deref().map(CallId::from);
    let replayed = fold::replay(node, only.as_ref()).await?;
    let differing: Vec<&str> = replayed.differing.iter().map(CallId::as_str).collect();
    if is_json {
        let calls = replayed.calls.len();
        output::data(
            &json!({ "entries": replayed.entries, "calls": calls, "differing": differing })
                .to_string(),
        );
    } else {
        output::talk(&format!(
            "{} entries folded into {} calls, {} differ from the saved state",
            replayed.entries,
            replayed.calls.len(),
            differing.len()
        ));
        for call in &differing {
            output::data(call);
        }
    }
    if args.check && !differing.is_empty() {
        return Err(Failure::yours(
            "the saved state differs from what the journal says",
        ));
    }
    Ok(())
}
