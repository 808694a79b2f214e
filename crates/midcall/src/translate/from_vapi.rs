//! A journaled delivery to what it means for its call.

use midcall_domain::{
    calls::{
        About, CallEvent, CallStatus, Direction, HistoryTurn, LeadHint, Occurrence, Report,
        Speaker, ToolCall,
    },
    claims::Output,
    time::Timestamp,
};
use midcall_salesforce::RecordId;
use midcall_vapi::{
    CallInfo, CallKind, MessageBody, ServerMessage,
    messages::{self, EndOfCallReport, HistoryMessage, HistoryRole, Role, StatusUpdate},
};
use serde_json::Value;

/// What a delivery means. Never fails: what cannot be read is an occurrence of its own.
#[must_use]
pub fn event(body: &[u8], received_at: Timestamp) -> CallEvent {
    match ServerMessage::parse(body) {
        Ok(message) => CallEvent {
            at: message.timestamp_ms.map_or(received_at, Timestamp),
            is_dated: message.timestamp_ms.is_some(),
            about: message.call.as_ref().map(about).unwrap_or_default(),
            what: occurrence(message.body),
        },
        Err(error) => CallEvent {
            at: received_at,
            is_dated: false,
            about: About::default(),
            what: Occurrence::Unreadable(error.to_string()),
        },
    }
}

fn about(call: &CallInfo) -> About {
    // The list is in order of trust; the first that is a Lead's id counts. An external id may be
    // anything the caller's system uses, so what is no Lead's id is passed over.
    let lead = call.lead_hints.iter().find_map(|hint| {
        let id = RecordId::parse_lead(&hint.value).ok()?;
        Some(LeadHint {
            rank: hint.source as u8,
            id: id.to_string(),
        })
    });
    About {
        created_at: call.created_at_ms.map(Timestamp),
        direction: call.kind.and_then(|kind| match kind {
            CallKind::Outbound => Some(Direction::Outbound),
            CallKind::Inbound => Some(Direction::Inbound),
            CallKind::Web => Some(Direction::Web),
            CallKind::Other => None,
        }),
        phone: call
            .customer_number
            .as_ref()
            .map(|number| number.as_str().to_owned()),
        lead,
        request: call.request_id.clone(),
    }
}

fn occurrence(body: MessageBody) -> Occurrence {
    match body {
        MessageBody::StatusUpdate(update) => status(update),
        MessageBody::Transcript(transcript) => Occurrence::Heard {
            speaker: match transcript.speaker {
                Role::User => Speaker::Prospect,
                Role::Assistant => Speaker::Agent,
            },
            text: transcript.text.0.into(),
            is_final: transcript.is_final,
        },
        MessageBody::ConversationUpdate(update) => {
            Occurrence::HistoryGiven(update.messages.into_iter().filter_map(turn).collect())
        }
        MessageBody::ToolCalls(calls) => {
            Occurrence::ToolsCalled(calls.into_iter().map(tool_call).collect())
        }
        MessageBody::EndOfCallReport(report) => Occurrence::Reported(self::report(*report)),
        MessageBody::Unknown(kind) => Occurrence::Unrecognized(kind),
        MessageBody::AssistantRequest
        | MessageBody::SpeechUpdate(_)
        // The form before 2024 has no id to tell repeats by, so it proves life and no more.
        | MessageBody::FunctionCall(_)
        | MessageBody::UserInterrupted
        | MessageBody::AssistantStarted
        | MessageBody::AssistantSpeechStarted
        | MessageBody::Hang
        | MessageBody::TransferDestinationRequest
        | MessageBody::HandoffDestinationRequest
        | MessageBody::TransferUpdate(_)
        | MessageBody::ModelOutput
        | MessageBody::VoiceInput
        | MessageBody::VoiceRequest
        | MessageBody::LanguageChangeDetected
        | MessageBody::PhoneCallControl
        | MessageBody::KnowledgeBaseRequest
        | MessageBody::CallEndpointingRequest
        | MessageBody::CallArtifactUpload
        | MessageBody::CallDeleted
        | MessageBody::CallDeleteFailed
        | MessageBody::ChatCreated
        | MessageBody::ChatDeleted
        | MessageBody::SessionCreated
        | MessageBody::SessionUpdated
        | MessageBody::SessionDeleted
        | MessageBody::CampaignPredial(_) => Occurrence::Noted,
    }
}

fn status(update: StatusUpdate) -> Occurrence {
    let to = match update.status {
        messages::CallStatus::Scheduled => CallStatus::Scheduled,
        messages::CallStatus::Queued => CallStatus::Queued,
        messages::CallStatus::Ringing => CallStatus::Ringing,
        messages::CallStatus::InProgress => CallStatus::InProgress,
        messages::CallStatus::Forwarding => CallStatus::Forwarding,
        messages::CallStatus::Ended => CallStatus::Ended,
        // About the platform's record of the call, not about the call.
        messages::CallStatus::NotFound | messages::CallStatus::DeletionFailed => {
            return Occurrence::Noted;
        }
        messages::CallStatus::Other(status) => return Occurrence::UnrecognizedStatus(status),
    };
    Occurrence::StatusChanged {
        to,
        ended_reason: update.ended_reason,
    }
}

fn turn(message: HistoryMessage) -> Option<HistoryTurn> {
    let speaker = match message.role {
        HistoryRole::User => Speaker::Prospect,
        HistoryRole::Assistant => Speaker::Agent,
        HistoryRole::System | HistoryRole::Tool | HistoryRole::Other => return None,
    };
    Some(HistoryTurn {
        speaker,
        text: message.text.0.into(),
        from: message.time_ms.map(Timestamp),
        until: message.end_time_ms.map(Timestamp),
    })
}

fn tool_call(call: messages::ToolCall) -> ToolCall {
    ToolCall {
        id: call.id,
        name: call.name,
        arguments: call
            .arguments
            .ok()
            .map(|arguments| Value::Object(arguments.0).to_string()),
    }
}

fn report(report: EndOfCallReport) -> Report {
    Report {
        ended_reason: report.ended_reason,
        started_at: report.started_at_ms.map(Timestamp),
        ended_at: report.ended_at_ms.map(Timestamp),
        history: report.messages.into_iter().filter_map(turn).collect(),
        summary: report.summary.map(|summary| summary.0),
        recording_url: report.recording_url.map(|url| url.0),
        outputs: report
            .structured_outputs
            .into_iter()
            .flat_map(|outputs| outputs_by_id(outputs.0))
            .chain(
                report
                    .structured_data
                    .filter(|data| !data.0.is_null())
                    .map(|data| Output {
                        id: "structuredData".to_owned(),
                        result: data.0.to_string(),
                    }),
            )
            .collect(),
    }
}

/// An output is documented as `{name, result}`; what has no `result` is taken for the result
/// itself. A null result means that the extraction failed.
fn outputs_by_id(outputs: Value) -> Vec<Output> {
    let Value::Object(outputs) = outputs else {
        return Vec::new();
    };
    let outputs = outputs.into_iter().filter_map(|(id, mut output)| {
        let result = match output.get_mut("result") {
            Some(result) => result.take(),
            None => output,
        };
        (!result.is_null()).then(|| Output {
            id,
            result: result.to_string(),
        })
    });
    outputs.collect()
}
