//! The assistant: whether it is there, what it sends, how it proves itself, and its tools.

use midcall_domain::claims::{TOOL, is_tool};
use midcall_vapi::{FailureClass, operations::Document};
use serde_json::{Value, json};

use super::{Finding, Observed, said};

const SETUP: &str = "run `midcall setup vapi`, which changes this and nothing else";
/// What Midcall cannot do without, and what is lost without each.
const NEEDED: [(&str, &str); 3] = [
    (
        "transcript",
        "what is said is only known from whole histories, seconds later",
    ),
    ("status-update", "the end of a call is noticed minutes late"),
    (
        "end-of-call-report",
        "the last words and why a call ended may stay unknown",
    ),
];
/// What makes it better.
const USEFUL: [&str; 2] = ["conversation-update", "tool-calls"];

pub(super) fn judge(observed: &Observed) -> Vec<Finding> {
    const CHECK: &str = "assistant";
    let assistant = match &observed.assistant {
        Some(Ok(assistant)) => assistant,
        None => {
            return vec![Finding::fail(
                CHECK,
                "VAPI_ASSISTANT_ID is not set",
                "no call can be placed, and inbound calls are declined",
                "run `midcall setup vapi --save`, which makes an assistant and notes its id",
            )];
        }
        Some(Err(error)) if error.class() == FailureClass::NotFound => {
            return vec![Finding::fail(
                CHECK,
                "the account has no assistant of the id in VAPI_ASSISTANT_ID",
                "no call can be placed, and inbound calls fail",
                "take the id from the dashboard, or unset it and run `midcall setup vapi --save`",
            )];
        }
        Some(Err(error)) => {
            return vec![Finding::warn(
                CHECK,
                format!("the assistant could not be read ({})", said(error)),
                "it is not known whether its messages arrive",
                "run this again",
            )];
        }
    };
    let name = assistant.text("name").unwrap_or("without a name");
    let mut findings = vec![Finding::ok(CHECK, format!("the assistant is {name:?}"))];
    findings.extend(messages(assistant));
    findings.push(credential(assistant, observed));
    findings.push(retries(assistant));
    findings.push(tool(assistant, observed));
    findings
}

fn messages(assistant: &Document) -> Vec<Finding> {
    const CHECK: &str = "messages";
    let listed = assistant.at(&["serverMessages"]).and_then(Value::as_array);
    let Some(listed) = listed else {
        return vec![Finding::fail(
            CHECK,
            "the assistant lists no server messages, so Vapi sends its default list, without `transcript`",
            NEEDED[0].1,
            SETUP,
        )];
    };
    let has = |name: &str| {
        listed.contains(&json!(name))
            || (name == "transcript"
                && listed.contains(&json!("transcript[transcriptType=\"final\"]")))
    };
    let mut findings = Vec::new();
    if listed.contains(&json!("phone-call-control")) {
        findings.push(Finding::fail(
            CHECK,
            "the assistant sends `phone-call-control`",
            "it makes hanging up and forwarding the server's duty, and calls do not end",
            "take it out of the assistant's server messages in the dashboard",
        ));
    }
    for (name, why) in NEEDED.into_iter().filter(|(name, _)| !has(name)) {
        findings
            .push(Finding::fail(CHECK, format!("`{name}` is not sent"), why, SETUP).about(name));
    }
    for name in USEFUL.into_iter().filter(|name| !has(name)) {
        findings.push(
            Finding::warn(
                CHECK,
                format!("`{name}` is not sent"),
                "gaps in what was heard are mended later, and the agent is told nothing of what is still unknown",
                SETUP,
            )
            .about(name),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::ok(CHECK, "everything that is read is sent"));
    }
    findings
}

fn credential(assistant: &Document, observed: &Observed) -> Finding {
    const CHECK: &str = "credential";
    let id = assistant.at(&["server", "credentialId"]);
    let Some(id) = id.and_then(Value::as_str) else {
        return Finding::fail(
            CHECK,
            "the assistant's server has no credential",
            "deliveries prove nothing and are refused with 401",
            SETUP,
        );
    };
    match &observed.credentials {
        Some(known) if !known.iter().any(|known| known == id) => Finding::fail(
            CHECK,
            format!("the assistant names the credential {id}, and the account has none of this id"),
            "deliveries prove nothing and are refused with 401",
            SETUP,
        ),
        Some(_) => Finding::ok(
            CHECK,
            "deliveries carry a credential; that its secret is WEBHOOK_SECRET cannot be read back",
        ),
        None => Finding::ok(
            CHECK,
            "deliveries carry a credential; the account does not tell which ones it has",
        ),
    }
}

fn retries(assistant: &Document) -> Finding {
    const CHECK: &str = "retries";
    let retries = assistant.at(&["server", "backoffPlan", "maxRetries"]);
    match retries.and_then(Value::as_f64) {
        Some(times) if times >= 1.0 => Finding::ok(
            CHECK,
            format!("a delivery that fails is sent again up to {times} times"),
        ),
        _ => Finding::warn(
            CHECK,
            "a delivery that fails is not sent again",
            "what happens while this server restarts arrives only when it is read back",
            SETUP,
        ),
    }
}

fn tool(assistant: &Document, observed: &Observed) -> Finding {
    const CHECK: &str = "tools";
    let ids = assistant
        .at(&["model", "toolIds"])
        .and_then(Value::as_array);
    let is_attached = |tool: &&Document| ids.is_some_and(|ids| ids.contains(&json!(tool.id())));
    let is_ours = |function: &Value| function["name"].as_str().is_some_and(is_tool);
    let attached = observed.tools.iter().filter(is_attached);
    let inline = assistant.at(&["model", "tools"]).and_then(Value::as_array);
    let mut inline = inline.into_iter().flatten();
    let has_it = attached
        .filter_map(|tool| tool.at(&["function"]))
        .any(is_ours)
        || inline.any(|tool| is_ours(&tool["function"]));
    match has_it {
        true => Finding::ok(CHECK, "the agent can tell what it learns"),
        false => Finding::warn(
            CHECK,
            format!("the agent has no tool `{TOOL}`"),
            "what is heard in the conversation counts alone, and the agent is not told what is still unknown",
            SETUP,
        ),
    }
}
