//! `transfer-update`: the call went to somebody else. After a blind transfer to a number Vapi
//! leaves the call and users report that nothing more is sent.

use crate::{
    PhoneNumber,
    json::{Raw, raw_object},
    message::RawMessage,
};

/// The call went to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferUpdate {
    /// The number it went to, if a person took over.
    pub to_number: Option<PhoneNumber>,
    /// The assistant it went to, if another assistant took over.
    pub to_assistant: Option<String>,
}

raw_object!(RawDestination { number = "number", assistant_name = "assistantName" });
raw_object!(RawAssistant { name = "name" });

impl TransferUpdate {
    pub(crate) fn read(message: &RawMessage<'_>) -> Self {
        let destination: RawDestination<'_> = message.destination.fields();
        let assistant: RawAssistant<'_> = message.to_assistant.fields();
        let assistants = [destination.assistant_name, assistant.name];
        Self {
            to_number: destination.number.string().map(PhoneNumber::new),
            to_assistant: assistants.into_iter().find_map(Raw::string),
        }
    }
}
