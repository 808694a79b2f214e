//! Which messages a server has asked for. Separate because the rule is Vapi's most surprising one:
//! without asking, no transcript is ever sent.

use serde_json::Value;

use super::delivery::Kind;

/// A list of `serverMessages`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription(Vec<String>);

impl Default for Subscription {
    /// What Vapi sends when the list is left out, among the kinds we simulate.
    fn default() -> Self {
        Self(
            [
                "conversation-update",
                "end-of-call-report",
                "speech-update",
                "status-update",
                "tool-calls",
                "assistant.started",
            ]
            .map(String::from)
            .to_vec(),
        )
    }
}

impl Subscription {
    /// The list in the first of these configurations that has one, else Vapi's default. A list
    /// replaces the default, it does not add to it.
    pub fn of<'a>(configurations: impl IntoIterator<Item = &'a Value>) -> Self {
        configurations
            .into_iter()
            .find_map(|configuration| configuration["serverMessages"].as_array())
            .map_or_else(Self::default, |list| {
                Self(
                    list.iter()
                        .filter_map(|name| Some(name.as_str()?.to_owned()))
                        .collect(),
                )
            })
    }

    /// Whether webhooks of this kind are sent.
    #[must_use]
    pub fn wants(&self, kind: Kind) -> bool {
        let names: &[&str] = match kind {
            Kind::StatusUpdate => &["status-update"],
            Kind::AssistantStarted => &["assistant.started"],
            Kind::SpeechUpdate => &["speech-update"],
            Kind::PartialTranscript => &["transcript"],
            Kind::FinalTranscript => &["transcript", "transcript[transcriptType=\"final\"]"],
            Kind::ConversationUpdate => &["conversation-update"],
            Kind::ToolCalls => &["tool-calls"],
            Kind::EndOfCallReport => &["end-of-call-report"],
            Kind::Other => return true,
        };
        self.0.iter().any(|asked| names.contains(&asked.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Subscription;
    use crate::vapi::delivery::Kind;

    #[test]
    fn transcripts_must_be_asked_for() {
        assert!(!Subscription::default().wants(Kind::FinalTranscript));
        assert!(Subscription::default().wants(Kind::SpeechUpdate));
    }

    #[test]
    fn a_list_replaces_the_default_and_the_first_list_counts() {
        let finals = json!({"serverMessages": ["transcript[transcriptType=\"final\"]"]});
        let all = json!({"serverMessages": ["transcript", "status-update"]});
        let asked = Subscription::of([&json!({}), &finals, &all]);
        assert!(asked.wants(Kind::FinalTranscript));
        assert!(!asked.wants(Kind::PartialTranscript) && !asked.wants(Kind::StatusUpdate));
    }
}
