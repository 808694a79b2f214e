//! What others than the listener say of the call, and what they were answered.

use super::CallState;
use crate::{
    calls::Answer,
    claims::{OutsideClaim, Told, is_tool},
    signals::{Playbook, Source},
};

impl CallState {
    /// What others than the listener say about the signals that are listened for.
    #[must_use]
    pub fn claims_from_elsewhere(&self, playbook: &Playbook) -> Told {
        let mut told = Told::default();
        for call in self.tool_calls.values().filter(|call| is_tool(&call.name)) {
            if let Some(arguments) = &call.arguments {
                let at = self.elsewhere.tool_called_at(&call.id);
                told.read(Source::ToolCall, &call.id, arguments, at, playbook);
            }
        }
        self.elsewhere.tell(&mut told, playbook);
        told
    }

    /// The questions about the call that a language model has answered.
    pub fn answered(&self) -> impl Iterator<Item = &str> {
        self.elsewhere.answered()
    }

    /// What was answered on the line when this was asked.
    #[must_use]
    pub fn answer_to(&self, asked: &str) -> Option<&Answer> {
        self.elsewhere.answer_to(asked)
    }

    /// The claim that a person made under this key, if one did.
    #[must_use]
    pub fn vouched(&self, key: &str) -> Option<&OutsideClaim> {
        self.elsewhere.vouched(key)
    }
}
