//! From a script to the webhooks Vapi would send of it, with bodies as large and as repetitive as
//! the real ones. Lazy, so that a load test holds the bodies of the next second and not of the
//! whole hour.

use std::{fmt, sync::Arc, vec};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{
    assistant,
    cues::{self, Cue, Event},
    delivery::Delivery,
    history::History,
    report::{self, Span},
    script::{Reason, Script, Speaker},
    snapshot::Snapshot,
    wire_time::iso,
};
use crate::rng::Rng;

/// What the tool's answer reads like in the history. The real one is written by the server.
const TOOL_RESULT: &str = "Saved. Continue the conversation.";
/// How long a message about a call that was hung up from outside is on its way.
const HUNG_UP_ARRIVES_MS: i64 = 60;
/// How long Vapi takes to find that a worker has died. No figure is documented; this one is ours.
pub(super) const WORKER_MISSED_AFTER_MS: i64 = 30_000;
/// What such a call's `endedReason` is.
const WORKER_DIED: &str = "call.in-progress.error-vapifault-worker-died";

/// Writes down every webhook of a call at once. Equal arguments give equal bytes.
#[must_use]
pub fn expand(script: &Script, seed: u64, call_id: &str, created_at_ms: i64) -> Vec<Delivery> {
    let snapshot = Snapshot::of(script, call_id, created_at_ms);
    Expansion::new(Arc::new(script.clone()), &snapshot, seed).collect()
}

/// The webhooks of one call, each written when it is asked for. Debug output shows no words.
pub struct Expansion {
    script: Arc<Script>,
    call_id: String,
    created_at_ms: i64,
    /// `"call":{…},"phoneNumber":{…},"customer":{…},"assistant":{…}`, the same in every body.
    about: String,
    /// `"variableValues":{…}`, the same in every artifact.
    variable_values: String,
    assistant: Value,
    assistant_id: Value,
    system_prompt: String,
    cues: vec::IntoIter<Cue>,
    /// None until somebody picks up.
    history: Option<History>,
    span: Span,
    /// Why the call ended, once it has.
    ended_reason: Option<String>,
}

impl Expansion {
    /// Prepares the webhooks of a call that was created as `snapshot` says and goes as `script`
    /// says.
    #[must_use]
    pub fn new(script: Arc<Script>, snapshot: &Snapshot, seed: u64) -> Self {
        let values = snapshot.variable_values();
        Self {
            call_id: snapshot.call_id().to_owned(),
            created_at_ms: snapshot.created_at_ms,
            about: format!(
                r#""call":{},"phoneNumber":{},"customer":{},"assistant":{}"#,
                snapshot.call, snapshot.phone_number, snapshot.call["customer"], snapshot.assistant,
            ),
            system_prompt: assistant::system_prompt(&snapshot.assistant, &values),
            variable_values: format!(r#""variableValues":{}"#, Value::Object(values)),
            assistant: snapshot.assistant.clone(),
            assistant_id: snapshot.call["assistantId"].clone(),
            cues: cues::cues(&script, &mut Rng::new(seed)).into_iter(),
            history: None,
            span: Span {
                answered_ms: None,
                ended_ms: snapshot.created_at_ms + script.ending.at_ms,
            },
            ended_reason: None,
            script,
        }
    }

    /// Lets the call end at `at_ms` after its creation for another reason than the script's:
    /// nothing later is said, and the end and a report are sent.
    pub fn hang_up(&mut self, at_ms: i64, reason: &str) {
        self.span.ended_ms = self.created_at_ms + at_ms;
        let mut rest: Vec<Cue> = self
            .cues
            .by_ref()
            .take_while(|cue| cue.made_ms < at_ms)
            .collect();
        for (made_ms, event) in [
            (at_ms, Event::Ended(reason.into())),
            (at_ms + self.script.ending.report_after_ms, Event::Reported),
        ] {
            rest.push(Cue {
                made_ms,
                arrives_ms: made_ms + HUNG_UP_ARRIVES_MS,
                event,
            });
        }
        self.cues = rest.into_iter();
    }

    /// What `GET /call/{id}` tells beyond the snapshot, `elapsed_ms` after the call was created.
    pub(super) fn told_at(mut self, elapsed_ms: i64) -> Map<String, Value> {
        let mut fields = Map::new();
        while let Some(cue) = self.cues.next().filter(|cue| cue.made_ms <= elapsed_ms) {
            self.take_in(&cue);
            if let Event::Status(status) = cue.event {
                fields.insert("status".into(), status.into());
            }
        }
        let noticed_ms = self.script.ending.at_ms + WORKER_MISSED_AFTER_MS;
        if self.script.ending.reason == Reason::Vanish && elapsed_ms >= noticed_ms {
            self.ended_reason.get_or_insert_with(|| WORKER_DIED.into());
        }
        if let Some(answered_ms) = self.span.answered_ms {
            fields.insert("startedAt".into(), iso(answered_ms).into());
        }
        if let Some(reason) = &self.ended_reason {
            fields.insert("status".into(), "ended".into());
            fields.extend(report::outcome(&self.script, reason, self.span));
            let artifact = format!(
                "{{{}}}",
                self.artifact(Some(self.created_at_ms + elapsed_ms))
            );
            let artifact: Value = serde_json::from_str(&artifact).expect("written as JSON above");
            fields.insert("messages".into(), artifact["messages"].clone());
            fields.insert("artifact".into(), artifact);
        }
        fields
    }

    /// Keeps the history up to date with what has just happened.
    fn take_in(&mut self, cue: &Cue) {
        let at_ms = self.created_at_ms + cue.made_ms;
        match &cue.event {
            Event::Status("in-progress") => {
                self.span.answered_ms = Some(at_ms);
                self.history = Some(History::answered(
                    at_ms,
                    &self.system_prompt,
                    self.assistant["name"].as_str().unwrap_or_default(),
                    &self.assistant_id,
                ));
            }
            Event::Ended(reason) => self.ended_reason = Some(reason.clone()),
            event => {
                if let Some(history) = &mut self.history {
                    remember(history, event, self.created_at_ms, at_ms);
                }
            }
        }
    }

    /// The body of the webhook about `cue`.
    fn body(&self, cue: &Cue) -> Bytes {
        let made_ms = self.created_at_ms + cue.made_ms;
        let (kind, own_fields) = self.own_fields(&cue.event);
        let is_report = matches!(cue.event, Event::Reported);
        let mut body = String::with_capacity(self.about.len() + 8_192);
        body.push_str(&format!(
            r#"{{"message":{{"timestamp":{made_ms},"type":"{kind}","#
        ));
        push_fields(&mut body, &own_fields);
        if is_report || matches!(cue.event, Event::TurnOver | Event::ToolAnswered { .. }) {
            self.push_messages(&mut body);
        }
        if is_report || self.history.is_some() {
            body.push_str(r#""artifact":{"#);
            body.push_str(&self.artifact(is_report.then_some(made_ms)));
            body.push_str("},");
        }
        body.push_str(&self.about);
        body.push_str("}}");
        body.into()
    }

    /// The message's type, and the fields only this type has.
    fn own_fields(&self, event: &Event) -> (&'static str, Value) {
        match event {
            Event::Status(status) => ("status-update", json!({"status": status})),
            Event::Ended(reason) => (
                "status-update",
                json!({"status": "ended", "endedReason": reason}),
            ),
            Event::AssistantStarted => (
                "assistant.started",
                json!({"newAssistant": {"name": self.assistant["name"]}}),
            ),
            Event::Speech {
                speaker,
                turn,
                starts,
            } => {
                let status = if *starts { "started" } else { "stopped" };
                let role = match speaker {
                    Speaker::Prospect => "user",
                    Speaker::Agent => "assistant",
                };
                (
                    "speech-update",
                    json!({"status": status, "role": role, "turn": turn}),
                )
            }
            Event::Partial(text) => (
                "transcript",
                json!({"role": "user", "transcriptType": "partial", "transcript": text}),
            ),
            Event::Final {
                speaker: Speaker::Prospect,
                text,
                confidence,
                ..
            } => (
                "transcript",
                json!({
                    "role": "user", "transcriptType": "final", "transcript": text,
                    "confidence": confidence, "confidenceSource": "provider",
                }),
            ),
            Event::Final {
                speaker: Speaker::Agent,
                text,
                ..
            } => (
                "transcript",
                json!({
                    "role": "assistant", "transcriptType": "final", "transcript": text,
                    "assistantId": self.assistant_id, "assistantName": self.assistant["name"],
                }),
            ),
            Event::TurnOver | Event::ToolAnswered { .. } => ("conversation-update", json!({})),
            Event::ToolCalled { id, note } => {
                let call = assistant::tool_call(id, note);
                let mut with_definition = assistant::tool_definition(&self.assistant["server"]);
                with_definition.insert("toolCall".into(), call.clone());
                (
                    "tool-calls",
                    json!({
                        "toolCallList": [call],
                        "toolWithToolCallList": [with_definition],
                        "toolCalls": [call],
                    }),
                )
            }
            Event::Reported => ("end-of-call-report", self.report()),
        }
    }

    fn report(&self) -> Value {
        let reason = self.ended_reason.as_deref().unwrap_or_default();
        let mut fields = report::outcome(&self.script, reason, self.span);
        fields.extend(report::duplicates(
            &self.script,
            &self.transcript(),
            self.span,
        ));
        fields.into()
    }

    /// The inside of `artifact`, with what exists only after the end when it is told at `told_ms`.
    fn artifact(&self, told_ms: Option<i64>) -> String {
        let mut out = String::with_capacity(8_192);
        self.push_messages(&mut out);
        push_fields(&mut out, &json!({"transcript": self.transcript()}));
        if let Some(told_ms) = told_ms {
            let recordings = report::recordings(&self.call_id, self.span, told_ms);
            push_fields(&mut out, &recordings.into());
        }
        out.push_str(&self.variable_values);
        out
    }

    fn transcript(&self) -> String {
        self.history
            .as_ref()
            .map(History::transcript)
            .unwrap_or_default()
    }

    /// Appends the two lists of messages and a comma.
    fn push_messages(&self, out: &mut String) {
        match &self.history {
            Some(history) => history.write_messages(out),
            None => out.push_str(r#""messages":[],"messagesOpenAIFormatted":[]"#),
        }
        out.push(',');
    }
}

impl Iterator for Expansion {
    type Item = Delivery;

    fn next(&mut self) -> Option<Delivery> {
        let cue = self.cues.next()?;
        self.take_in(&cue);
        Some(Delivery {
            at_ms: cue.arrives_ms,
            kind: cue.event.kind(),
            body: self.body(&cue),
        })
    }
}

impl fmt::Debug for Expansion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expansion")
            .field("call_id", &self.call_id)
            .field("webhooks_left", &self.cues.len())
            .finish_non_exhaustive()
    }
}

/// Writes what has just been said or done into the history.
fn remember(history: &mut History, event: &Event, created_at_ms: i64, at_ms: i64) {
    match event {
        Event::Final {
            speaker,
            text,
            starts_ms,
            ..
        } => history.hear(*speaker, text, created_at_ms + starts_ms, at_ms),
        Event::ToolCalled { id, note } => {
            history.call_tool(&assistant::tool_call(id, note), at_ms);
        }
        Event::ToolAnswered { id } => {
            history.tool_answered(id, assistant::TOOL_NAME, TOOL_RESULT, at_ms);
        }
        _ => {}
    }
}

/// Appends an object's fields, each followed by a comma.
fn push_fields(out: &mut String, object: &Value) {
    let text = object.to_string();
    let fields = &text[1..text.len() - 1];
    if !fields.is_empty() {
        out.push_str(fields);
        out.push(',');
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{Expansion, expand};
    use crate::vapi::{Delivery, Kind, Snapshot, script_named, scripts};

    const CREATED_AT_MS: i64 = 1_795_083_794_000;

    fn expanded(name: &str) -> Vec<Delivery> {
        expand(
            &script_named(name).unwrap(),
            1,
            "019f9c2e-7d31-7aab-9c54-2f1f0a6be901",
            CREATED_AT_MS,
        )
    }

    fn message(delivery: &Delivery) -> Value {
        serde_json::from_slice::<Value>(&delivery.body).unwrap()["message"].take()
    }

    fn told_at(name: &str, elapsed_ms: i64) -> serde_json::Map<String, Value> {
        let script = script_named(name).unwrap();
        let snapshot = Snapshot::of(&script, "c1", CREATED_AT_MS);
        Expansion::new(script.into(), &snapshot, 1).told_at(elapsed_ms)
    }

    #[test]
    fn every_body_is_json_of_the_kind_it_says_and_of_a_believable_size() {
        for script in scripts() {
            for delivery in expand(&script, 1, "c1", CREATED_AT_MS) {
                let message = message(&delivery);
                assert_eq!(Kind::of(&message), delivery.kind);
                assert_eq!(message["call"]["id"], "c1");
                assert!(
                    (2_000..31_000).contains(&delivery.body.len()),
                    "{delivery:?}"
                );
            }
        }
    }

    #[test]
    fn equal_arguments_give_equal_bytes_and_another_seed_another_call() {
        let script = script_named("keen_buyer").unwrap();
        let expand = |seed| expand(&script, seed, "c1", CREATED_AT_MS);
        assert_eq!(expand(1), expand(1));
        assert_ne!(expand(1), expand(2));
    }

    #[test]
    fn the_founding_story_is_heard_to_its_last_word() {
        let deliveries = expanded("founding_story");
        let finals: Vec<_> = deliveries
            .iter()
            .filter(|d| d.kind == Kind::FinalTranscript)
            .map(message)
            .filter(|m| m["role"] == "user")
            .map(|m| {
                (
                    m["timestamp"].as_i64().unwrap() - CREATED_AT_MS,
                    m["transcript"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        assert!(
            finals.contains(&(
                33_000,
                "we're a 200-person team looking to deploy by end of Q2".into()
            )),
            "{finals:?}"
        );
        assert!(
            finals.contains(&(58_000, "our budget is around $50k for this project".into())),
            "{finals:?}"
        );
        let last = message(deliveries.last().unwrap());
        assert_eq!(last["endedReason"], "phone-call-provider-closed-websocket");
        assert_eq!(last["timestamp"], CREATED_AT_MS + 84_000);
    }

    #[test]
    fn the_snapshot_never_changes_and_carries_the_lead() {
        for message in expanded("keen_buyer").iter().map(message) {
            assert_eq!(message["call"]["status"], "queued");
            let lead_id = &message["call"]["assistantOverrides"]["metadata"]["leadId"];
            assert_eq!(lead_id, &message["customer"]["externalId"]);
            assert!(lead_id.as_str().is_some_and(|id| id.len() == 18));
        }
    }

    #[test]
    fn cut_words_are_in_no_history() {
        let script = script_named("founding_story").unwrap();
        let cut = &script.lines.last().unwrap().says;
        let told = Value::Object(told_at("founding_story", 200_000)).to_string();
        let heard = expanded("founding_story");
        assert!(
            heard
                .iter()
                .any(|d| message(d)["transcript"] == cut.as_str())
        );
        assert!(!told.contains(cut.as_str()));
    }

    #[test]
    fn rest_tells_how_far_the_call_is() {
        assert_eq!(told_at("keen_buyer", 2_000)["status"], "ringing");
        assert_eq!(told_at("keen_buyer", 30_000)["status"], "in-progress");
        assert!(!told_at("keen_buyer", 30_000).contains_key("artifact"));
        let ended = told_at("keen_buyer", 600_000);
        assert_eq!(ended["status"], "ended");
        assert!(
            ended["artifact"]["transcript"]
                .as_str()
                .unwrap()
                .starts_with("AI: ")
        );
        let vanished = told_at("vanishing", 600_000);
        assert_eq!(
            vanished["endedReason"],
            "call.in-progress.error-vapifault-worker-died"
        );
        assert!(!told_at("no_answer", 600_000).contains_key("startedAt"));
    }

    #[test]
    fn a_call_can_be_hung_up_from_outside() {
        let script = script_named("keen_buyer").unwrap();
        let mut expansion =
            Expansion::new(script.clone().into(), &Snapshot::of(&script, "c1", 0), 1);
        expansion.hang_up(20_000, "assistant-ended-call");
        let deliveries: Vec<_> = expansion.collect();
        let [.., ended, report] = deliveries.as_slice() else {
            panic!()
        };
        assert_eq!(message(ended)["endedReason"], "assistant-ended-call");
        assert_eq!(message(report)["endedAt"], "1970-01-01T00:00:20.000Z");
        assert!(
            deliveries[..deliveries.len() - 2]
                .iter()
                .all(|d| d.at_ms < 20_200)
        );
    }
}
