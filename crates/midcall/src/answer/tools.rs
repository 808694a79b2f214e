//! Answers to tool calls: the agent learns what was saved and what is still unknown, or how to do
//! better.

use midcall_domain::claims::is_tool;
use midcall_vapi::{
    messages::{Arguments, BrokenArguments, FunctionCall, ToolCall},
    reply::{self, Spoken, ToolResult},
};
use serde_json::Value;

use super::{Asked, line::Line, wording};
use crate::node::Node;

/// The tool by which an agent ends the call.
const END_CALL: &str = "end_call_politely";
const ENDING: &str = "The call ends after your goodbye. Say nothing else.";
const NOT_OURS: &str = "This tool is not available. Carry on without it.";

/// One result for each call, in order.
pub(super) async fn results(node: &Node, asked: &Asked<'_>, calls: Vec<ToolCall>) -> Value {
    let line = Line::new(node, asked);
    let mut results = Vec::with_capacity(calls.len());
    for call in calls {
        results.push(result(&line, call).await);
    }
    reply::tool_results(results)
}

async fn result(line: &Line<'_>, call: ToolCall) -> ToolResult {
    let mut spoken = None;
    let outcome = match call.name.as_str() {
        END_CALL => {
            spoken = Some(Spoken {
                content: line.node.settings.answers.goodbye.clone(),
                ends_call: true,
            });
            Ok(ENDING.to_owned())
        }
        name if is_tool(name) => recorded(line, &call.id, name, &call.arguments).await,
        _ => Err(NOT_OURS.to_owned()),
    };
    ToolResult {
        tool_call_id: call.id,
        name: call.name,
        outcome,
        spoken: spoken.filter(|spoken| !spoken.content.is_empty()),
    }
}

/// The form before 2024. It has no id, so what was asked is known by the message's bytes.
pub(super) async fn function(node: &Node, asked: &Asked<'_>, call: FunctionCall) -> Value {
    if call.name == END_CALL {
        return reply::function_result(ENDING);
    }
    if !is_tool(&call.name) {
        return reply::function_result(NOT_OURS);
    }
    let line = Line::new(node, asked);
    let id = digest(asked.body);
    match recorded(&line, &id, &call.name, &call.arguments).await {
        Ok(text) => reply::function_result(&text),
        Err(text) => reply::function_error(&text),
    }
}

async fn recorded(
    line: &Line<'_>,
    id: &str,
    tool: &str,
    arguments: &Result<Arguments, BrokenArguments>,
) -> Result<String, String> {
    let rubric = &line.node.rubric;
    line.answer(id, |known| match arguments {
        Ok(arguments) => wording::recorded(id, &arguments.0, known, rubric),
        Err(broken) => Err(wording::broken(tool, *broken)),
    })
    .await
}

fn digest(body: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, body);
    let bytes = &digest.as_ref()[..16];
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
