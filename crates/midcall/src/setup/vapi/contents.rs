//! What each thing of the account should hold, part by part: which of it is needed, and which is
//! only offered.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    desired::{Desired, NAME, Number},
    part::{Part, Place, Rule},
    prompt,
};
use crate::{config::AssistantSettings, ingest::SERVER_MESSAGES};

/// After these Vapi does not try again: the same delivery would be refused the same way.
const NOT_AGAIN: [u16; 6] = [400, 401, 403, 404, 413, 422];
/// Ids of what the assistant and the number refer to, or what stands for them before they are made.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    pub(super) credential: String,
    pub(super) tools: BTreeMap<&'static str, String>,
}

impl Desired {
    pub(super) fn credential_parts(&self) -> Vec<Part> {
        let offered = |path, want, why| Part::at(path, want, Rule::Needed, why);
        vec![
            offered(&["provider"], json!("custom-credential"), "its kind"),
            offered(&["name"], json!(NAME), "to be found again"),
            offered(
                &["authenticationPlan"],
                self.authentication.0.clone(),
                "deliveries prove that they are Vapi's",
            ),
        ]
    }

    pub(super) fn tool_parts(&self, name: &str) -> Vec<Part> {
        let tool = self.tools.iter().find(|(other, _)| *other == name);
        let Some((_, tool)) = tool else {
            return Vec::new();
        };
        let function = &tool["function"];
        let offered = |path, want: &Value, why| Part::at(path, want.clone(), Rule::Offered, why);
        vec![
            Part::at(&["type"], tool["type"].clone(), Rule::Filled, "its kind"),
            Part::at(
                &["function", "name"],
                function["name"].clone(),
                Rule::Filled,
                "to be found again",
            ),
            offered(&["async"], &tool["async"], "the agent waits for the answer"),
            offered(
                &["function", "description"],
                &function["description"],
                "when to call it",
            ),
            offered(
                &["function", "strict"],
                &function["strict"],
                "nothing but the schema",
            ),
            offered(
                &["function", "parameters"],
                &function["parameters"],
                "the rubric's signals",
            ),
            offered(&["messages"], &tool["messages"], "what is said meanwhile"),
        ]
    }

    pub(super) fn assistant_parts(&self, ids: &Ids) -> Vec<Part> {
        let mut parts = self.server_parts(ids);
        let tool_ids: Vec<&String> = ids.tools.values().collect();
        parts.extend([
            Part::at(
                &["serverMessages"],
                json!(SERVER_MESSAGES),
                Rule::Among,
                "what Midcall reads and answers; transcripts are not sent unless they are asked for",
            ),
            Part::at(
                &["model", "toolIds"],
                json!(tool_ids),
                Rule::Among,
                "the agent's tools",
            ),
        ]);
        parts.extend(self.speech_parts());
        parts
    }

    /// What a person may well make their own.
    fn speech_parts(&self) -> Vec<Part> {
        let AssistantSettings {
            name,
            model_provider,
            model,
            temperature,
            max_tokens,
            voice_provider,
            voice,
            transcriber_provider,
            transcriber_model,
            language,
            max_duration_s,
            ..
        } = &self.assistant;
        let offered = |path, want, why| Part::at(path, want, Rule::Offered, why);
        vec![
            offered(&["name"], json!(name), "its name in the dashboard"),
            offered(&["model", "provider"], json!(model_provider), "who thinks"),
            offered(&["model", "model"], json!(model), "who thinks"),
            offered(
                &["model", "temperature"],
                json!(temperature),
                "keeps to the questions",
            ),
            offered(&["model", "maxTokens"], json!(max_tokens), "short answers"),
            Part {
                place: Place::SystemPrompt,
                ..offered(&[], json!(self.system_prompt), "the rubric's questions")
            },
            offered(
                &["voice"],
                json!({ "provider": voice_provider, "voiceId": voice }),
                "how it sounds",
            ),
            offered(
                &["transcriber"],
                json!({ "provider": transcriber_provider, "model": transcriber_model, "language": language }),
                "who listens",
            ),
            offered(
                &["firstMessage"],
                json!(prompt::first_message(&self.assistant)),
                "the first words, which say that an AI speaks",
            ),
            offered(
                &["firstMessageMode"],
                json!("assistant-speaks-first"),
                "who begins",
            ),
            offered(
                &["maxDurationSeconds"],
                json!(max_duration_s),
                "no call is endless",
            ),
        ]
    }

    /// Where deliveries go. Parts that a person may have tuned are only filled in.
    fn server_parts(&self, ids: &Ids) -> Vec<Part> {
        vec![
            Part::at(
                &["server", "url"],
                json!(self.url),
                Rule::Needed,
                "where Midcall listens",
            ),
            Part::at(
                &["server", "credentialId"],
                json!(ids.credential),
                Rule::Needed,
                "without it deliveries prove nothing and are refused",
            ),
            Part::at(
                &["server", "timeoutSeconds"],
                json!(self.assistant.server_timeout_s),
                Rule::Filled,
                "how long Vapi waits for an answer",
            ),
            Part::at(
                &["server", "backoffPlan"],
                json!({
                    "type": "exponential",
                    "maxRetries": self.assistant.retries,
                    "baseDelaySeconds": 1,
                    "excludedStatusCodes": NOT_AGAIN,
                }),
                Rule::Filled,
                "without it a delivery that fails once is lost",
            ),
        ]
    }

    /// The number; `found` tells one that is there from one to be made.
    pub(super) fn number_parts(&self, ids: &Ids, provider: Option<&str>) -> Vec<Part> {
        let mut parts = self.server_parts(ids);
        let filled = |path, want, why| Part::at(path, want, Rule::Filled, why);
        match (provider, &self.number) {
            (None, Number::Bought(area)) => {
                parts.push(filled(&["provider"], json!("vapi"), "bought from Vapi"));
                if let Some(area) = area {
                    parts.push(filled(
                        &["numberDesiredAreaCode"],
                        json!(area),
                        "where it is",
                    ));
                }
            }
            (None, Number::Imported(number)) => {
                parts.push(filled(&["provider"], json!("twilio"), "your own number"));
                parts.push(filled(&["number"], json!(number), "your own number"));
                // Vapi would take its text messages over as well.
                parts.push(filled(&["smsEnabled"], json!(false), "calls only"));
            }
            _ => {}
        }
        if provider.is_none() {
            parts.push(filled(&["name"], json!(NAME), "to be found again"));
        }
        parts
    }
}
