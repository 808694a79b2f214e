//! The answers Vapi waits for on a live call, as JSON values, and how long it waits.
//!
//! Everything is answered with status 200: Vapi documents that it ignores a tool result under any
//! other status. What a result says is read by the model and may be spoken, so it holds no ids.

use serde_json::{Map, Value, json};

/// How long Vapi waits for the answer to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// 7.5 s end to end, fixed: the telephone provider gives Vapi 15 s to pick up.
    Fixed,
    /// `server.timeoutSeconds` of the server object in force, 20 s unless set.
    ServerTimeout,
}

/// Vapi's limit for an `assistant-request`, network included.
const ASSISTANT_REQUEST_MS: u64 = 7_500;
/// The default of `server.timeoutSeconds`.
const SERVER_TIMEOUT_DEFAULT_MS: u64 = 20_000;

impl Deadline {
    /// The deadline of a message type, or `None` if Vapi does not use the answer.
    ///
    /// `voice-request` waits too, but for audio, which is no answer of ours to give.
    #[must_use]
    pub fn of(kind: &str) -> Option<Self> {
        match kind {
            "assistant-request" => Some(Self::Fixed),
            "tool-calls"
            | "function-call"
            | "transfer-destination-request"
            | "handoff-destination-request"
            | "knowledge-base-request"
            | "call.endpointing.request"
            | "campaign.predial" => Some(Self::ServerTimeout),
            _ => None,
        }
    }

    /// The time from Vapi's sending to our answer's arrival, in milliseconds, where no
    /// `server.timeoutSeconds` is set.
    #[must_use]
    pub const fn default_ms(self) -> u64 {
        match self {
            Self::Fixed => ASSISTANT_REQUEST_MS,
            Self::ServerTimeout => SERVER_TIMEOUT_DEFAULT_MS,
        }
    }
}

/// What came of one tool call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolResult {
    /// The id of the call that is answered.
    pub tool_call_id: String,
    /// The tool's name. The schema requires it, though documented examples leave it out.
    pub name: String,
    /// What the model is told: the result, or what went wrong.
    pub outcome: Result<String, String>,
    /// Words to be spoken instead of a reply by the model.
    pub spoken: Option<Spoken>,
}

/// Words that the agent speaks when a tool has been answered, instead of what its model would say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The words.
    pub content: String,
    /// Whether the call ends once they are spoken.
    pub ends_call: bool,
}

/// Where a call goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To a telephone number, E.164.
    Number(String),
    /// To a SIP URI.
    Sip(String),
}

/// Which assistant goes on with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextAssistant {
    /// By Vapi's id.
    Id(String),
    /// By its name, as a squad's members are told apart.
    Name(String),
}

/// Which assistant takes an inbound call, and what it knows beforehand.
#[derive(Clone, Debug, PartialEq)]
pub struct AssistantChoice {
    /// The assistant's id.
    pub assistant_id: String,
    /// Metadata that comes back with every message of the call.
    pub metadata: Map<String, Value>,
    /// What the prompt's placeholders are filled with. Untrusted text here reaches the prompt.
    pub variable_values: Map<String, Value>,
}

/// Answers `tool-calls`: one result per call, in order.
#[must_use]
pub fn tool_results(results: impl IntoIterator<Item = ToolResult>) -> Value {
    let results: Vec<Value> = results.into_iter().map(tool_result).collect();
    json!({ "results": results })
}

fn tool_result(result: ToolResult) -> Value {
    let mut answer = Map::new();
    answer.insert("toolCallId".to_owned(), result.tool_call_id.into());
    answer.insert("name".to_owned(), result.name.into());
    match result.outcome {
        Ok(text) => answer.insert("result".to_owned(), single_line(&text).into()),
        Err(text) => answer.insert("error".to_owned(), single_line(&text).into()),
    };
    if let Some(Spoken { content, ends_call }) = result.spoken {
        let mut message = json!({ "type": "request-complete", "content": single_line(&content) });
        if ends_call {
            message["endCallAfterSpokenEnabled"] = true.into();
        }
        answer.insert("message".to_owned(), message);
    }
    Value::Object(answer)
}

/// Answers a legacy `function-call`.
#[must_use]
pub fn function_result(text: &str) -> Value {
    json!({ "result": single_line(text) })
}

/// Answers a legacy `function-call` whose arguments cannot be used.
#[must_use]
pub fn function_error(text: &str) -> Value {
    json!({ "error": single_line(text) })
}

/// Answers `assistant-request` with an assistant.
#[must_use]
pub fn choose_assistant(choice: AssistantChoice) -> Value {
    let mut overrides = Map::new();
    if !choice.variable_values.is_empty() {
        overrides.insert("variableValues".to_owned(), choice.variable_values.into());
    }
    if !choice.metadata.is_empty() {
        overrides.insert("metadata".to_owned(), choice.metadata.into());
    }
    let mut answer = Map::new();
    answer.insert("assistantId".to_owned(), choice.assistant_id.into());
    if !overrides.is_empty() {
        answer.insert("assistantOverrides".to_owned(), overrides.into());
    }
    Value::Object(answer)
}

/// Answers `assistant-request` by declining the call with `words`, which the caller hears.
#[must_use]
pub fn decline_call(words: &str) -> Value {
    json!({ "error": single_line(words) })
}

/// Answers `transfer-destination-request` with where the call goes; `message` is spoken before, if
/// it is not empty.
#[must_use]
pub fn transfer_to(destination: &Destination, message: &str) -> Value {
    let mut destination = match destination {
        Destination::Number(number) => json!({ "type": "number", "number": number }),
        Destination::Sip(uri) => json!({ "type": "sip", "sipUri": uri }),
    };
    if !message.is_empty() {
        destination["message"] = single_line(message).into();
    }
    json!({ "destination": destination })
}

/// Answers `transfer-destination-request` with a refusal, which the model reads.
#[must_use]
pub fn refuse_transfer(reason: &str) -> Value {
    json!({ "error": single_line(reason) })
}

/// Answers `handoff-destination-request` with the assistant that goes on; the model reads `result`.
#[must_use]
pub fn hand_off_to(next: &NextAssistant, result: &str) -> Value {
    let (key, value) = match next {
        NextAssistant::Id(id) => ("assistantId", id),
        NextAssistant::Name(name) => ("assistantName", name),
    };
    json!({ "destination": { "type": "assistant", key: value }, "result": single_line(result) })
}

/// Answers `handoff-destination-request` with a refusal, which the model reads. The schema wants a
/// destination even then, so it is given one without a content.
#[must_use]
pub fn refuse_handoff(reason: &str) -> Value {
    json!({ "destination": {}, "error": single_line(reason) })
}

/// Answers `knowledge-base-request`: nothing known.
#[must_use]
pub fn no_documents() -> Value {
    json!({ "documents": [] })
}

/// Answers `call.endpointing.request`: how long to wait, 0 to 15 s, before the caller's turn
/// counts as over.
#[must_use]
pub fn endpointing(timeout_seconds: f64) -> Value {
    json!({ "timeoutSeconds": timeout_seconds.clamp(0.0, 15.0) })
}

/// Answers `campaign.predial`. Anything but `true` skips the contact.
#[must_use]
pub fn predial(eligible: bool) -> Value {
    json!({ "eligible": eligible })
}

/// Answers every message whose answer Vapi ignores.
#[must_use]
pub fn nothing() -> Value {
    json!({})
}

/// Puts text on one line. Line breaks in a result break Vapi's parsing, as its troubleshooting
/// page for custom tools says.
fn single_line(text: &str) -> String {
    let breaks = [
        '\r', '\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ];
    text.replace("\r\n", " ").replace(breaks, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(id: &str, name: &str, outcome: Result<&str, &str>) -> ToolResult {
        ToolResult {
            tool_call_id: id.to_owned(),
            name: name.to_owned(),
            outcome: outcome.map(str::to_owned).map_err(str::to_owned),
            spoken: None,
        }
    }

    #[track_caller]
    fn check(answer: &Value, sample: &str) {
        let path = format!("{}/../../samples/vapi/{sample}", env!("CARGO_MANIFEST_DIR"));
        let expected: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!(answer, &expected, "{sample}");
    }

    #[test]
    fn answers_are_what_vapi_documents() {
        let id = "call_WaAv2DJkWPPn5SFd14e5qQjV";
        let saved = result(
            id,
            "record_lead_signal",
            Ok("Saved. Continue the conversation."),
        );
        check(&tool_results([saved]), "response-tool-calls-ok.json");

        let refused = Err("The CRM did not answer. Carry on without confirming the save.");
        let refused = result(id, "record_lead_signal", refused);
        check(&tool_results([refused]), "response-tool-calls-error.json");

        let both = [id, "call_Zz91PpQqRrSsTtUuVvWwXx22"];
        let both = both.map(|id| result(id, "record_lead_signal", Ok("Saved.")));
        check(&tool_results(both), "response-tool-calls-parallel.json");

        let spoken = ToolResult {
            spoken: Some(Spoken {
                content: "You're all set for Tuesday at two.".to_owned(),
                ends_call: false,
            }),
            ..result(
                id,
                "book_meeting",
                Ok("Booked for Tuesday November 24 at 2 PM Eastern."),
            )
        };
        check(&tool_results([spoken]), "response-tool-calls-spoken.json");

        let declined =
            decline_call("Sorry, we can't take your call right now. Please try again later.");
        check(&declined, "response-assistant-request-error.json");
        check(
            &refuse_transfer("Nobody is available for a transfer."),
            "response-transfer-destination-request-refused.json",
        );
        check(
            &transfer_to(
                &Destination::Number("+15550199000".to_owned()),
                "Connecting you with a specialist now.",
            ),
            "response-transfer-destination-request.json",
        );
        check(
            &hand_off_to(
                &NextAssistant::Name("Northlight Pricing".to_owned()),
                "Handing over to pricing.",
            ),
            "response-handoff-destination-request.json",
        );
        check(&endpointing(0.8), "response-call-endpointing-request.json");
        check(&predial(true), "response-campaign-predial-eligible.json");
        check(&predial(false), "response-campaign-predial-skip.json");
    }

    #[test]
    fn an_assistant_is_chosen_with_what_it_should_know() {
        let object = |value: Value| value.as_object().cloned().unwrap();
        let choice = AssistantChoice {
            assistant_id: "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa".to_owned(),
            metadata: object(json!({ "leadId": "00QFK00000Ab1cH2AR" })),
            variable_values: object(json!({ "leadName": "Noor", "company": "Sable & Reed" })),
        };
        check(
            &choose_assistant(choice.clone()),
            "response-assistant-request-id.json",
        );

        let bare = AssistantChoice {
            metadata: Map::new(),
            variable_values: Map::new(),
            ..choice
        };
        let expected = json!({ "assistantId": "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa" });
        assert_eq!(choose_assistant(bare), expected);
    }

    #[test]
    fn what_the_model_reads_is_on_one_line() {
        assert_eq!(
            function_result("a\r\nb\nc\u{2028}d"),
            json!({ "result": "a b c d" })
        );
        let answer = tool_results([result("c", "f", Err("a\nb"))]);
        assert_eq!(answer["results"][0]["error"], "a b");
    }

    #[test]
    fn a_goodbye_ends_the_call_and_a_sip_address_needs_no_words() {
        let goodbye = ToolResult {
            spoken: Some(Spoken {
                content: "Goodbye.".to_owned(),
                ends_call: true,
            }),
            ..result("c", "f", Ok("Ending."))
        };
        let answer = tool_results([goodbye]);
        let expected = json!({
            "type": "request-complete",
            "content": "Goodbye.",
            "endCallAfterSpokenEnabled": true,
        });
        assert_eq!(answer["results"][0]["message"], expected);
        let sip = Destination::Sip("sip:sales@example.com".to_owned());
        let expected =
            json!({ "destination": { "type": "sip", "sipUri": "sip:sales@example.com" } });
        assert_eq!(transfer_to(&sip, ""), expected);
    }

    #[test]
    fn an_empty_knowledge_base_keeps_its_shape() {
        assert_eq!(no_documents(), json!({ "documents": [] }));
    }

    #[test]
    fn endpointing_stays_within_vapis_limits() {
        assert_eq!(endpointing(99.0), json!({ "timeoutSeconds": 15.0 }));
        assert_eq!(endpointing(-1.0), json!({ "timeoutSeconds": 0.0 }));
    }

    #[test]
    fn only_some_messages_wait() {
        for (kind, ms) in [
            ("assistant-request", Some(7_500)),
            ("tool-calls", Some(20_000)),
            ("campaign.predial", Some(20_000)),
            ("transcript", None),
            ("end-of-call-report", None),
            ("some-future-event", None),
        ] {
            assert_eq!(Deadline::of(kind).map(Deadline::default_ms), ms, "{kind}");
        }
    }
}
