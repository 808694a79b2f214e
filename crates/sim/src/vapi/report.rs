//! What Vapi adds once a call is over: recordings, costs, analysis. Separate from the running call,
//! because the report webhook and the REST API tell it alike.

use serde_json::{Map, Value, json};

use super::{assistant::ORG_ID, history::seconds, script::Script, wire_time::iso};
use crate::rng::Rng;

/// When a call was answered and when it ended, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Absent when nobody picked up.
    pub(super) answered_ms: Option<i64>,
    /// The end.
    pub(super) ended_ms: i64,
}

impl Span {
    fn duration_ms(self) -> i64 {
        self.answered_ms
            .map_or(0, |answered_ms| self.ended_ms - answered_ms)
    }
}

/// The fields that say how the call went: `analysis`, `cost`, `startedAt`, …
pub(super) fn outcome(script: &Script, reason: &str, span: Span) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("endedReason".into(), reason.into());
    fields.insert("endedAt".into(), iso(span.ended_ms).into());
    // Seen in recordings: a call nobody answered has no start.
    if let Some(answered_ms) = span.answered_ms {
        fields.insert("startedAt".into(), iso(answered_ms).into());
    }
    fields.insert("analysis".into(), analysis(script));
    fields.extend(costs(span.duration_ms()));
    fields
}

/// The fields that recordings show beside the documented ones; nobody should rely on them.
pub(super) fn duplicates(script: &Script, transcript: &str, span: Span) -> Map<String, Value> {
    let ms = span.duration_ms();
    let mut fields = Map::new();
    fields.insert("durationMs".into(), ms.into());
    fields.insert("durationSeconds".into(), seconds(ms).into());
    fields.insert("durationMinutes".into(), (seconds(ms) / 60.0).into());
    fields.insert("transcript".into(), transcript.into());
    if let Some(summary) = &script.ending.summary {
        fields.insert("summary".into(), summary.as_str().into());
    }
    fields
}

/// What is in `artifact` only after the end. The presigned URLs are made anew for each answer,
/// which is why two deliveries of one report differ.
pub(super) fn recordings(call_id: &str, span: Span, told_ms: i64) -> Map<String, Value> {
    let mut fields = Map::new();
    let stem = format!("{call_id}-{}", span.answered_ms.unwrap_or(span.ended_ms));
    fields.insert(
        "logUrl".into(),
        format!("https://calllogs.vapi.ai/{ORG_ID}/{stem}.jsonl.gz").into(),
    );
    if span.answered_ms.is_none() {
        return fields;
    }
    let stored = |what: &str| format!("https://storage.vapi.ai/{stem}-{what}.wav");
    fields.insert("recordingUrl".into(), stored("mono").into());
    fields.insert("stereoRecordingUrl".into(), stored("stereo").into());
    fields.insert(
        "recording".into(),
        json!({
            "stereoUrl": stored("stereo"),
            "mono": {
                "combinedUrl": stored("mono"),
                "assistantUrl": stored("assistant"),
                "customerUrl": stored("customer"),
            },
        }),
    );
    let mut rng = Rng::new(told_ms.cast_unsigned());
    let signature = format!("{:016x}{:016x}", rng.next_u64(), rng.next_u64());
    for (key, file) in [
        ("presignedMonoUrl", "mono.wav"),
        ("presignedStereoUrl", "stereo.wav"),
        ("presignedLogUrl", "log.jsonl.gz"),
    ] {
        let url = format!(
            "https://artifacts.vapi.example/{call_id}/{file}?X-Amz-Expires=3600&X-Amz-Signature={signature}"
        );
        fields.insert(key.into(), url.into());
    }
    fields.insert(
        "presignedUrlsExpiresAt".into(),
        iso(told_ms + 3_600_000).into(),
    );
    fields
}

fn analysis(script: &Script) -> Value {
    script.ending.summary.as_ref().map_or_else(
        || json!({}),
        // A string, whose meaning depends on the rubric.
        |summary| json!({"summary": summary, "successEvaluation": script.ending.success.to_string()}),
    )
}

/// Plausible amounts: in the samples they grow with the time that was talked.
fn costs(duration_ms: i64) -> Map<String, Value> {
    let [prompt_tokens, completion_tokens, characters] =
        [12, 380, 150].map(|ms_each| duration_ms / ms_each);
    let minutes = rounded(seconds(duration_ms) / 60.0);
    let [transport, stt, llm, tts, vapi] =
        [0.0132, 0.0098, 0.0121, 0.0203, 0.05].map(|rate| rounded(rate * minutes));
    let total = rounded(transport + stt + llm + tts + vapi);
    let list = if duration_ms == 0 {
        json!([])
    } else {
        json!([
            {"type": "transport", "provider": "twilio", "minutes": minutes, "cost": transport},
            {
                "type": "transcriber", "transcriber": {"provider": "deepgram", "model": "nova-3"},
                "minutes": minutes, "cost": stt,
            },
            {
                "type": "model", "model": {"provider": "openai", "model": "gpt-4.1"},
                "promptTokens": prompt_tokens, "completionTokens": completion_tokens, "cost": llm,
            },
            {
                "type": "voice", "voice": {"provider": "11labs", "voiceId": "sarah"},
                "characters": characters, "cost": tts,
            },
            {"type": "vapi", "subType": "normal", "minutes": minutes, "cost": vapi},
        ])
    };
    let mut fields = Map::new();
    fields.insert("cost".into(), total.into());
    fields.insert("costs".into(), list);
    fields.insert(
        "costBreakdown".into(),
        json!({
            "transport": transport, "stt": stt, "llm": llm, "tts": tts, "vapi": vapi, "chat": 0,
            "total": total, "llmPromptTokens": prompt_tokens,
            "llmCompletionTokens": completion_tokens, "ttsCharacters": characters,
        }),
    );
    fields
}

/// Four decimals, as dollars and minutes are written.
fn rounded(amount: f64) -> f64 {
    (amount * 10_000.0).round() / 10_000.0
}
