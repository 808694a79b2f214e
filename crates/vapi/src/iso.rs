//! ISO 8601 moments to epoch milliseconds and back, the only calendar arithmetic Vapi's API needs.
//!
//! Days are counted with Howard Hinnant's `days_from_civil`, exact over the proleptic Gregorian
//! calendar: <https://howardhinnant.github.io/date_algorithms.html>.

const MS_PER_DAY: i64 = 86_400_000;

/// Reads `2026-11-19T15:04:11.120Z`, also with an offset (`+02:00`) or without a fraction.
pub(crate) fn parse_ms(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let (clock, rest) = rest.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let (fraction_ms, zone) = fraction(rest)?;
    // A leap second is written as 60; it counts as the next minute's first.
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    let seconds = hour * 3600 + minute * 60 + second - offset_seconds(zone)?;
    Some(days_from_civil(year, month, day) * MS_PER_DAY + seconds * 1000 + fraction_ms)
}

/// Writes `2026-11-19T15:04:11.120Z`. Moments beyond the year 9999 are clamped to it.
pub(crate) fn format_ms(ms: i64) -> String {
    // 0000-01-01 and the last millisecond of 9999: what four digits can say.
    let ms = ms.clamp(-62_167_219_200_000, 253_402_300_799_999);
    let (year, month, day) = civil_from_days(ms.div_euclid(MS_PER_DAY));
    let of_day = ms.rem_euclid(MS_PER_DAY);
    let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
    let milli = of_day % 1000;
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut parts = text.split(separator);
    let mut next = |width| digits(parts.next().filter(|part| part.len() == width)?);
    Some([next(widths[0])?, next(widths[1])?, next(widths[2])?])
}

fn digits(text: &str) -> Option<i64> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// Splits `.123456Z` into whole milliseconds and the zone.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(text) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, zone) = text.split_at(end);
    let ms = fraction.bytes().chain([b'0'; 3]).take(3);
    Some((
        ms.fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0')),
        zone,
    ))
}

fn offset_seconds(zone: &str) -> Option<i64> {
    if zone == "Z" || zone == "z" {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = zone[1..].split_at_checked(2)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    Some(sign * (digits(hours)? * 3600 + digits(minutes)? * 60))
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::{format_ms, parse_ms};

    #[test]
    fn moments_are_read() {
        for (text, expected) in [
            ("2026-11-19T15:04:11.120Z", Some(1_795_100_651_120)),
            ("2026-11-19T15:04:11Z", Some(1_795_100_651_000)),
            ("2026-11-19T15:04:11.1204567Z", Some(1_795_100_651_120)),
            ("2026-11-19T17:04:11.12+02:00", Some(1_795_100_651_120)),
            ("2026-11-19T09:34:11-0530", Some(1_795_100_651_000)),
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2024-02-29T00:00:00Z", Some(1_709_164_800_000)),
            ("2026-11-19", None),
            ("2026-11-19T15:04:11", None),
            ("2026-13-19T15:04:11Z", None),
            ("2026-11-19T15:04:11+", None),
            ("2026-1é-19T15:04:11Z", None),
            ("+026-11-19T15:04:11Z", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(parse_ms(text), expected, "{text}");
        }
    }

    #[test]
    fn moments_round_trip() {
        // Eleven days and a bit at a time, from the year 1 to the year 4000.
        for step in -62_000..64_000 {
            let ms = step * 1_000_000_007;
            assert_eq!(parse_ms(&format_ms(ms)), Some(ms), "{}", format_ms(ms));
        }
    }

    #[test]
    fn absurd_moments_are_clamped() {
        assert_eq!(format_ms(i64::MAX), "9999-12-31T23:59:59.999Z");
        assert_eq!(format_ms(i64::MIN), "0000-01-01T00:00:00.000Z");
    }
}
