//! What Vapi accepts of an assistant, a tool, a credential or a phone number, and what it says of
//! the rest: rules about a document, apart from keeping it. The properties are those of Vapi's
//! schemas; below a model's, voice's or hook's own settings nothing is checked.

use serde_json::{Map, Value, json};

use super::{
    request::{too_long, unknown_properties},
    shelves::Shelf,
};

pub(super) const ASSISTANT: &[&str] = &[
    "analysisPlan",
    "artifactPlan",
    "backgroundSound",
    "backgroundSpeechDenoisingPlan",
    "clientMessages",
    "compliancePlan",
    "credentialIds",
    "credentials",
    "endCallMessage",
    "endCallPhrases",
    "firstMessage",
    "firstMessageInterruptionsEnabled",
    "firstMessageMode",
    "hooks",
    "keypadInputPlan",
    "maxDurationSeconds",
    "metadata",
    "model",
    "modelOutputInMessagesEnabled",
    "monitorPlan",
    "name",
    "observabilityPlan",
    "server",
    "serverMessages",
    "startSpeakingPlan",
    "stopSpeakingPlan",
    "transcriber",
    "transportConfigurations",
    "voice",
    "voicemailDetection",
    "voicemailMessage",
];
const MODEL: &[&str] = &[
    "emotionRecognitionEnabled",
    "fallbackModels",
    "knowledgeBase",
    "maxTokens",
    "messages",
    "model",
    "numFastTurns",
    "promptCacheKey",
    "promptCacheRetention",
    "provider",
    "reasoner",
    "reasoningEffort",
    "serviceTier",
    "speaker",
    "temperature",
    "toolIds",
    "toolRefs",
    "toolStrictCompatibilityMode",
    "tools",
];
const SERVER: &[&str] = &[
    "backoffPlan",
    "credentialId",
    "encryptedPaths",
    "headers",
    "staticIpAddressesEnabled",
    "timeoutSeconds",
    "url",
];
const BACKOFF_PLAN: &[&str] = &[
    "baseDelaySeconds",
    "excludedStatusCodes",
    "maxRetries",
    "type",
];
const TOOL: &[&str] = &[
    "async",
    "function",
    "messages",
    "parameters",
    "rejectionPlan",
    "server",
    "type",
    "variableExtractionPlan",
];
const FUNCTION: &[&str] = &["description", "name", "parameters", "strict"];
const CREDENTIAL: &[&str] = &["authenticationPlan", "encryptionPlan", "name", "provider"];
const HMAC: &[&str] = &[
    "algorithm",
    "includeTimestamp",
    "messageIdHeader",
    "payloadFormat",
    "secretIsBase64",
    "secretKey",
    "signatureEncoding",
    "signatureHeader",
    "signaturePrefix",
    "timestampHeader",
    "type",
];
const BEARER: &[&str] = &["bearerPrefixEnabled", "headerName", "token", "type"];
const NUMBER: &[&str] = &[
    "assistantId",
    "fallbackDestination",
    "hooks",
    "name",
    "provider",
    "server",
    "squadId",
    "workflowId",
];
const TWILIO_NUMBER: &[&str] = &[
    "number",
    "smsEnabled",
    "twilioAccountSid",
    "twilioApiKey",
    "twilioApiSecret",
    "twilioAuthToken",
];
const VAPI_NUMBER: &[&str] = &["authentication", "sipUri"];
const SERVER_MESSAGES: &[&str] = &[
    "assistant.speechStarted",
    "assistant.started",
    "call.artifact.upload",
    "call.delete.failed",
    "call.deleted",
    "chat.created",
    "chat.deleted",
    "conversation-update",
    "end-of-call-report",
    "function-call",
    "handoff-destination-request",
    "hang",
    "language-change-detected",
    "language-changed",
    "model-output",
    "phone-call-control",
    "session.created",
    "session.deleted",
    "session.updated",
    "speech-update",
    "status-update",
    "tool-calls",
    "transcript",
    "transcript[transcriptType=\"final\"]",
    "transfer-destination-request",
    "transfer-update",
    "user-interrupted",
    "voice-input",
];

/// What is wrong with a document; nothing when all is well. `is_new` tells a creation from a
/// change, which may leave out what stays as it is.
pub(super) fn complaints_about(
    shelf: Shelf,
    item: &Map<String, Value>,
    is_new: bool,
) -> Vec<String> {
    let item = &Value::Object(item.clone());
    let mut complaints = Complaints::default();
    too_long(&item["name"], "name", &mut complaints.0);
    complaints.server(&item["server"]);
    match shelf {
        Shelf::Assistants => complaints.assistant(item),
        Shelf::Tools => complaints.tool(item, is_new),
        Shelf::Credentials => complaints.credential(item),
        Shelf::PhoneNumbers => complaints.number(item, is_new),
    }
    complaints.0
}

#[derive(Default)]
struct Complaints(Vec<String>);

impl Complaints {
    fn assistant(&mut self, item: &Value) {
        self.unknown(item, "", &[ASSISTANT]);
        self.bounded(item, "maxDurationSeconds", 10.0, 43_200.0);
        let model = &item["model"];
        self.unknown(model, "model.", &[MODEL]);
        if model.is_object() && !(model["provider"].is_string() && model["model"].is_string()) {
            self.say("model.provider and model.model should not be empty");
        }
        self.bounded(model, "maxTokens", 50.0, 10_000.0);
        for message in item["serverMessages"].as_array().into_iter().flatten() {
            if !message
                .as_str()
                .is_some_and(|name| SERVER_MESSAGES.contains(&name))
            {
                self.say("each value in serverMessages must be one of the known values");
            }
        }
    }

    fn tool(&mut self, item: &Value, is_new: bool) {
        self.unknown(item, "", &[TOOL]);
        let function = &item["function"];
        self.unknown(function, "function.", &[FUNCTION]);
        if is_new && item["type"] == "function" && function.is_null() {
            self.say("function should not be empty");
        }
        if let Some(name) = function["name"].as_str() {
            let is_letter = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            if !(1..=64).contains(&name.len()) || !name.chars().all(is_letter) {
                self.say("function.name must match /^[a-zA-Z0-9_-]{1,64}$/ regular expression");
            }
        }
        if function["description"]
            .as_str()
            .is_some_and(|text| text.chars().count() >= 1_000)
        {
            self.say("function.description must be shorter than 1000 characters");
        }
    }

    fn credential(&mut self, item: &Value) {
        // The dashboard's older kind is called `webhook`.
        if !matches!(
            item["provider"].as_str(),
            Some("custom-credential" | "webhook")
        ) {
            self.say("provider must be one of the known values");
            return;
        }
        self.unknown(item, "", &[CREDENTIAL]);
        let plan = &item["authenticationPlan"];
        match plan["type"].as_str() {
            Some("hmac") => {
                self.unknown(plan, "authenticationPlan.", &[HMAC]);
                if !(plan["secretKey"].is_string() && plan["algorithm"].is_string()) {
                    self.say("authenticationPlan.secretKey and algorithm should not be empty");
                }
            }
            Some("bearer") => {
                self.unknown(plan, "authenticationPlan.", &[BEARER]);
                if !plan["token"].is_string() {
                    self.say("authenticationPlan.token should not be empty");
                }
            }
            Some("oauth2") | None => {}
            Some(_) => self.say("authenticationPlan.type must be one of the known values"),
        }
    }

    fn number(&mut self, item: &Value, is_new: bool) {
        match (item["provider"].as_str(), is_new) {
            (Some("twilio"), _) => {
                self.unknown(item, "", &[NUMBER, TWILIO_NUMBER]);
                if is_new && !(item["number"].is_string() && item["twilioAccountSid"].is_string()) {
                    self.say("number and twilioAccountSid should not be empty");
                }
                let has_token = item["twilioAuthToken"].is_string();
                let has_key = item["twilioApiKey"].is_string();
                if is_new && !has_token && !(has_key && item["twilioApiSecret"].is_string()) {
                    self.say(
                        "either twilioAuthToken or twilioApiKey and twilioApiSecret must be given",
                    );
                }
            }
            (Some("vapi"), true) => {
                self.unknown(item, "", &[NUMBER, VAPI_NUMBER, &["numberDesiredAreaCode"]]);
            }
            (Some("vapi"), false) => self.unknown(item, "", &[NUMBER, VAPI_NUMBER]),
            // A change has to say again whose number it is.
            _ => self.say("provider must be one of the known values"),
        }
    }

    fn server(&mut self, server: &Value) {
        self.unknown(server, "server.", &[SERVER]);
        self.bounded(server, "timeoutSeconds", 1.0, 300.0);
        let plan = &server["backoffPlan"];
        self.unknown(plan, "server.backoffPlan.", &[BACKOFF_PLAN]);
        self.bounded(plan, "maxRetries", 0.0, 10.0);
        self.bounded(plan, "baseDelaySeconds", 0.0, 10.0);
    }

    fn bounded(&mut self, object: &Value, name: &str, min: f64, max: f64) {
        if let Some(value) = object[name].as_f64() {
            if value < min {
                self.say(&format!("{name} must not be less than {min}"));
            }
            if value > max {
                self.say(&format!("{name} must not be greater than {max}"));
            }
        }
    }

    fn unknown(&mut self, object: &Value, path: &str, known: &[&[&str]]) {
        unknown_properties(object, path, known, &mut self.0);
    }

    fn say(&mut self, complaint: &str) {
        self.0.push(complaint.to_owned());
    }
}

/// The document as it is shown: what is secret is taken and not given back.
pub(super) fn shown(mut item: Value) -> Value {
    if let Some(item) = item.as_object_mut() {
        item.remove("twilioAuthToken");
        item.remove("twilioApiSecret");
    }
    for secret in ["secretKey", "token", "clientSecret"] {
        if let Some(kept) = item.pointer_mut(&format!("/authenticationPlan/{secret}")) {
            *kept = json!("********");
        }
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(shelf: Shelf, item: Value, is_new: bool) -> Vec<String> {
        complaints_about(shelf, item.as_object().unwrap(), is_new)
    }

    #[test]
    fn the_samples_are_accepted() {
        for (shelf, sample) in [
            (
                Shelf::Assistants,
                include_str!("../../../../../samples/vapi/rest-assistant-create-request.json"),
            ),
            (
                Shelf::Assistants,
                include_str!("../../../../../samples/vapi/rest-assistant-patch-request.json"),
            ),
            (
                Shelf::Tools,
                include_str!("../../../../../samples/vapi/rest-tool-create-request.json"),
            ),
            (
                Shelf::Credentials,
                include_str!(
                    "../../../../../samples/vapi/rest-credential-hmac-explicit-request.json"
                ),
            ),
            (
                Shelf::Credentials,
                include_str!(
                    "../../../../../samples/vapi/rest-credential-x-vapi-secret-request.json"
                ),
            ),
            (
                Shelf::PhoneNumbers,
                include_str!(
                    "../../../../../samples/vapi/rest-phone-number-twilio-create-request.json"
                ),
            ),
            (
                Shelf::PhoneNumbers,
                include_str!(
                    "../../../../../samples/vapi/rest-phone-number-vapi-create-request.json"
                ),
            ),
        ] {
            let item = serde_json::from_str(sample).unwrap();
            assert_eq!(complaints(shelf, item, true), [""; 0], "{shelf:?}");
        }
    }

    #[test]
    fn what_no_schema_has_is_refused_by_its_name() {
        for (shelf, item, expected) in [
            (
                Shelf::Assistants,
                json!({"serverUrl": "https://x"}),
                "property serverUrl should not exist",
            ),
            (
                Shelf::Assistants,
                json!({"server": {"url": "https://x", "secret": "s"}}),
                "server.property secret should not exist",
            ),
            (
                Shelf::Assistants,
                json!({"id": "a1"}),
                "property id should not exist",
            ),
            (
                Shelf::Assistants,
                json!({"serverMessages": ["transcripts"]}),
                "each value in serverMessages must be one of the known values",
            ),
            (
                Shelf::Tools,
                json!({"type": "function", "function": {"name": "a b"}}),
                "function.name must match /^[a-zA-Z0-9_-]{1,64}$/ regular expression",
            ),
            (
                Shelf::PhoneNumbers,
                json!({"name": "Trial line"}),
                "provider must be one of the known values",
            ),
            (
                Shelf::PhoneNumbers,
                json!({"provider": "vapi", "numberDesiredAreaCode": "415"}),
                "property numberDesiredAreaCode should not exist",
            ),
            (
                Shelf::Credentials,
                json!({"provider": "custom-credential", "authenticationPlan": {"type": "hmac", "secret": "s"}}),
                "authenticationPlan.property secret should not exist",
            ),
        ] {
            let said = complaints(shelf, item, false);
            assert_eq!(
                said.first().map(String::as_str),
                Some(expected),
                "{shelf:?}"
            );
        }
    }

    #[test]
    fn secrets_are_taken_and_not_given_back() {
        let number = shown(json!({"provider": "twilio", "twilioAuthToken": "SENTINEL"}));
        let plan = json!({"type": "hmac", "secretKey": "SENTINEL", "algorithm": "sha256"});
        let credential = shown(json!({"authenticationPlan": plan}));
        assert_eq!(number, json!({"provider": "twilio"}));
        assert_eq!(credential["authenticationPlan"]["secretKey"], "********");
    }
}
