//! What a request to call waits for, in stable words and in sentences.

use crate::time::Timestamp;

/// What a request to call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The moment that whoever asked named.
    NotBefore,
    /// A good hour where the number is.
    Hours,
    /// Nobody picked up: some time must pass.
    NoAnswer,
    /// The line was busy: some time must pass.
    Busy,
    /// A machine picked up: some time must pass.
    Voicemail,
    /// The number could not be connected: some time must pass.
    NotConnected,
    /// The platform failed with this call.
    Fault,
    /// Salesforce, which must say whether the lead may be called.
    Salesforce,
    /// A line.
    Line,
    /// The next day of the platform's daily limit.
    DailyLimit,
    /// The platform, which keeps failing or asked for patience.
    Platform,
    /// Nothing but its turn.
    Turn,
}

impl Wait {
    /// Everything that is waited for.
    pub const ALL: [Self; 12] = [
        Self::NotBefore,
        Self::Hours,
        Self::NoAnswer,
        Self::Busy,
        Self::Voicemail,
        Self::NotConnected,
        Self::Fault,
        Self::Salesforce,
        Self::Line,
        Self::DailyLimit,
        Self::Platform,
        Self::Turn,
    ];

    /// The word in SQL and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotBefore => "not_before",
            Self::Hours => "hours",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Voicemail => "voicemail",
            Self::NotConnected => "not_connected",
            Self::Fault => "fault",
            Self::Salesforce => "salesforce",
            Self::Line => "line",
            Self::DailyLimit => "daily_limit",
            Self::Platform => "platform",
            Self::Turn => "turn",
        }
    }

    /// What people read.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotBefore => "it is not to be called earlier",
            Self::Hours => "it is no hour to call where the number is",
            Self::NoAnswer => "nobody picked up; it is called again",
            Self::Busy => "the line was busy; it is called again",
            Self::Voicemail => "a machine picked up; it is called again",
            Self::NotConnected => "the number could not be connected; it is called again",
            Self::Fault => "the call failed through no doing of the lead's; it is called again",
            Self::Salesforce => "Salesforce cannot say yet whether it may be called",
            Self::Line => "every line for outbound calls is taken",
            Self::DailyLimit => "the number has used up its outbound calls for today (UTC)",
            Self::Platform => "Vapi keeps failing or asks for patience",
            Self::Turn => "its turn comes next",
        }
    }

    /// The word read back.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wait| wait.name() == name)
    }
}

/// No call goes out until then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Why.
    pub wait: Wait,
    /// Until when.
    pub until: Timestamp,
}

impl Hold {
    /// What a request waits for that may be carried out from `due_at`: the first of its own time,
    /// a hold on all calls, and a free line that forbids it.
    #[must_use]
    pub fn on(
        hold: Option<Self>,
        own: Option<Wait>,
        due_at: Timestamp,
        free_lines: u32,
        now: Timestamp,
    ) -> (Wait, Option<Timestamp>) {
        if due_at > now {
            return (own.unwrap_or(Wait::Turn), Some(due_at));
        }
        match hold.filter(|hold| hold.until > now) {
            Some(hold) => (hold.wait, Some(hold.until)),
            None if free_lines == 0 => (Wait::Line, None),
            None => (Wait::Turn, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for wait in Wait::ALL {
            assert_eq!(Wait::of_name(wait.name()), Some(wait));
        }
    }

    #[test]
    fn a_request_waits_for_the_first_thing_that_is_missing() {
        let hold = Some(Hold {
            wait: Wait::DailyLimit,
            until: Timestamp(50),
        });
        let on = |hold, due_at, free| {
            Hold::on(
                hold,
                Some(Wait::Busy),
                Timestamp(due_at),
                free,
                Timestamp(10),
            )
        };
        assert_eq!(on(hold, 20, 1), (Wait::Busy, Some(Timestamp(20))));
        assert_eq!(on(hold, 10, 1), (Wait::DailyLimit, Some(Timestamp(50))));
        assert_eq!(on(None, 10, 0), (Wait::Line, None));
        assert_eq!(on(None, 10, 1), (Wait::Turn, None));
    }
}
