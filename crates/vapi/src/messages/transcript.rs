//! `transcript`: words of one speaker, as they are recognized or once they stand.

use super::Role;
use crate::{Redacted, message::RawMessage};

/// Words of one speaker.
///
/// Vapi gives no id that joins a partial to its final. A partial repeats its utterance from the
/// start and may be revised; a final is a fragment, and a turn often has several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Who spoke.
    pub speaker: Role,
    /// Whether these words stand.
    pub is_final: bool,
    /// The words, as the security filter left them (`transcript`, never `originalTranscript`).
    pub text: Redacted<String>,
}

impl Transcript {
    pub(crate) fn read(kind: &str, message: &RawMessage<'_>) -> Option<Self> {
        Some(Self {
            speaker: Role::read(message.role)?,
            is_final: match message.transcript_type.text() {
                Some(transcript_type) => transcript_type == "final",
                // The subscription `transcript[transcriptType="final"]` may be echoed as the type.
                None => kind != "transcript",
            },
            text: Redacted(message.transcript.string().unwrap_or_default()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MessageBody, ServerMessage};

    #[track_caller]
    fn check(fields: &str, speaker: Role, is_final: bool, text: &str) {
        let body = format!(r#"{{"message":{{{fields}}}}}"#);
        let expected = Transcript {
            speaker,
            is_final,
            text: Redacted(text.to_owned()),
        };
        let message = ServerMessage::parse(body.as_bytes()).unwrap();
        assert_eq!(message.body, MessageBody::Transcript(expected), "{fields}");
    }

    #[test]
    fn finals_and_partials() {
        check(
            r#""type":"transcript","role":"user","transcriptType":"final","transcript":"Yes.""#,
            Role::User,
            true,
            "Yes.",
        );
        check(
            r#""type":"transcript","role":"assistant","transcriptType":"partial","transcript":"S""#,
            Role::Assistant,
            false,
            "S",
        );
        check(
            r#""type":"transcript[transcriptType=\"final\"]","role":"bot","transcript":"Yes.""#,
            Role::Assistant,
            true,
            "Yes.",
        );
    }

    #[test]
    fn the_filtered_text_counts() {
        check(
            r#""type":"transcript","role":"user","transcript":"[FILTERED]","originalTranscript":"x""#,
            Role::User,
            false,
            "[FILTERED]",
        );
    }

    #[test]
    fn text_that_is_none_is_empty() {
        check(
            r#""type":"transcript","role":"user","transcript":{"text":"x"}"#,
            Role::User,
            false,
            "",
        );
    }

    #[test]
    fn half_a_surrogate_pair_does_not_lose_the_words() {
        check(
            r#""type":"transcript","role":"user","transcript":"About €40k \ud83d""#,
            Role::User,
            false,
            "About €40k \u{fffd}\u{fffd}\u{fffd}",
        );
    }
}
