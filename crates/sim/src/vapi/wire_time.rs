//! Moments as Vapi writes them in its objects. Separate from the clock: these are texts, not time.

/// ISO 8601 in UTC with milliseconds, as in `2026-11-19T15:04:11.120Z`.
pub(super) fn iso(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|at| format!("{at:.3}"))
        .unwrap_or_default()
}

/// Reads ISO 8601, with any number of decimals and any offset.
pub(super) fn parse_iso(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>()
        .ok()
        .map(|at| at.as_millisecond())
}

/// The form of Vapi's `now` variable: `Nov 19, 2026, 3:04 PM UTC`.
pub(super) fn spoken(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map(|at| at.strftime("%b %-d, %Y, %-I:%M %p UTC").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{iso, parse_iso, spoken};

    #[test]
    fn moments_look_as_in_the_samples() {
        assert_eq!(iso(1_795_100_651_120), "2026-11-19T15:04:11.120Z");
        assert_eq!(
            parse_iso("2026-11-19T15:04:11.120Z"),
            Some(1_795_100_651_120)
        );
        assert_eq!(spoken(1_795_100_651_120), "Nov 19, 2026, 3:04 PM UTC");
    }
}
