//! One message of a call's history, in either of the two forms Vapi writes it.

use std::borrow::Cow;

use crate::{
    Redacted,
    json::{Raw, raw_object},
};

/// One message of a call's history. Final transcripts of one turn are merged into one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryMessage {
    /// Whose message it is.
    pub role: HistoryRole,
    /// The words; empty for a tool call. Of the assistant, what was spoken until interrupted.
    pub text: Redacted<String>,
    /// When it began, in epoch milliseconds. Vapi's own form has it, the OpenAI form does not.
    pub time_ms: Option<i64>,
    /// When it ended, in epoch milliseconds. (`duration` is no use: seconds in recordings of
    /// 2024, milliseconds in those of 2025.)
    pub end_time_ms: Option<i64>,
}

/// Whose message it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryRole {
    /// The person on the telephone.
    User,
    /// The voice agent: `bot`, or `assistant` in the OpenAI form.
    Assistant,
    /// The prompt.
    System,
    /// A tool call or its result.
    Tool,
    /// Anything else.
    Other,
}

raw_object!(RawHistoryMessage {
    role = "role",
    message = "message",
    content = "content",
    result = "result",
    time = "time",
    end_time = "endTime",
});
raw_object!(RawContentPart { text = "text" });

/// Reads the first of several lists that holds anything.
pub(crate) fn read_first<'j>(lists: impl IntoIterator<Item = Raw<'j>>) -> Vec<HistoryMessage> {
    let list = lists
        .into_iter()
        .filter_map(Raw::list)
        .find(|list| !list.is_empty());
    list.unwrap_or_default()
        .iter()
        .map(HistoryMessage::read)
        .collect()
}

impl HistoryMessage {
    fn read(raw: &RawHistoryMessage<'_>) -> Self {
        Self {
            role: HistoryRole::read(raw.role),
            text: Redacted(text(raw)),
            time_ms: raw.time.moment_ms(),
            end_time_ms: raw.end_time.moment_ms(),
        }
    }
}

fn text(raw: &RawHistoryMessage<'_>) -> String {
    let texts = [raw.message, raw.content, raw.result];
    if let Some(text) = texts.into_iter().find_map(Raw::string) {
        return text;
    }
    // OpenAI also allows a list of parts, of which those of type `text` have a text.
    let parts: Vec<RawContentPart<'_>> = raw.content.list().unwrap_or_default();
    let texts: Vec<Cow<'_, str>> = parts.iter().filter_map(|part| part.text.text()).collect();
    texts.join(" ")
}

impl HistoryRole {
    fn read(role: Raw<'_>) -> Self {
        match role.text().as_deref() {
            Some("user") => Self::User,
            Some("bot" | "assistant") => Self::Assistant,
            Some("system" | "developer") => Self::System,
            Some("tool_calls" | "tool_call_result" | "tool" | "function") => Self::Tool,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MessageBody, ServerMessage};

    fn messages(fields: &str) -> Vec<HistoryMessage> {
        let body = format!(r#"{{"message":{{"type":"conversation-update",{fields}}}}}"#);
        match ServerMessage::parse(body.as_bytes()).unwrap().body {
            MessageBody::ConversationUpdate(update) => update.messages,
            other => panic!("{other:?}"),
        }
    }

    fn message(role: HistoryRole, text: &str) -> HistoryMessage {
        HistoryMessage {
            role,
            text: Redacted(text.to_owned()),
            time_ms: None,
            end_time_ms: None,
        }
    }

    #[test]
    fn vapis_form_has_times() {
        let found = messages(
            r#""messages":[{"role":"bot","message":"Hi.","time":1795100651440,"endTime":1795100658888}],
               "messagesOpenAIFormatted":[{"role":"assistant","content":"other"}]"#,
        );
        let hi = message(HistoryRole::Assistant, "Hi.");
        assert_eq!(
            found,
            [HistoryMessage {
                time_ms: Some(1_795_100_651_440),
                end_time_ms: Some(1_795_100_658_888),
                ..hi
            }]
        );
    }

    #[test]
    fn the_openai_form_stands_in_under_both_its_names() {
        for name in ["messagesOpenAIFormatted", "conversation"] {
            let found = messages(&format!(
                r#""messages":null,"{name}":[{{"role":"system","content":"Be brief."}},7,
                   {{"role":"user","content":[{{"type":"text","text":"Yes,"}},{{"type":"text","text":"sure."}}]}},
                   {{"role":"assistant","content":null,"tool_calls":[]}},
                   {{"role":"tool","content":"Saved."}},{{"content":7}}]"#
            ));
            let expected = [
                message(HistoryRole::System, "Be brief."),
                message(HistoryRole::User, "Yes, sure."),
                message(HistoryRole::Assistant, ""),
                message(HistoryRole::Tool, "Saved."),
                message(HistoryRole::Other, ""),
            ];
            assert_eq!(found, expected, "{name}");
        }
    }
}
