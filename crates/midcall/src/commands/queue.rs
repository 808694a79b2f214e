//! `midcall queue`, `midcall queue cancel`, `midcall queue resume`

use midcall::{
    node::Node,
    output,
    place::{self, Cancelation, QueueItem},
};
use midcall_domain::dialing::Wait;
use serde_json::json;

use super::{Failure, retry::lead_id};
use crate::cli::{Queue, QueueCommand};

pub(super) async fn run(node: &Node, args: Queue, is_json: bool) -> Result<(), Failure> {
    match args.command {
        None => list(node, args.all, args.limit, is_json).await,
        Some(QueueCommand::Cancel { lead }) => cancel(node, &lead, is_json).await,
        Some(QueueCommand::Resume) => {
            node.store.release_dialing(&node.workspace).await?;
            if is_json {
                output::data(&json!({ "success": true }).to_string());
            } else {
                output::talk("calls go out again");
            }
            Ok(())
        }
    }
}

async fn list(node: &Node, is_all: bool, limit: usize, is_json: bool) -> Result<(), Failure> {
    let queue = place::queue(node, is_all, limit).await?;
    if is_json {
        output::data(&serde_json::to_string_pretty(&queue).map_err(Failure::ours)?);
        return Ok(());
    }
    if queue.requests.is_empty() {
        output::talk("nobody waits to be called");
    }
    for item in &queue.requests {
        output::data(&line(item));
    }
    if let (Some(why), Some(until)) = (queue.held_for.and_then(Wait::of_name), &queue.held_until) {
        output::talk(&format!(
            "no call goes out until {until}: {}\nhint: `midcall queue resume` if that is over",
            why.text()
        ));
    }
    let lines = queue
        .lines
        .map_or_else(|| "an unknown number of".to_owned(), |it| it.to_string());
    output::talk(&format!(
        "{} of {lines} lines taken, {} free for outbound calls",
        queue.lines_used, queue.lines_free
    ));
    Ok(())
}

fn line(item: &QueueItem) -> String {
    let why = item.message.or(item.reason.as_deref()).unwrap_or_default();
    let until = item.until.as_ref().map(|until| format!(" until {until}"));
    let outcome = item
        .outcome
        .map(|outcome| format!(", last {}", outcome.replace('_', " ")));
    format!(
        "{}  {:<8} priority {:>3}, calls {}{}  {why}{}",
        item.lead_id,
        item.state,
        item.priority,
        item.tries,
        outcome.unwrap_or_default(),
        until.unwrap_or_default()
    )
}

async fn cancel(node: &Node, lead: &str, is_json: bool) -> Result<(), Failure> {
    let lead = lead_id(lead)?;
    match place::cancel(node, &lead).await? {
        Cancelation::Canceled(request) => {
            if is_json {
                let done = json!({ "success": true, "requestId": request });
                output::data(&done.to_string());
            } else {
                output::talk(&format!("{lead} is not called"));
            }
            Ok(())
        }
        Cancelation::UnderWay => Err(Failure::yours(format!(
            "{lead} is being called\nhint: hang up in Vapi to end the call"
        ))),
        Cancelation::NotQueued => Err(Failure::yours(format!(
            "no request to call {lead} is in the queue\nhint: `midcall queue --all` shows what ended"
        ))),
    }
}
