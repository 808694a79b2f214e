//! A whole server message: one variant per type that Vapi documents, and what we keep of each.

use crate::{
    CallInfo, EnvelopeError,
    envelope::read_message,
    json::raw_object,
    messages::{
        CampaignPredial, ConversationUpdate, EndOfCallReport, FunctionCall, SpeechUpdate,
        StatusUpdate, ToolCall, Transcript, TransferUpdate, tool_calls,
    },
};

/// One server message, read whole.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerMessage {
    /// When Vapi made the message, in epoch milliseconds. Not unique, and no order: messages
    /// overtake each other.
    pub timestamp_ms: Option<i64>,
    /// The call it is about. Absent on chat, session and campaign messages.
    pub call: Option<CallInfo>,
    /// What it says.
    pub body: MessageBody,
}

/// What a server message says, by its type.
///
/// Variants without content are types in which nothing is about a Lead; what they carry stays in
/// the delivery.
#[derive(Clone, Debug, PartialEq)]
pub enum MessageBody {
    /// `assistant-request`: an inbound call has no assistant. Waits for an answer.
    AssistantRequest,
    /// `status-update`: where the call is in its life.
    StatusUpdate(StatusUpdate),
    /// `transcript`, also `transcript[transcriptType="final"]`: words of one speaker.
    Transcript(Transcript),
    /// `speech-update`: someone started or stopped speaking.
    SpeechUpdate(SpeechUpdate),
    /// `conversation-update`: the whole history so far.
    ConversationUpdate(ConversationUpdate),
    /// `tool-calls`: the model calls our tools. Waits for an answer.
    ToolCalls(Vec<ToolCall>),
    /// `function-call`: the form of a tool call before 2024. Waits for an answer.
    FunctionCall(FunctionCall),
    /// `user-interrupted`: the caller talked over the assistant.
    UserInterrupted,
    /// `assistant.started`: an assistant became active.
    AssistantStarted,
    /// `assistant.speechStarted`: the assistant's words as they are spoken.
    AssistantSpeechStarted,
    /// `hang`: the assistant is stuck on a slow model, voice or tool.
    Hang,
    /// `end-of-call-report`: after Vapi's own post-processing, seconds to minutes after the end.
    EndOfCallReport(Box<EndOfCallReport>),
    /// `transfer-destination-request`: where to transfer to. Waits for an answer.
    TransferDestinationRequest,
    /// `handoff-destination-request`: which assistant is next. Waits for an answer.
    HandoffDestinationRequest,
    /// `transfer-update`: a transfer happened.
    TransferUpdate(TransferUpdate),
    /// `model-output`: tokens as the model makes them.
    ModelOutput,
    /// `voice-input`: text on its way to the voice.
    VoiceInput,
    /// `voice-request`: a custom voice is asked for audio.
    VoiceRequest,
    /// `language-change-detected`: the transcriber switched languages.
    LanguageChangeDetected,
    /// `phone-call-control`: Vapi leaves hanging up or forwarding to us. Only sent if asked for.
    PhoneCallControl,
    /// `knowledge-base-request`: a custom knowledge base is asked. Waits for an answer.
    KnowledgeBaseRequest,
    /// `call.endpointing.request`: has the caller finished? Waits for an answer.
    CallEndpointingRequest,
    /// `call.artifact.upload`: a recording or log reached our own storage.
    CallArtifactUpload,
    /// `call.deleted`: Vapi deleted a call's data.
    CallDeleted,
    /// `call.delete.failed`: Vapi could not delete a call's data.
    CallDeleteFailed,
    /// `chat.created` of the text chat product.
    ChatCreated,
    /// `chat.deleted` of the text chat product.
    ChatDeleted,
    /// `session.created` of the text chat product.
    SessionCreated,
    /// `session.updated` of the text chat product.
    SessionUpdated,
    /// `session.deleted` of the text chat product.
    SessionDeleted,
    /// `campaign.predial`: may this contact be dialed? Waits for an answer.
    CampaignPredial(CampaignPredial),
    /// A type we do not know, or a known one without what it is about (a transcript by nobody).
    /// Holds the type; `unknown` where even that is missing.
    Unknown(String),
}

raw_object! {
    /// Every field of `message` that some type needs. `assistant`, the largest, is not among them.
    RawMessage {
        kind = "type",
        timestamp = "timestamp",
        call = "call",
        customer = "customer",
        role = "role",
        status = "status",
        turn = "turn",
        ended_reason = "endedReason",
        transcript_type = "transcriptType",
        transcript = "transcript",
        messages = "messages",
        messages_openai = "messagesOpenAIFormatted",
        conversation = "conversation",
        tool_call_list = "toolCallList",
        tool_calls = "toolCalls",
        tool_with_tool_call_list = "toolWithToolCallList",
        function_call = "functionCall",
        destination = "destination",
        to_assistant = "toAssistant",
        campaign_id = "campaignId",
        contact = "contact",
    }
}

impl ServerMessage {
    /// Reads a delivery's body.
    ///
    /// # Errors
    ///
    /// As [`Envelope::parse`](crate::Envelope::parse): a body that was accepted as an envelope is
    /// also a message, whatever its fields hold.
    pub fn parse(body: &[u8]) -> Result<Self, EnvelopeError> {
        let message: RawMessage<'_> = read_message(body)?;
        let kind = message.kind.filled_text().unwrap_or("unknown".into());
        // The report's fields are read in a second pass: most messages are none.
        let content = if kind == "end-of-call-report" {
            let report = EndOfCallReport::read(&read_message(body)?);
            Some(MessageBody::EndOfCallReport(Box::new(report)))
        } else {
            MessageBody::read(&kind, &message)
        };
        Ok(Self {
            timestamp_ms: message.timestamp.moment_ms(),
            call: CallInfo::read(message.call, message.customer),
            body: content.unwrap_or_else(|| MessageBody::Unknown(kind.into_owned())),
        })
    }
}

impl MessageBody {
    fn read(kind: &str, message: &RawMessage<'_>) -> Option<Self> {
        Some(match kind {
            "assistant-request" => Self::AssistantRequest,
            "status-update" => Self::StatusUpdate(StatusUpdate::read(message)?),
            // Which of the two spellings Vapi sends to a subscriber of finals is not documented.
            "transcript" | r#"transcript[transcriptType="final"]"# => {
                Self::Transcript(Transcript::read(kind, message)?)
            }
            "speech-update" => Self::SpeechUpdate(SpeechUpdate::read(message)?),
            "conversation-update" => Self::ConversationUpdate(ConversationUpdate::read(message)),
            "tool-calls" => Self::ToolCalls(tool_calls::read_all(message)),
            "function-call" => Self::FunctionCall(FunctionCall::read(message.function_call)?),
            "user-interrupted" => Self::UserInterrupted,
            "assistant.started" => Self::AssistantStarted,
            "assistant.speechStarted" => Self::AssistantSpeechStarted,
            "hang" => Self::Hang,
            "transfer-destination-request" => Self::TransferDestinationRequest,
            "handoff-destination-request" => Self::HandoffDestinationRequest,
            "transfer-update" => Self::TransferUpdate(TransferUpdate::read(message)),
            "model-output" => Self::ModelOutput,
            "voice-input" => Self::VoiceInput,
            "voice-request" => Self::VoiceRequest,
            "language-change-detected" => Self::LanguageChangeDetected,
            "phone-call-control" => Self::PhoneCallControl,
            "knowledge-base-request" => Self::KnowledgeBaseRequest,
            "call.endpointing.request" => Self::CallEndpointingRequest,
            "call.artifact.upload" => Self::CallArtifactUpload,
            "call.deleted" => Self::CallDeleted,
            "call.delete.failed" => Self::CallDeleteFailed,
            "chat.created" => Self::ChatCreated,
            "chat.deleted" => Self::ChatDeleted,
            "session.created" => Self::SessionCreated,
            "session.updated" => Self::SessionUpdated,
            "session.deleted" => Self::SessionDeleted,
            "campaign.predial" => Self::CampaignPredial(CampaignPredial::read(message)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_without_its_subject_is_unknown() {
        for kind in [
            "transcript",
            "status-update",
            "speech-update",
            "function-call",
        ] {
            let body = format!(r#"{{"message":{{"type":"{kind}","role":7,"status":null}}}}"#);
            let message = ServerMessage::parse(body.as_bytes()).unwrap();
            assert_eq!(message.body, MessageBody::Unknown(kind.to_owned()));
        }
    }

    #[test]
    fn a_call_without_an_id_is_no_call() {
        for call in [
            r#"{"type":"webCall"}"#,
            r#"{"id":null}"#,
            r#"{"id":""}"#,
            r#""c1""#,
            "null",
        ] {
            let body = format!(r#"{{"message":{{"type":"hang","call":{call}}}}}"#);
            let message = ServerMessage::parse(body.as_bytes()).unwrap();
            assert_eq!(message.call, None);
            assert_eq!(message.body, MessageBody::Hang);
        }
    }

    #[test]
    fn the_number_of_the_message_comes_before_that_of_the_call() {
        for (customer, expected) in [(r#"{"number":"+1"}"#, "+1"), ("{}", "+2"), ("null", "+2")] {
            let body = format!(
                r#"{{"message":{{"customer":{customer},"call":{{"id":"c","customer":{{"number":"+2"}}}}}}}}"#
            );
            let call = ServerMessage::parse(body.as_bytes()).unwrap().call.unwrap();
            assert_eq!(call.customer_number.unwrap().as_str(), expected);
        }
    }
}
