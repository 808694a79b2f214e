//! The eight ways to go on after a refusal.

/// What to do about a refusal. Nothing is ever dropped: what cannot be sent again waits, parked,
/// with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The token is dead: renew it and replay the request once. A second time it is [`Config`].
    ///
    /// [`Config`]: Self::Config
    Auth,
    /// Clears in seconds: send the same again after a jittered pause.
    Short,
    /// The day's requests are used up: stop all sends to the org until usage falls.
    Budget,
    /// Needs minutes to hours, or an admin, and may clear by itself.
    Later,
    /// A permission, a field, an app or a host is wrong: park what it concerns, say the fix.
    Config,
    /// This payload can never be saved: mend it if the rule is known, else park this record.
    Data,
    /// The record has moved or gone: look up what became of it, then follow.
    Reroute,
    /// We sent nonsense: park, alert, count.
    Bug,
}

impl Class {
    /// Which of several refusals of one record decides: the one whose remedy must come first.
    ///
    /// A dead token or an empty budget stops everything; a record that moved takes its payload
    /// along; what needs a person outlasts what clears by itself.
    pub(super) fn precedence(self) -> u8 {
        match self {
            Self::Auth => 7,
            Self::Budget => 6,
            Self::Reroute => 5,
            Self::Config => 4,
            Self::Bug => 3,
            Self::Data => 2,
            Self::Later => 1,
            Self::Short => 0,
        }
    }
}
