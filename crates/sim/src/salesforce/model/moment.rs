//! Dates and date-times as the org reads and writes them.
//!
//! Salesforce takes `Z`, `+hh:mm` and `+hhmm`, and answers with `+0000`, which strict RFC 3339
//! parsers refuse.

use jiff::{Timestamp, civil, fmt::strtime, tz::TimeZone};

/// A moment as the org shows it: `2026-11-22T05:58:47.000+0000`. Milliseconds are dropped.
pub(crate) fn show(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S.000+0000")
        .to_string()
}

/// A moment as HTTP headers have it: `Sun, 22 Nov 2026 05:58:47 GMT`.
pub(crate) fn http_date(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Reads a moment in any form the org accepts, as milliseconds since the Unix epoch.
pub(crate) fn read(text: &str) -> Option<i64> {
    let strict = text.parse::<Timestamp>().ok();
    strict
        .or_else(|| {
            strtime::parse("%Y-%m-%dT%H:%M:%S%.f%z", text)
                .ok()?
                .to_timestamp()
                .ok()
        })
        .map(Timestamp::as_millisecond)
}

/// Reads a calendar date, `2026-11-22`, and gives it back in that form.
pub(crate) fn read_date(text: &str) -> Option<String> {
    let date = text.get(..10)?.parse::<civil::Date>().ok()?;
    // A date-time is accepted where a date is wanted, and cut.
    (text.len() == 10 || read(text).is_some()).then(|| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::{read, read_date, show};

    #[test]
    fn every_accepted_form_reads_the_same() {
        for text in [
            "2026-11-22T05:58:47Z",
            "2026-11-22T05:58:47.123Z",
            "2026-11-22T05:58:47.000+0000",
            "2026-11-22T06:58:47+01:00",
            "2026-11-21T21:58:47.000-0800",
        ] {
            let at_ms = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(show(at_ms), "2026-11-22T05:58:47.000+0000", "{text}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in ["22/11/2026", "2026-11-22", "2026-11-22T05:58:47", "soon"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read_date("2026-11-22").as_deref(), Some("2026-11-22"));
        assert_eq!(read_date("2026-02-30"), None);
    }
}
