//! Names of stretches of the calendar as intervals of dates. Knows days, not words.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::signals::Locale;

/// Days from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) struct Interval {
    /// The first day.
    pub(in crate::signals) first: Date,
    /// The last day.
    pub(in crate::signals) last: Date,
}

impl Interval {
    /// One day.
    pub(in crate::signals) fn day(date: Date) -> Self {
        Self {
            first: date,
            last: date,
        }
    }

    /// The first, middle or last third, by months where there are three and by days in a month.
    pub(in crate::signals) fn third(self, which: Third) -> Self {
        let months = self.months();
        if months == 1 {
            let (from, to) = match which {
                Third::Early => (1, 10),
                Third::Mid => (11, 20),
                Third::Late => (21, self.last.day()),
            };
            return Self {
                first: on_day(self.first, from),
                last: on_day(self.first, to),
            };
        }
        // Early in a year is its first quarter, as in "in the new year".
        let part = (months / 4).max(1);
        let (skip, take) = match which {
            Third::Early => (0, part),
            Third::Mid => (part, months - 2 * part),
            Third::Late => (months - part, part),
        };
        Self {
            first: month_of(add_months(self.first, skip)).first,
            last: month_of(add_months(self.first, skip + take - 1)).last,
        }
    }

    /// The first or second half.
    pub(in crate::signals) fn half(self, second: bool) -> Self {
        let half = (self.months() / 2).max(1);
        let first = add_months(self.first, if second { half } else { 0 });
        Self {
            first,
            last: month_of(add_months(first, half - 1)).last,
        }
    }

    /// The week of a month with this number; the last one are its last seven days.
    pub(in crate::signals) fn week(self, number: Option<i8>) -> Self {
        match number {
            Some(n) => Self {
                first: on_day(self.first, 7 * n - 6),
                last: on_day(self.first, 7 * n),
            },
            None => Self {
                first: add_days(self.last, -6),
                last: self.last,
            },
        }
    }

    fn months(self) -> i32 {
        let index = |d: Date| i32::from(d.year()) * 12 + i32::from(d.month());
        index(self.last) - index(self.first) + 1
    }
}

/// A third of a month, quarter or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Third {
    /// The first.
    Early,
    /// The second.
    Mid,
    /// The last.
    Late,
}

/// Adds days; stays within the calendar.
pub(in crate::signals) fn add_days(date: Date, days: i32) -> Date {
    date.saturating_add(days.days())
}

/// Adds months; the day is cut to the month's length.
pub(in crate::signals) fn add_months(date: Date, months: i32) -> Date {
    date.saturating_add(months.months())
}

fn on_day(month: Date, day: i8) -> Date {
    let last = month.days_in_month();
    month
        .with()
        .day(day.clamp(1, last))
        .build()
        .unwrap_or(month)
}

/// The month around a date.
pub(in crate::signals) fn month_of(date: Date) -> Interval {
    Interval {
        first: date.first_of_month(),
        last: date.last_of_month(),
    }
}

/// A date, if the calendar has it.
pub(in crate::signals) fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// `count` whole months from the first of `month`; months above twelve run on into the next year.
pub(in crate::signals) fn months(year: i16, month: i8, count: i32) -> Option<Interval> {
    let first = add_months(date(year, 1, 1)?, i32::from(month) - 1);
    Some(Interval {
        first,
        last: add_months(first, count - 1).last_of_month(),
    })
}

/// Of the yearly recurring interval, the next one to end on or after `today`.
pub(in crate::signals) fn next_to_end(
    today: Date,
    in_year: impl Fn(i16) -> Option<Interval>,
) -> Option<Interval> {
    (today.year() - 1..=today.year() + 1)
        .filter_map(in_year)
        .find(|interval| interval.last >= today)
}

/// The week around a date, Monday to Sunday.
pub(in crate::signals) fn week_of(date: Date) -> Interval {
    let first = add_days(date, -i32::from(date.weekday().to_monday_zero_offset()));
    Interval {
        first,
        last: add_days(first, 6),
    }
}

/// The quarter around a date.
pub(in crate::signals) fn quarter_of(date: Date) -> Option<Interval> {
    months(date.year(), (date.month() - 1) / 3 * 3 + 1, 3)
}

/// The next such weekday after `today`.
pub(in crate::signals) fn next_weekday(today: Date, weekday: Weekday) -> Date {
    let ahead = today.weekday().until(weekday);
    add_days(today, if ahead == 0 { 7 } else { i32::from(ahead) })
}

/// The month a season starts in. Seasons are whole months, and turned over in Australia.
pub(in crate::signals) fn season_start(name: &str, locale: Locale) -> Option<i8> {
    let north = match name {
        "spring" => 3,
        "summer" => 6,
        "fall" | "autumn" => 9,
        "winter" => 12,
        _ => return None,
    };
    Some(match locale {
        Locale::EnAu => (north + 5) % 12 + 1,
        _ => north,
    })
}

/// The month the fiscal year starts in, unless the prospect says otherwise.
pub(in crate::signals) fn fiscal_start(locale: Locale) -> i8 {
    match locale {
        Locale::EnUs => 1,
        Locale::EnGb | Locale::EnIn => 4,
        Locale::EnAu => 7,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};

    use super::{Third, month_of, months, next_weekday};

    #[test]
    fn parts_of_months_and_quarters() {
        let february = month_of(date(2026, 2, 5));
        assert_eq!(february.third(Third::Late).last, date(2026, 2, 28));
        assert_eq!(february.week(None).first, date(2026, 2, 22));
        let third_quarter = months(2026, 7, 3).expect("a quarter");
        assert_eq!(third_quarter.third(Third::Mid).first, date(2026, 8, 1));
        assert_eq!(third_quarter.last, date(2026, 9, 30));
    }

    #[test]
    fn a_weekday_is_ahead() {
        let friday = date(2026, 11, 20);
        assert_eq!(next_weekday(friday, Weekday::Friday), date(2026, 11, 27));
        assert_eq!(next_weekday(friday, Weekday::Saturday), date(2026, 11, 21));
    }
}
