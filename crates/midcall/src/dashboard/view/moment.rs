//! Moments and stretches of time as people read them. The script puts moments into the reader's
//! time zone and lets running times run; without it they are UTC and as of the page's making.

use midcall_domain::time::Timestamp;

/// A moment: exact for programs, short for people.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl Moment {
    /// The time of day; with the day, unless it is today's.
    pub(crate) fn at(at: Timestamp, now: Timestamp) -> Self {
        let format = if at.date() == now.date() {
            "%H:%M:%S UTC"
        } else {
            "%-d %b %Y, %H:%M UTC"
        };
        let text = jiff::Timestamp::from_millisecond(at.0)
            .unwrap_or_default()
            .strftime(format)
            .to_string();
        Self {
            iso: at.iso(),
            text,
        }
    }

    /// The same, of what [`crate::views`] wrote.
    pub(crate) fn of(iso: &str, now: Timestamp) -> Self {
        Self::at(Timestamp::parse_iso(iso).unwrap_or_default(), now)
    }
}

/// How long something took, or has taken so far.
#[derive(Clone, Debug)]
pub(crate) struct Elapsed {
    /// ISO 8601, as in `PT54S`.
    pub(crate) iso: String,
    pub(crate) text: String,
    /// When it began, in milliseconds since the epoch, while it goes on.
    pub(crate) running_since: Option<i64>,
}

impl Elapsed {
    /// The length of a call, to the second: `12:07`.
    pub(crate) fn of_call(from: Timestamp, until: Timestamp, is_live: bool) -> Self {
        let seconds = until.ms_since(from).max(0) / 1_000;
        let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let text = if h > 0 {
            format!("{h}:{m:02}:{s:02}")
        } else {
            format!("{m}:{s:02}")
        };
        Self {
            iso: format!("PT{seconds}S"),
            text,
            running_since: is_live.then_some(from.0),
        }
    }

    /// An age, in its largest unit: `4 min`.
    pub(crate) fn age(since: Timestamp, now: Timestamp) -> Self {
        let seconds = now.ms_since(since).max(0) / 1_000;
        let text = match seconds {
            0..60 => format!("{seconds} s"),
            60..3_600 => format!("{} min", seconds / 60),
            3_600..172_800 => format!("{} h", seconds / 3_600),
            _ => format!("{} days", seconds / 86_400),
        };
        Self {
            iso: format!("PT{seconds}S"),
            text,
            running_since: Some(since.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_ages_read_like_a_clock() {
        let length = |ms| Elapsed::of_call(Timestamp(0), Timestamp(ms), false).text;
        assert_eq!(
            [
                length(-5),
                length(54_000),
                length(727_000),
                length(3_725_000)
            ],
            ["0:00", "0:54", "12:07", "1:02:05"]
        );
        let age = |s: i64| Elapsed::age(Timestamp(0), Timestamp(s * 1_000)).text;
        assert_eq!(
            [age(3), age(240), age(7_300), age(200_000)],
            ["3 s", "4 min", "2 h", "2 days"]
        );
    }

    #[test]
    fn the_day_is_named_when_it_is_not_today() {
        let now = Timestamp(1_795_105_213_800);
        assert_eq!(Moment::at(now, now).text, "16:20:13 UTC");
        assert_eq!(
            Moment::at(now, now.plus_ms(86_400_000)).text,
            "19 Nov 2026, 16:20 UTC"
        );
    }
}
