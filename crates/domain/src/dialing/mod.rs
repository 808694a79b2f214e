//! When a lead is called, when it is called again, and when not: the rules of the outbound queue.
//!
//! A request to call is an intent that may wait: for a moment, for a line, for a day's limit, for a
//! platform that fails. What it came to decides whether it is tried again.

mod breaker;
mod hours;
mod lines;
mod number;
mod outcome;
mod retry;
mod wait;

pub use breaker::BreakerRule;
pub use hours::{CallingHours, HoursError};
pub use lines::{Lines, UsedLines};
pub use number::{NumberError, calling_code, to_e164};
pub use outcome::Outcome;
pub use retry::{Next, RetryRule};
pub use wait::{Hold, Wait};

use crate::time::Timestamp;

const DAY_MS: i64 = 86_400_000;
/// A platform whose clock is behind ours refuses just after our midnight too, which would be taken
/// for a second day's limit and cost a day.
const AFTER_MIDNIGHT_MS: i64 = 2 * 60_000;

/// When a daily limit that follows UTC has certainly been lifted.
#[must_use]
pub const fn next_utc_day(now: Timestamp) -> Timestamp {
    Timestamp((now.0.div_euclid(DAY_MS) + 1) * DAY_MS + AFTER_MIDNIGHT_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_day_begins_after_midnight() {
        for at in ["2026-11-19T00:00:00Z", "2026-11-19T23:59:59.999Z"] {
            let at = Timestamp::parse_iso(at).unwrap();
            assert_eq!(next_utc_day(at).iso(), "2026-11-20T00:02:00.000Z");
        }
    }
}
