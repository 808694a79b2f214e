//! What a call that was placed came to, for whoever decides whether to call again.

use crate::calls::Disposition;

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// People talked.
    Conversation,
    /// Nobody picked up, or whoever did said nothing.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// A machine picked up.
    Voicemail,
    /// The number could not be connected this time.
    NotConnected,
    /// There is no such number.
    BadNumber,
    /// The platform failed, or was set up wrongly: nothing the lead did.
    Fault,
    /// A person took the call back.
    Canceled,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 8] = [
        Self::Conversation,
        Self::NoAnswer,
        Self::Busy,
        Self::Voicemail,
        Self::NotConnected,
        Self::BadNumber,
        Self::Fault,
        Self::Canceled,
    ];

    /// The word in SQL, in JSON and on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Voicemail => "voicemail",
            Self::NotConnected => "not_connected",
            Self::BadNumber => "bad_number",
            Self::Fault => "fault",
            Self::Canceled => "canceled",
        }
    }

    /// Reads the platform's reason for the end, and what the call is known to have come to.
    #[must_use]
    pub fn of_end(reason: &str, disposition: Disposition) -> Self {
        match reason {
            "customer-busy" => return Self::Busy,
            "twilio-reported-customer-misdialed" => return Self::BadNumber,
            "manually-canceled" | "scheduled-call-deleted" | "call-deleted" => {
                return Self::Canceled;
            }
            _ => {}
        }
        match disposition {
            Disposition::InProgress
            | Disposition::Completed
            | Disposition::Dropped
            | Disposition::Transferred => Self::Conversation,
            Disposition::NoAnswer => Self::NoAnswer,
            Disposition::Voicemail => Self::Voicemail,
            Disposition::Failed if reason.ends_with("failed-to-connect") => Self::NotConnected,
            Disposition::Failed if reason == "twilio-failed-to-connect-call" => Self::NotConnected,
            Disposition::Failed if reason == "silence-timed-out" => Self::NoAnswer,
            Disposition::Failed => Self::Fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome::{self, *};
    use crate::calls::Disposition;

    #[test]
    fn reasons_are_read() {
        for (reason, heard, expected) in [
            ("customer-ended-call", true, Conversation),
            ("phone-call-provider-closed-websocket", true, Conversation),
            ("customer-did-not-answer", false, NoAnswer),
            ("customer-busy", false, Busy),
            ("voicemail", true, Voicemail),
            ("silence-timed-out", false, NoAnswer),
            ("silence-timed-out", true, Conversation),
            ("twilio-failed-to-connect-call", false, NotConnected),
            (
                "call.ringing.sip-outbound-call-failed-to-connect",
                false,
                NotConnected,
            ),
            ("twilio-reported-customer-misdialed", false, BadNumber),
            (
                "call.start.error-vapi-number-outbound-daily-limit",
                false,
                Fault,
            ),
            ("call.in-progress.error-vapifault-worker-died", false, Fault),
            (
                "call.in-progress.error-vapifault-worker-died",
                true,
                Conversation,
            ),
            ("manually-canceled", false, Canceled),
            ("", false, Fault),
        ] {
            let disposition = Disposition::of_end(reason, heard);
            assert_eq!(Outcome::of_end(reason, disposition), expected, "{reason}");
        }
    }
}
