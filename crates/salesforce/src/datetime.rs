//! Moments as Salesforce spells them. It reads ISO 8601 with `Z` or `+hh:mm`, but writes
//! `2026-11-22T05:58:47.000+0000`, an offset without a colon, on which strict RFC 3339 fails.

use http::{HeaderMap, header::DATE};
use jiff::Timestamp;

/// Reads a `datetime` field, in milliseconds since the Unix epoch; `None` when it is not one.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    text.parse::<Timestamp>()
        .ok()
        .map(Timestamp::as_millisecond)
}

/// Writes a moment for a `datetime` field: `2026-11-22T05:58:47.123Z`.
///
/// A moment outside the calendar is clamped to its edge, which Salesforce then refuses by name.
#[must_use]
pub fn format(epoch_ms: i64) -> String {
    format!("{:.3}", in_calendar(epoch_ms))
}

/// Writes a moment for an HTTP header: `Sun, 22 Nov 2026 05:58:47 GMT`.
pub(crate) fn http_date(epoch_ms: i64) -> String {
    in_calendar(epoch_ms)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}

/// What time it was at Salesforce when it answered, in milliseconds since the Unix epoch, by the
/// header `Date`, which has whole seconds.
#[must_use]
pub fn of_answer(headers: &HeaderMap) -> Option<i64> {
    let date = headers.get(DATE)?.to_str().ok()?;
    let at = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(at.timestamp().as_millisecond())
}

fn in_calendar(epoch_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(epoch_ms).unwrap_or(if epoch_ms < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, header::DATE};

    use super::{format, http_date, of_answer, parse};

    const AT: i64 = 1_795_327_127_000;

    #[test]
    fn every_spelling_is_read() {
        for text in [
            "2026-11-22T05:58:47.000+0000",
            "2026-11-22T05:58:47.000Z",
            "2026-11-22T05:58:47Z",
            "2026-11-22T07:58:47.000+02:00",
            "2026-11-21T21:58:47.000-0800",
        ] {
            assert_eq!(parse(text), Some(AT), "{text}");
        }
        for text in ["", "2026-11-22", "2026-11-22T05:58:47", "22/11/2026"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn milliseconds_are_written() {
        assert_eq!(format(AT + 123), "2026-11-22T05:58:47.123Z");
        assert_eq!(format(-1), "1969-12-31T23:59:59.999Z");
        assert!(format(i64::MAX).starts_with("9999"));
    }

    #[test]
    fn headers_have_their_own_form() {
        assert_eq!(http_date(AT), "Sun, 22 Nov 2026 05:58:47 GMT");
        let mut headers = HeaderMap::new();
        assert_eq!(of_answer(&headers), None);
        headers.insert(DATE, http_date(AT).parse().unwrap());
        assert_eq!(of_answer(&headers), Some(AT));
        headers.insert(DATE, "yesterday".parse().unwrap());
        assert_eq!(of_answer(&headers), None);
    }
}
