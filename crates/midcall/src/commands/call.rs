//! `midcall call --lead ID --phone NUMBER`

use midcall::{
    node::Node,
    output,
    place::{self, Answered, Asked, Refusal},
    views,
};
use serde_json::json;

use super::Failure;
use crate::cli::Call;

pub(super) async fn run(node: &Node, args: Call, is_json: bool) -> Result<(), Failure> {
    let (Some(lead_id), Some(phone_number)) = (args.lead, args.phone) else {
        return Err(Failure::yours(
            "say whom to call: --lead ID --phone NUMBER, or `call show ID`",
        ));
    };
    let asked = Asked {
        lead_id,
        phone_number,
        not_before: args.not_before,
        key: args.idempotency_key,
        ..Asked::default()
    };
    let answered = place::place(node, asked)
        .await
        .map_err(|refusal| match refusal {
            Refusal::Store(error) => error.into(),
            refusal => Failure::yours(output::chain(&refusal)),
        })?;
    match answered {
        Answered::Placed(placed) if is_json => {
            output::data(&json!({ "success": true, "callId": placed.call }).to_string());
        }
        Answered::Placed(placed) => {
            if !placed.is_new {
                output::talk("the lead is on a call already, or was asked for with the same key");
            }
            output::data(&placed.call);
        }
        Answered::Waiting(waiting) if is_json => {
            output::data(&views::waiting(&waiting).to_string());
        }
        Answered::Waiting(waiting) => {
            let until = waiting.until.map(|until| format!(" until {}", until.iso()));
            output::talk(&format!(
                "it waits{}: {}\nhint: `midcall serve` makes the call; `midcall queue` shows it",
                until.unwrap_or_default(),
                waiting.wait.text()
            ));
        }
    }
    Ok(())
}
