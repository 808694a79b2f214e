//! `end-of-call-report`: what Vapi made of a call after it ended.
//!
//! The REST record of a call has the same fields under the same names, so the same reading serves
//! a report that never came.

use serde_json::Value;

use super::{HistoryMessage, history};
use crate::{
    Redacted,
    json::{Raw, raw_object},
};

/// What Vapi made of a call. Any part may be missing: a call that was never answered has no start,
/// a crashed one may have no report at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EndOfCallReport {
    /// Why the call ended. Open text.
    pub ended_reason: Option<String>,
    /// When it was answered, in epoch milliseconds.
    pub started_at_ms: Option<i64>,
    /// When it ended, in epoch milliseconds.
    pub ended_at_ms: Option<i64>,
    /// The whole conversation.
    pub messages: Vec<HistoryMessage>,
    /// Vapi's summary, unless there was too little to summarize.
    pub summary: Option<Redacted<String>>,
    /// The mixed recording. The caller's voice: whoever has the link may be able to hear it.
    pub recording_url: Option<Redacted<String>>,
    /// Vapi's structured outputs by output id, each `{name, result}`; a null result means that
    /// the extraction failed.
    pub structured_outputs: Option<Redacted<Value>>,
    /// What the older analysis plan extracted, by the names of its schema.
    pub structured_data: Option<Redacted<Value>>,
    /// What the call cost, in US dollars.
    pub cost_usd: Option<f64>,
}

raw_object! {
    /// The report's fields of `message`, or of a REST call.
    RawReport {
        ended_reason = "endedReason",
        started_at = "startedAt",
        ended_at = "endedAt",
        analysis = "analysis",
        artifact = "artifact",
        cost = "cost",
        messages = "messages",
        summary = "summary",
        recording_url = "recordingUrl",
    }
}
raw_object!(RawAnalysis { summary = "summary", structured_data = "structuredData" });
raw_object!(RawArtifact {
    messages = "messages",
    messages_openai = "messagesOpenAIFormatted",
    recording = "recording",
    recording_url = "recordingUrl",
    structured_outputs = "structuredOutputs",
});
raw_object!(RawRecording { mono = "mono" });
raw_object!(RawMono { combined_url = "combinedUrl" });

impl EndOfCallReport {
    pub(crate) fn read(report: &RawReport<'_>) -> Self {
        let artifact: RawArtifact<'_> = report.artifact.fields();
        let analysis: RawAnalysis<'_> = report.analysis.fields();
        let recording: RawRecording<'_> = artifact.recording.fields();
        let mono: RawMono<'_> = recording.mono.fields();
        // `messages`, `summary` and `recordingUrl` of the report itself are older duplicates.
        let messages = [artifact.messages, report.messages, artifact.messages_openai];
        let summaries = [analysis.summary, report.summary];
        let recordings = [
            artifact.recording_url,
            mono.combined_url,
            report.recording_url,
        ];
        Self {
            ended_reason: report.ended_reason.string(),
            started_at_ms: report.started_at.moment_ms(),
            ended_at_ms: report.ended_at.moment_ms(),
            messages: history::read_first(messages),
            summary: summaries.into_iter().find_map(Raw::string).map(Redacted),
            recording_url: recordings.into_iter().find_map(Raw::string).map(Redacted),
            structured_outputs: artifact.structured_outputs.value().map(Redacted),
            structured_data: analysis.structured_data.value().map(Redacted),
            cost_usd: report.cost.number(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MessageBody, ServerMessage};

    fn report(fields: &str) -> EndOfCallReport {
        let body = format!(r#"{{"message":{{"type":"end-of-call-report"{fields}}}}}"#);
        match ServerMessage::parse(body.as_bytes()).unwrap().body {
            MessageBody::EndOfCallReport(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn texts(report: &EndOfCallReport) -> Vec<&str> {
        report
            .messages
            .iter()
            .map(|message| message.text.as_str())
            .collect()
    }

    #[test]
    fn the_artifact_comes_before_its_older_duplicates() {
        let report = report(
            r#","messages":[{"message":"old"}],"summary":"old","recordingUrl":"old",
               "analysis":{"summary":"new"},
               "artifact":{"messages":[{"message":"new"}],"recording":{"mono":{"combinedUrl":"new"}}}"#,
        );
        assert_eq!(texts(&report), ["new"]);
        assert_eq!(report.summary, Some(Redacted("new".to_owned())));
        assert_eq!(report.recording_url, Some(Redacted("new".to_owned())));
    }

    #[test]
    fn the_older_duplicates_stand_in() {
        let report = report(
            r#","messages":[{"message":"old"}],"summary":"old","analysis":{},"artifact":{"messages":null}"#,
        );
        assert_eq!(texts(&report), ["old"]);
        assert_eq!(report.summary, Some(Redacted("old".to_owned())));
    }

    #[test]
    fn every_part_may_be_missing_or_odd() {
        for fields in [
            "",
            r#","endedReason":null,"startedAt":{},"analysis":null,"artifact":"x","cost":"free""#,
            r#","artifact":{"messages":{},"structuredOutputs":null,"recording":[]}"#,
        ] {
            assert_eq!(report(fields), EndOfCallReport::default(), "{fields}");
        }
    }
}
