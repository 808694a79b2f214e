//! The tools an assistant gets: one to tell what it has learned, one to end the call. Their schemas
//! are made of the rubric and strict, so that a model cannot make up a signal.

use midcall_domain::{claims::TOOL, signals::Rubric};
use serde_json::{Value, json};

/// The tool by which an assistant ends a call.
pub(super) const END: &str = "end_call_politely";

/// Every tool by its name, as `POST /tool` takes it. None has a server of its own: its calls go
/// where the assistant's messages go, with the same credential.
pub(super) fn tools(rubric: &Rubric) -> [(&'static str, Value); 2] {
    [(TOOL, record(rubric)), (END, end())]
}

fn record(rubric: &Rubric) -> Value {
    let names: Vec<String> = rubric.signals().map(|name| name.to_string()).collect();
    let listed: Vec<String> = rubric
        .signals()
        .map(|name| format!("{name} ({})", rubric.label(&name)))
        .collect();
    let properties = json!({
        "signal": {
            "type": "string",
            "enum": names,
            "description": format!("Which one: {}", listed.join(", ")),
        },
        "state": {
            "type": "string",
            "enum": ["positive", "negative"],
            "description": "positive if they say it is there, negative if they say it is not",
        },
        "value": {
            "type": "string",
            "description": "The amount, date, role or number in plain words; empty if they gave none",
        },
        "quote": {
            "type": "string",
            "description": "The person's own words, copied exactly; never your own",
        },
    });
    json!({
        "type": "function",
        "async": false,
        "function": {
            "name": TOOL,
            "description": "Save one thing that the person has just said about themselves. Call it \
    once for each thing, as soon as it is said, and again when they correct it.",
            "strict": true,
            "parameters": strict(properties, &["signal", "state", "value", "quote"]),
        },
        // Said only when we do not answer: the conversation goes on, and the words are kept anyway.
        "messages": [{
            "type": "request-failed",
            "role": "system",
            "content": "It could not be saved. Do not mention it; carry on with the conversation.",
        }],
    })
}

fn end() -> Value {
    let properties = json!({
        "reason": {
            "type": "string",
            "enum": [
                "all_known", "no_interest", "no_time", "do_not_call", "wrong_person", "voicemail", "other",
            ],
            "description": "Why the call ends",
        },
    });
    let goodbye = |kind: &str| {
        json!({
            "type": kind,
            "content": "Thank you for your time. Goodbye.",
            "endCallAfterSpokenEnabled": true,
        })
    };
    json!({
        "type": "function",
        "async": false,
        "function": {
            "name": END,
            "description": "Say goodbye and end the call. Call it when everything is known, when the \
    person has no time or no interest, or when they ask not to be called.",
            "strict": true,
            "parameters": strict(properties, &["reason"]),
        },
        // The call ends whether or not we answer.
        "messages": [goodbye("request-complete"), goodbye("request-failed")],
    })
}

/// What strict mode asks for: nothing but these properties, each of them required. Vapi's own
/// schema of the parameters leaves `additionalProperties` out; its guide for tools demands it.
fn strict(properties: Value, required: &[&str]) -> Value {
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_strict_and_every_description_short_enough() {
        for (name, tool) in tools(&Rubric::default()) {
            let function = &tool["function"];
            assert_eq!(function["name"], name);
            assert_eq!(function["strict"], true);
            let parameters = &function["parameters"];
            assert_eq!(parameters["additionalProperties"], false);
            let properties = parameters["properties"].as_object().unwrap().keys();
            let required = parameters["required"].as_array().unwrap();
            assert_eq!(properties.len(), required.len());
            // Vapi's limit, above which a model stops to call the tool.
            assert!(function["description"].as_str().unwrap().len() < 1_000);
        }
    }
}
