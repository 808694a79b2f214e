//! Is what Vapi sends read for what it is? Every sample, every truncation, and any JSON at all.

use midcall_vapi::{
    CallKind, Envelope, EnvelopeError, HintSource, MessageBody, ServerMessage,
    messages::{HistoryRole, Role},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::samples;

fn parse(body: &[u8]) -> ServerMessage {
    ServerMessage::parse(body).unwrap()
}

fn sample(name: &str) -> ServerMessage {
    parse(&samples::bytes(&format!("webhook-{name}.json")))
}

/// The variant each type is expected to become.
fn variant(kind: &str) -> &str {
    match kind {
        "assistant-request" => "AssistantRequest",
        "status-update" => "StatusUpdate",
        "transcript" | r#"transcript[transcriptType="final"]"# => "Transcript",
        "speech-update" => "SpeechUpdate",
        "conversation-update" => "ConversationUpdate",
        "tool-calls" => "ToolCalls",
        "function-call" => "FunctionCall",
        "user-interrupted" => "UserInterrupted",
        "assistant.started" => "AssistantStarted",
        "assistant.speechStarted" => "AssistantSpeechStarted",
        "hang" => "Hang",
        "end-of-call-report" => "EndOfCallReport",
        "transfer-destination-request" => "TransferDestinationRequest",
        "handoff-destination-request" => "HandoffDestinationRequest",
        "transfer-update" => "TransferUpdate",
        "model-output" => "ModelOutput",
        "voice-input" => "VoiceInput",
        "voice-request" => "VoiceRequest",
        "language-change-detected" => "LanguageChangeDetected",
        "phone-call-control" => "PhoneCallControl",
        "knowledge-base-request" => "KnowledgeBaseRequest",
        "call.endpointing.request" => "CallEndpointingRequest",
        "call.artifact.upload" => "CallArtifactUpload",
        "call.deleted" => "CallDeleted",
        "call.delete.failed" => "CallDeleteFailed",
        "chat.created" => "ChatCreated",
        "chat.deleted" => "ChatDeleted",
        "session.created" => "SessionCreated",
        "session.updated" => "SessionUpdated",
        "session.deleted" => "SessionDeleted",
        "campaign.predial" => "CampaignPredial",
        "some-future-event" => "Unknown",
        other => panic!("a sample of the new type {other}: what should it become?"),
    }
}

#[test]
fn every_sample_becomes_its_variant_and_keeps_its_envelope() {
    let webhooks = samples::webhooks();
    assert!(webhooks.len() > 300, "{}", webhooks.len());
    for (name, body) in webhooks {
        let json: Value = serde_json::from_slice(&body).unwrap();
        let envelope = Envelope::parse(&body).unwrap();
        assert_eq!(
            envelope.kind,
            json["message"]["type"].as_str().unwrap(),
            "{name}"
        );
        assert_eq!(
            envelope.call_id.as_deref(),
            json["message"]["call"]["id"].as_str(),
            "{name}"
        );
        assert!(
            envelope
                .timestamp_ms
                .is_some_and(|ms| ms > 1_795_000_000_000),
            "{name}"
        );

        let message = parse(&body);
        assert_eq!(message.timestamp_ms, envelope.timestamp_ms, "{name}");
        assert_eq!(
            message.call.map(|call| call.id).as_deref(),
            envelope.call_id.as_deref(),
            "{name}"
        );
        let debug = format!("{:?}", message.body);
        let found = debug.split(['(', ' ']).next().unwrap();
        assert_eq!(found, variant(&envelope.kind), "{name}");
    }
}

#[test]
fn a_call_is_described() {
    let call = sample("status-update-in-progress").call.unwrap();
    assert_eq!(call.id, "01a1f456-1700-7f60-98eb-181590fa9610");
    assert_eq!(call.kind, Some(CallKind::Outbound));
    assert_eq!(call.created_at_ms, Some(1_795_100_645_120));
    assert_eq!(call.customer_number.unwrap().as_str(), "+15550134782");
    assert_eq!(
        call.assistant_id.unwrap(),
        "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa"
    );
    assert_eq!(
        call.phone_number_id.unwrap(),
        "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311"
    );
    assert!(call.control_url.unwrap().as_str().ends_with("/control"));

    let inbound = sample("assistant-request").call.unwrap();
    assert_eq!(
        (inbound.kind, inbound.assistant_id),
        (Some(CallKind::Inbound), None)
    );
    assert_eq!(inbound.lead_hints, []);
}

#[test]
fn the_lead_is_named_in_several_places() {
    for (name, expected) in [
        (
            "status-update-in-progress",
            &[HintSource::OverridesMetadata, HintSource::ExternalId][..],
        ),
        (
            "status-update-metadata-on-call",
            &[HintSource::CallMetadata, HintSource::ExternalId],
        ),
        ("status-update-external-id-only", &[HintSource::ExternalId]),
    ] {
        let hints = sample(name).call.unwrap().lead_hints;
        let sources: Vec<_> = hints.iter().map(|hint| hint.source).collect();
        assert_eq!(sources, expected, "{name}");
        assert!(
            hints.iter().all(|hint| hint.value == "00QFK00000Ab1cD2AR"),
            "{name}"
        );
    }
    let MessageBody::CampaignPredial(predial) = sample("campaign-predial").body else {
        panic!()
    };
    assert_eq!(predial.lead_hints[0].value, "00QFK00000Ab1cD2AR");
    assert_eq!(predial.contact_number.unwrap().as_str(), "+15550134782");
}

#[test]
fn transcripts_say_who_spoke_and_whether_it_stands() {
    for (name, speaker, is_final, text) in [
        (
            "final-user",
            Role::User,
            true,
            "Uh, yeah, sure. I've got about five minutes.",
        ),
        (
            "typed-final",
            Role::User,
            true,
            "Uh, yeah, sure. I've got about five minutes.",
        ),
        ("partial-user", Role::User, false, "Uh, yeah, sure. I've"),
        (
            "final-assistant",
            Role::Assistant,
            true,
            "Hi Marisol, this is Ava from Northlight Forecasting.",
        ),
        (
            "final-unicode",
            Role::User,
            true,
            "Oui, sure — we're Café Élan, we roast in Montréal.",
        ),
        ("filtered", Role::User, true, "[FILTERED]"),
    ] {
        let MessageBody::Transcript(heard) = sample(&format!("transcript-{name}")).body else {
            panic!()
        };
        assert_eq!(
            (heard.speaker, heard.is_final, heard.text.as_str()),
            (speaker, is_final, text)
        );
    }
}

#[test]
fn tool_calls_are_read_in_every_form() {
    let expected = json!({
        "signal": "need",
        "value": "Replace spreadsheet demand forecasting; $400k over-order last quarter",
        "quote": "we're still doing all our demand forecasting in spreadsheets",
    });
    for (name, count) in [
        ("tool-calls", 1),
        ("tool-calls-object-arguments", 1),
        ("tool-calls-flat-arguments", 1),
        ("tool-calls-flat-parameters", 1),
        ("tool-calls-secrets-inside", 1),
        ("tool-calls-parallel", 2),
    ] {
        let MessageBody::ToolCalls(calls) = sample(name).body else {
            panic!("{name}")
        };
        assert_eq!(calls.len(), count, "{name}");
        assert_eq!(calls[0].id, "call_WaAv2DJkWPPn5SFd14e5qQjV", "{name}");
        assert_eq!(calls[0].name, "record_lead_signal", "{name}");
        let arguments = calls[0].arguments.as_ref().unwrap().0.clone();
        assert_eq!(Value::Object(arguments), expected, "{name}");
    }
    let MessageBody::ToolCalls(calls) = sample("tool-calls-broken-arguments").body else {
        panic!()
    };
    assert!(calls[0].arguments.is_err());
    let MessageBody::FunctionCall(call) = sample("function-call-legacy").body else {
        panic!()
    };
    assert_eq!(call.arguments.unwrap()["value"], "Reduce stockouts");
}

#[test]
fn reports_are_read_as_far_as_they_go() {
    let report = |name| match sample(name).body {
        MessageBody::EndOfCallReport(report) => report,
        other => panic!("{other:?}"),
    };
    let full = report("end-of-call-report");
    assert_eq!(full.ended_reason.unwrap(), "assistant-ended-call");
    assert_eq!(full.started_at_ms, Some(1_795_100_651_120));
    assert_eq!(full.ended_at_ms, Some(1_795_100_745_545));
    assert_eq!(full.cost_usd, Some(0.1689));
    assert!(full.summary.unwrap().starts_with("Ava called Marisol"));
    assert!(full.recording_url.unwrap().ends_with("-mono.wav"));
    let outputs = full.structured_outputs.unwrap();
    assert_eq!(
        outputs["a41f6b82-3c9d-4e57-8b20-5d6e7f809112"]["result"]["qualified"],
        true
    );
    assert_eq!(full.messages[0].role, HistoryRole::System);
    assert_eq!(
        full.messages[2].text.as_str(),
        "Uh, yeah, sure. I've got about five minutes."
    );
    assert_eq!(full.messages[2].end_time_ms, Some(1_795_100_662_790));

    let unanswered = report("end-of-call-report-no-answer");
    assert_eq!(unanswered.started_at_ms, None);
    assert!(
        unanswered
            .messages
            .iter()
            .all(|message| message.role == HistoryRole::System)
    );
    assert_eq!(report("end-of-call-report-nulls").summary, None);
}

#[test]
fn a_truncated_body_is_not_json() {
    for name in [
        "transcript-final-unicode",
        "tool-calls-secrets-inside",
        "end-of-call-report-nulls",
    ] {
        let json: Value = samples::json(&format!("webhook-{name}.json"));
        let body = json.to_string().into_bytes();
        for end in 0..body.len() {
            let prefix = &body[..end];
            assert!(
                matches!(Envelope::parse(prefix), Err(EnvelopeError::NotJson(_))),
                "{name} {end}"
            );
            // The second reads no further than the first, so a sample of the prefixes will do.
            if end % 16 == 0 {
                assert!(ServerMessage::parse(prefix).is_err(), "{name} {end}");
            }
        }
    }
}

#[test]
fn depth_is_no_danger() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (kind, field) in [
        ("conversation-update", "messages"),
        ("tool-calls", "toolCallList"),
        ("function-call", "functionCall"),
        ("hang", "call"),
    ] {
        let body = format!(r#"{{"message":{{"type":"{kind}","{field}":{deep}}}}}"#);
        assert_eq!(parse(body.as_bytes()).call, None);
    }
    let fields = format!(r#""artifact":{{"messages":{deep},"structuredOutputs":{deep}}}"#);
    let body = format!(r#"{{"message":{{"type":"end-of-call-report",{fields}}}}}"#);
    let MessageBody::EndOfCallReport(report) = parse(body.as_bytes()).body else {
        panic!()
    };
    assert_eq!(
        (report.messages.len(), report.structured_outputs),
        (0, None)
    );
}

/// Any JSON, with the names and texts that mean something to us more often than chance has it.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "type",
            "timestamp",
            "call",
            "id",
            "customer",
            "number",
            "externalId",
            "metadata",
            "assistantOverrides",
            "variableValues",
            "leadId",
            "monitor",
            "controlUrl",
            "role",
            "status",
            "transcript",
            "messages",
            "conversation",
            "message",
            "content",
            "time",
            "toolCallList",
            "toolWithToolCallList",
            "toolCall",
            "function",
            "arguments",
            "artifact",
            "analysis",
            "structuredOutputs",
            "contact",
            "destination",
        ])
        .prop_map(str::to_owned),
        ".*",
    ];
    let text = prop_oneof![
        "user",
        "final",
        "ended",
        "2026-11-19T15:04:05.120Z",
        r#"\{"a":1\}"#,
        ".*"
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..8)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_message_is_read(
        mut message in any_json(),
        kind in prop::sample::select(vec![
            "transcript", "status-update", "speech-update", "conversation-update", "tool-calls",
            "function-call", "end-of-call-report", "transfer-update", "campaign.predial",
        ]),
    ) {
        if let Value::Object(fields) = &mut message {
            fields.insert("type".to_owned(), kind.into());
        }
        let body = json!({ "message": message }).to_string();
        let is_message = message.is_object();
        prop_assert_eq!(Envelope::parse(body.as_bytes()).is_ok(), is_message);
        prop_assert_eq!(ServerMessage::parse(body.as_bytes()).is_ok(), is_message);
    }

    #[test]
    fn any_bytes_are_survived(body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(Envelope::parse(&body).is_ok(), ServerMessage::parse(&body).is_ok());
    }
}
