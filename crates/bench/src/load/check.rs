//! Whether a lead holds exactly what was said, by the generator's own account of it.

use midcall_sim::vapi::script::Reason;
use serde_json::{Map, Value};

use super::conversation::Conversation;

/// What is wrong with the lead after the call; empty when nothing is.
pub(super) fn differences(lead: &Map<String, Value>, conversation: &Conversation) -> Vec<String> {
    let mut differences = Vec::new();
    let mut check = |what: &str, expected: Value, found: &Value| {
        let is_same = match (expected.as_f64(), found.as_f64()) {
            (Some(expected), Some(found)) => (expected - found).abs() < 0.5,
            _ => expected == *found,
        };
        if !is_same {
            differences.push(format!("{what} is {found} and not {expected}"));
        }
    };
    let said = conversation.generated.said;
    let signals: Value = lead["Qualification_Signals__c"]
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let positive = |is_said: bool| is_said.then_some("positive");
    for (signal, state) in [
        (
            "budget",
            positive(said.budget_usd.is_some()).or(said.refuses_budget.then_some("negative")),
        ),
        ("authority", positive(said.authority)),
        ("need", positive(said.need)),
        ("timeline", positive(said.timeline)),
        ("company_size", positive(said.company_size.is_some())),
    ] {
        check(signal, state.into(), &signals[signal]["state"]);
    }
    if let Some(usd) = said.budget_usd {
        check("the budget", usd.into(), &signals["budget"]["value"]["min"]);
    }
    if let Some(people) = said.company_size {
        let value = &signals["company_size"]["value"];
        check("the company size", people.into(), &value["min"]);
    }
    let score = 25 * said.positives();
    check(
        "the score",
        score.into(),
        &lead["AI_Qualification_Score__c"],
    );
    let status = match &conversation.generated.script.ending.reason {
        Reason::Ended(reason) if reason.ends_with("ended-call") => "Completed",
        Reason::Ended(_) | Reason::Vanish => "Dropped",
    };
    check("the status", status.into(), &lead["AI_Call_Status__c"]);
    let lines = &conversation.generated.script.lines;
    let last_words = lines.last().map(|line| format!("Agent: {}", line.says));
    let transcript = lead["Call_Transcript__c"].as_str().unwrap_or_default();
    let found = transcript.lines().last().unwrap_or_default();
    check("the last line", last_words.into(), &found.into());
    let turns = transcript.lines().count();
    check("the number of turns", lines.len().into(), &turns.into());
    differences
}
