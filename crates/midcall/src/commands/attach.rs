//! `midcall attach CALL --lead ID`

use midcall::{identity, node::Node, output};
use midcall_domain::calls::CallId;
use serde_json::json;

use super::Failure;
use crate::cli::Attach;

pub(super) async fn run(node: &Node, args: Attach, is_json: bool) -> Result<(), Failure> {
    let asked = identity::Asked {
        lead_id: args.lead,
        who: args.who,
    };
    let attached = match identity::attach(node, &CallId::from(args.call.as_str()), asked).await {
        Ok(attached) => attached,
        Err(identity::Refusal::Store(error)) => return Err(Failure::ours(error)),
        Err(refusal) => {
            return Err(Failure::yours(format!(
                "{refusal}\nhint: `midcall calls` lists the calls"
            )));
        }
    };
    if is_json {
        output::data(&json!({ "lead": attached.lead, "was": attached.was }).to_string());
        return Ok(());
    }
    output::talk(&format!(
        "call {} belongs to lead {}; the server writes it there within seconds, or at its next start",
        args.call, attached.lead
    ));
    if let Some(was) = attached.was {
        output::talk(&format!(
            "what was written to lead {was} stays there, and nothing more is"
        ));
    }
    Ok(())
}
