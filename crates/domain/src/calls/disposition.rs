//! What a call came to, in the words a sales team uses.

use serde::{Deserialize, Serialize};

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Still going on.
    InProgress,
    /// Somebody said goodbye.
    Completed,
    /// The line, the platform or a time limit cut a conversation off.
    Dropped,
    /// Nobody picked up.
    NoAnswer,
    /// A machine picked up.
    Voicemail,
    /// The call never became a conversation, through no doing of the prospect's.
    Failed,
    /// Handed to a person.
    Transferred,
}

impl Disposition {
    /// The words in Salesforce and on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InProgress => "In progress",
            Self::Completed => "Completed",
            Self::Dropped => "Dropped",
            Self::NoAnswer => "No answer",
            Self::Voicemail => "Voicemail",
            Self::Failed => "Failed",
            Self::Transferred => "Transferred",
        }
    }

    /// Reads the platform's reason for the end.
    ///
    /// The platform documents over six hundred reasons and adds more, so they are matched by their
    /// beginnings and what they contain; anything unknown counts by whether the prospect was heard.
    #[must_use]
    pub fn of_end(reason: &str, prospect_was_heard: bool) -> Self {
        const EXACT: [(&str, Disposition); 14] = [
            ("customer-ended-call", Disposition::Completed),
            ("assistant-ended-call", Disposition::Completed),
            ("assistant-said-end-call-phrase", Disposition::Completed),
            ("assistant-forwarded-call", Disposition::Transferred),
            ("customer-did-not-answer", Disposition::NoAnswer),
            ("customer-busy", Disposition::NoAnswer),
            ("voicemail", Disposition::Voicemail),
            ("manually-canceled", Disposition::Failed),
            ("scheduled-call-deleted", Disposition::Failed),
            ("call-deleted", Disposition::Failed),
            ("twilio-failed-to-connect-call", Disposition::Failed),
            ("twilio-reported-customer-misdialed", Disposition::Failed),
            ("assistant-not-found", Disposition::Failed),
            ("assistant-not-valid", Disposition::Failed),
        ];
        if let Some((_, disposition)) = EXACT.iter().find(|(known, _)| *known == reason) {
            return *disposition;
        }
        if reason.starts_with("assistant-ended-call") {
            return Self::Completed;
        }
        if reason.starts_with("call.start.error")
            || reason.starts_with("assistant-request-")
            || reason.ends_with("failed-to-connect")
        {
            return Self::Failed;
        }
        // Silence, time limits, lines that closed and faults of the platform all cut a
        // conversation off, if there was one.
        if prospect_was_heard {
            Self::Dropped
        } else {
            Self::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Disposition::{self, *};

    #[test]
    fn reasons_are_read() {
        for (reason, heard, expected) in [
            ("customer-ended-call", true, Completed),
            ("assistant-ended-call-after-message-spoken", true, Completed),
            ("assistant-forwarded-call", true, Transferred),
            ("phone-call-provider-closed-websocket", true, Dropped),
            ("phone-call-provider-closed-websocket", false, Failed),
            (
                "call.in-progress.error-vapifault-worker-died",
                true,
                Dropped,
            ),
            ("silence-timed-out", true, Dropped),
            ("customer-busy", false, NoAnswer),
            ("voicemail", true, Voicemail),
            ("call.start.error-get-assistant", false, Failed),
            (
                "call.ringing.sip-outbound-call-failed-to-connect",
                false,
                Failed,
            ),
            ("a-reason-of-next-year", true, Dropped),
        ] {
            assert_eq!(Disposition::of_end(reason, heard), expected, "{reason}");
        }
    }
}
