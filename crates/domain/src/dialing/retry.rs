//! Whether and when a lead is called again after what the last call came to.

use super::Outcome;
use crate::time::Timestamp;

/// How often and how soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryRule {
    /// How often a lead that is not reached is called.
    pub tries_max: u32,
    /// From the first call to the second; doubled from each to the next.
    pub wait_ms: i64,
    /// The longest wait.
    pub wait_ms_max: i64,
    /// From a failure of the platform to the next try; doubled likewise.
    pub fault_wait_ms: i64,
    /// The longest wait after a failure of the platform.
    pub fault_wait_ms_max: i64,
}

/// What comes after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the conversation was had, or a person wanted none.
    Done,
    /// Nothing: it was tried as often as is decent, or the number is none.
    GivenUp,
    /// Another call at this moment.
    Again(Timestamp),
}

impl Outcome {
    /// Whether the lead's phone rang, so that the call counts as a try.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Fault | Self::Canceled)
    }
}

impl RetryRule {
    /// What comes after a call that ended so. `tries` counts the calls that counted, and `faults`
    /// the platform's failures in a row, this call included.
    #[must_use]
    pub fn next(&self, outcome: Outcome, tries: u32, faults: u32, ended_at: Timestamp) -> Next {
        let again = |first_ms: i64, max_ms: i64, count: u32| {
            let doublings = count.saturating_sub(1).min(20);
            Next::Again(ended_at.plus_ms(first_ms.saturating_mul(1 << doublings).min(max_ms)))
        };
        match outcome {
            Outcome::Conversation | Outcome::Canceled => Next::Done,
            Outcome::BadNumber => Next::GivenUp,
            Outcome::Fault => again(self.fault_wait_ms, self.fault_wait_ms_max, faults),
            Outcome::NoAnswer | Outcome::Busy | Outcome::Voicemail | Outcome::NotConnected => {
                if tries >= self.tries_max {
                    Next::GivenUp
                } else {
                    again(self.wait_ms, self.wait_ms_max, tries)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: RetryRule = RetryRule {
        tries_max: 4,
        wait_ms: 100,
        wait_ms_max: 250,
        fault_wait_ms: 10,
        fault_wait_ms_max: 30,
    };

    #[test]
    fn a_lead_that_is_not_reached_is_called_ever_more_rarely() {
        for outcome in [
            Outcome::NoAnswer,
            Outcome::Busy,
            Outcome::Voicemail,
            Outcome::NotConnected,
        ] {
            let after = |tries| RULE.next(outcome, tries, 0, Timestamp(1_000));
            assert_eq!(after(1), Next::Again(Timestamp(1_100)));
            assert_eq!(after(2), Next::Again(Timestamp(1_200)));
            assert_eq!(after(3), Next::Again(Timestamp(1_250)));
            assert_eq!(after(4), Next::GivenUp);
            assert!(outcome.counts());
        }
    }

    #[test]
    fn a_failure_of_the_platform_costs_the_lead_no_try() {
        let after = |faults| RULE.next(Outcome::Fault, 4, faults, Timestamp(0));
        assert_eq!(after(1), Next::Again(Timestamp(10)));
        assert_eq!(after(2), Next::Again(Timestamp(20)));
        assert_eq!(after(90), Next::Again(Timestamp(30)));
        assert!(!Outcome::Fault.counts());
    }

    #[test]
    fn a_conversation_is_the_end_of_it() {
        for (outcome, expected) in [
            (Outcome::Conversation, Next::Done),
            (Outcome::Canceled, Next::Done),
            (Outcome::BadNumber, Next::GivenUp),
        ] {
            assert_eq!(RULE.next(outcome, 1, 0, Timestamp(0)), expected);
        }
    }
}
