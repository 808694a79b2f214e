//! The voice agent's configuration as Vapi repeats it in nearly every webhook. Separate because it
//! is long, constant, and the reason why bodies are kilobytes.

use serde_json::{Map, Value, json};

use super::script::SignalNote;

/// The id of the assistant that exists from the start.
pub(super) const ASSISTANT_ID: &str = "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa";
/// The organization everything belongs to.
pub(super) const ORG_ID: &str = "7d1c6a0e-52b8-4f0e-9b1a-3c5e4f2a9d10";

const SYSTEM_PROMPT: &str = "You are Ava, a friendly SDR at Northlight Forecasting, a \
demand-planning company. You are talking to {{leadName}} of {{company}}. Find out, in natural \
conversation and one question at a time: what problem they need solved, whether money is set aside, \
who signs off, and when they want to be live. When you learn one of these, call record_lead_signal \
once. Offer a 30-minute demo if they are interested. Never invent prices. Keep answers under two \
sentences.";

/// An assistant as `POST /assistant` would take it.
pub(super) fn configuration(name: &str) -> Value {
    json!({
        "name": name,
        "model": {
            "provider": "openai",
            "model": "gpt-4.1",
            "temperature": 0.4,
            "maxTokens": 250,
            "messages": [{"role": "system", "content": SYSTEM_PROMPT}],
            "toolIds": ["5e8b1d7a-6c42-4b1d-9f0e-1a2b3c4d5e6f"],
            "tools": [{"type": "endCall"}],
        },
        "voice": {"provider": "11labs", "voiceId": "sarah"},
        "transcriber": {"provider": "deepgram", "model": "nova-3", "language": "en"},
        "firstMessage": "Hi {{leadName}}, this is Ava from Northlight Forecasting. Is now an okay time?",
        "firstMessageMode": "assistant-speaks-first",
        "serverMessages": [
            "status-update", "transcript", "speech-update", "conversation-update", "tool-calls",
            "user-interrupted", "hang", "assistant.started", "end-of-call-report",
        ],
        "maxDurationSeconds": 600,
        "monitorPlan": {"listenEnabled": true, "controlEnabled": true},
        "artifactPlan": {"recordingEnabled": true},
        "analysisPlan": {
            "summaryPlan": {"enabled": true},
            "successEvaluationPlan": {"enabled": true, "rubric": "PassFail"},
        },
    })
}

/// The system prompt of a configuration, with its variables filled in.
pub(super) fn system_prompt(assistant: &Value, variables: &Map<String, Value>) -> String {
    let template = assistant["model"]["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|message| message["role"] == "system")
        .and_then(|message| message["content"].as_str())
        .unwrap_or_default();
    variables
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?)))
        .fold(template.to_owned(), |prompt, (name, value)| {
            prompt.replace(&format!("{{{{{name}}}}}"), value)
        })
}

/// The name of the agent's one function tool.
pub(super) const TOOL_NAME: &str = "record_lead_signal";

/// A call of the tool, in the form Vapi's schema gives it: the arguments are JSON in a string.
pub(super) fn tool_call(id: &str, note: &SignalNote) -> Value {
    let arguments = json!({"signal": note.signal, "value": note.value, "quote": note.quote});
    json!({
        "id": id,
        "type": "function",
        "function": {"name": TOOL_NAME, "arguments": arguments.to_string()},
    })
}

/// The definition of the agent's one function tool, as `tool-calls` webhooks repeat it.
pub(super) fn tool_definition(server: &Value) -> Map<String, Value> {
    let mut definition = Map::new();
    definition.insert("type".into(), "function".into());
    definition.insert("async".into(), false.into());
    definition.insert(
        "function".into(),
        json!({
            "name": TOOL_NAME,
            "description": "Save one qualification fact the lead has just stated.",
            "parameters": {
                "type": "object",
                "properties": {
                    "signal": {
                        "type": "string",
                        "enum": ["budget", "authority", "need", "timeline"],
                    },
                    "value": {"type": "string", "description": "Short restatement of the fact"},
                    "quote": {"type": "string", "description": "The lead's own words"},
                },
                "required": ["signal", "value"],
            },
        }),
    );
    if !server.is_null() {
        definition.insert("server".into(), server.clone());
    }
    definition
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{configuration, system_prompt};

    #[test]
    fn the_prompt_is_filled_in() {
        let variables = json!({"leadName": "Ada", "company": "Fernway", "attempt": 2});
        let prompt = system_prompt(&configuration("Ava"), variables.as_object().unwrap());
        assert!(prompt.contains("talking to Ada of Fernway."));
        assert!(!prompt.contains("{{"));
    }
}
