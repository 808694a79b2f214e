//! `conversation-update`: the whole history, sent after each message that was added to it.

use super::{HistoryMessage, history};
use crate::message::RawMessage;

/// The whole history so far. An older, shorter one may arrive after a longer one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationUpdate {
    /// The messages in the order Vapi gives them, the system prompt included.
    pub messages: Vec<HistoryMessage>,
}

impl ConversationUpdate {
    pub(crate) fn read(message: &RawMessage<'_>) -> Self {
        // `conversation` is the name of the OpenAI form in a payload recorded in December 2024.
        let forms = [
            message.messages,
            message.messages_openai,
            message.conversation,
        ];
        Self {
            messages: history::read_first(forms),
        }
    }
}
