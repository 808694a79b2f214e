//! Hours in which a number may be called, by the clock where it is.
//!
//! A number says its country, in North America sometimes its part. Where a country has several
//! zones, it must be a good hour in the first and the last of them.

use std::{fmt, str::FromStr};

use jiff::tz::TimeZone;

use crate::time::Timestamp;

const MINUTE_MS: i64 = 60_000;
/// The hours are looked for over this long: every clock shows every hour within a day.
const MINUTES_MAX: i64 = 2 * 24 * 60;
/// With fewer hours than this, those of a continent's two coasts would not meet.
const LENGTH_MIN: u16 = 4 * 60;

/// Hours of the day in which people may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallingHours {
    /// Minutes after midnight.
    from: u16,
    /// Minutes after midnight; no call goes out from then on.
    until: u16,
}

/// Why hours cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoursError;

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be two times of a day, at least four hours apart, as in \"09:00-20:00\"")
    }
}

impl std::error::Error for HoursError {}

impl FromStr for CallingHours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let (from, until) = text.split_once('-').ok_or(HoursError)?;
        let hours = Self {
            from: minutes(from)?,
            until: minutes(until)?,
        };
        let is_long_enough = hours.until >= hours.from.saturating_add(LENGTH_MIN);
        is_long_enough.then_some(hours).ok_or(HoursError)
    }
}

fn minutes(text: &str) -> Result<u16, HoursError> {
    let (hour, minute) = text.trim().split_once(':').ok_or(HoursError)?;
    let number = |text: &str| {
        let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_plain.then(|| text.parse::<u16>().ok()).flatten();
        number.ok_or(HoursError)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let at = hour * 60 + minute;
    (minute < 60 && at <= 24 * 60)
        .then_some(at)
        .ok_or(HoursError)
}

impl CallingHours {
    /// The first moment from `at` on at which the number may be called. A number of a country that
    /// is not known here may be called at any.
    #[must_use]
    pub fn next(&self, number: &str, at: Timestamp) -> Timestamp {
        let zones: Vec<TimeZone> = zones(number)
            .iter()
            .filter_map(|zone| TimeZone::posix(zone).ok())
            .collect();
        if self.are_now(&zones, at) {
            return at;
        }
        let minute = at.0.div_euclid(MINUTE_MS);
        (1..=MINUTES_MAX)
            .map(|later| Timestamp((minute + later) * MINUTE_MS))
            .find(|at| self.are_now(&zones, *at))
            .unwrap_or(at)
    }

    fn are_now(&self, zones: &[TimeZone], at: Timestamp) -> bool {
        let is_in = |minute: i64| (i64::from(self.from)..i64::from(self.until)).contains(&minute);
        zones.iter().all(|zone| {
            let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
            let offset_s = i64::from(zone.to_offset(moment).seconds());
            let local_s = at.0.div_euclid(1_000) + offset_s;
            is_in(local_s.rem_euclid(24 * 3_600) / 60)
        })
    }
}

const EASTERN: &str = "EST5EDT,M3.2.0,M11.1.0";
const PACIFIC: &str = "PST8PDT,M3.2.0,M11.1.0";
const CENTRAL_EUROPE: &[&str] = &["CET-1CEST,M3.5.0,M10.5.0/3"];
const EASTERN_EUROPE: &[&str] = &["EET-2EEST,M3.5.0/3,M10.5.0/4"];

/// The first and the last zone of the place that a number names, in POSIX's notation: rules and not
/// a database, so that nothing is read from the system.
fn zones(number: &str) -> &'static [&'static str] {
    let digits = number.trim_start_matches('+');
    if let Some(national) = digits.strip_prefix('1') {
        return match national.get(..3).unwrap_or_default() {
            "907" => &["AKST9AKDT,M3.2.0,M11.1.0"],
            "808" => &["HST10"],
            "428" | "506" | "782" | "902" => &["AST4ADT,M3.2.0,M11.1.0"],
            "709" | "879" => &["NST3:30NDT,M3.2.0,M11.1.0"],
            // The Caribbean keeps one time all year.
            "246" | "264" | "268" | "284" | "340" | "473" | "664" | "721" | "758" | "767"
            | "784" | "787" | "809" | "829" | "849" | "868" | "869" | "939" => &["AST4"],
            _ => &[EASTERN, PACIFIC],
        };
    }
    (1..=3)
        .rev()
        .filter_map(|length| digits.get(..length))
        .find_map(of_country)
        .unwrap_or_default()
}

fn of_country(code: &str) -> Option<&'static [&'static str]> {
    Some(match code {
        "44" => &["GMT0BST,M3.5.0/1,M10.5.0"],
        "353" => &["GMT0IST,M3.5.0/1,M10.5.0"],
        "351" => &["WET0WEST,M3.5.0/1,M10.5.0"],
        "31" | "32" | "33" | "34" | "36" | "39" | "41" | "43" | "45" | "46" | "47" | "48"
        | "49" | "352" | "356" | "385" | "386" | "420" | "421" => CENTRAL_EUROPE,
        "30" | "40" | "357" | "358" | "359" | "370" | "371" | "372" => EASTERN_EUROPE,
        "27" => &["SAST-2"],
        "52" => &["EST5", "MST7"],
        "55" => &["<-02>2", "<-05>5"],
        "60" | "63" | "65" | "852" | "886" => &["<+08>-8"],
        "61" => &["AEST-10AEDT,M10.1.0,M4.1.0/3", "AWST-8"],
        "64" => &["NZST-12NZDT,M9.5.0,M4.1.0/3"],
        "81" | "82" => &["JST-9"],
        "91" => &["IST-5:30"],
        "971" => &["<+04>-4"],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_called_at_a_good_hour_where_it_is() {
        let hours: CallingHours = "09:00-20:00".parse().unwrap();
        for (number, at, expected) in [
            // Nine in New York is six in San Francisco.
            (
                "+15550134782",
                "2026-11-19T14:00:00Z",
                "2026-11-19T17:00:00Z",
            ),
            (
                "+15550134782",
                "2026-11-19T17:00:00Z",
                "2026-11-19T17:00:00Z",
            ),
            (
                "+15550134782",
                "2026-11-20T00:59:59Z",
                "2026-11-20T00:59:59Z",
            ),
            (
                "+15550134782",
                "2026-11-20T01:00:00Z",
                "2026-11-20T17:00:00Z",
            ),
            // Summer time.
            (
                "+15550134782",
                "2026-07-01T12:00:30Z",
                "2026-07-01T16:00:00Z",
            ),
            (
                "+18085550134",
                "2026-11-19T18:00:00Z",
                "2026-11-19T19:00:00Z",
            ),
            (
                "+442079460958",
                "2026-07-01T07:00:00Z",
                "2026-07-01T08:00:00Z",
            ),
            (
                "+4930901820",
                "2026-01-02T19:00:00Z",
                "2026-01-03T08:00:00Z",
            ),
            (
                "+919876543210",
                "2026-01-02T03:00:00Z",
                "2026-01-02T03:30:00Z",
            ),
            (
                "+61412345678",
                "2026-01-02T00:00:00Z",
                "2026-01-02T01:00:00Z",
            ),
            // A country that is not known.
            (
                "+2250700000000",
                "2026-01-02T03:00:00Z",
                "2026-01-02T03:00:00Z",
            ),
        ] {
            let moment = |text| Timestamp::parse_iso(text).unwrap();
            assert_eq!(
                hours.next(number, moment(at)).iso(),
                moment(expected).iso(),
                "{number} at {at}"
            );
        }
    }

    #[test]
    fn every_zone_can_be_read() {
        for code in 1..1_000 {
            for zone in zones(&format!("+{code}5550134")) {
                assert!(TimeZone::posix(zone).is_ok(), "{zone}");
            }
        }
    }

    #[test]
    fn hours_that_cannot_be_meant_are_refused() {
        for text in [
            "",
            "9-20",
            "09:00",
            "20:00-09:00",
            "09:00-12:00",
            "09:00-25:00",
            "09:60-20:00",
        ] {
            assert_eq!(text.parse::<CallingHours>(), Err(HoursError), "{text}");
        }
        assert!("00:00-24:00".parse::<CallingHours>().is_ok());
    }
}
