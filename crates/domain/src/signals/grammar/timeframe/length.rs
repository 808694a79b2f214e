//! Reads lengths of time from now: "within ninety days", "two to three months".

use super::{
    super::{
        calendar::{self, Interval},
        number,
    },
    mention::{Precision, Reader, Span},
    period::weekday,
};
use crate::signals::Timeframe;

impl Reader<'_> {
    /// A length of time from now: "in two to three months", "within a month", "a fortnight".
    pub(super) fn length(&self, at: usize) -> Option<Span> {
        let opener = self.word(at);
        // "For the first time in eight years."
        if opener == "in" && self.tokens.word_before(at, 1) == "time" {
            return None;
        }
        let (skipped, within) = self.length_opener(at);
        let mut next = at + skipped;
        while matches!(
            self.word(next),
            "like" | "about" | "around" | "maybe" | "say" | "probably"
        ) {
            next += 1;
        }
        // "Half a year."
        if self.tokens.starts_with(next, &["half", "a", "year"]) {
            let day = calendar::add_months(self.today(), 6);
            let start = if within { self.today() } else { day };
            return Some(Span {
                fixed: Some(Timeframe {
                    start: Some(start),
                    end: Some(day),
                }),
                is_within: within,
                ..Span::new(Interval::day(day), next + 3)
            });
        }
        let (low, high, unit_at) = self.count(next, within)?;
        let mut unit_at = unit_at;
        while matches!(
            self.word(unit_at),
            "or" | "so" | "more" | "working" | "of" | "business" | "odd" | "short" | "calendar"
        ) && unit_at < next + 8
        {
            unit_at += 1;
        }
        // "A week or two."
        let or_two = self.tokens.starts_with(unit_at + 1, &["or", "two"]) && high == 1;
        let high = if or_two { 2 } else { high };
        let ahead = |count: i32| match self.word(unit_at) {
            "day" | "days" => Some(calendar::add_days(self.today(), count)),
            "week" | "weeks" => Some(calendar::add_days(self.today(), count * 7)),
            "fortnight" | "fortnights" => Some(calendar::add_days(self.today(), count * 14)),
            "quarters" => Some(calendar::add_months(self.today(), count * 3)),
            "month" | "months" => Some(calendar::add_months(self.today(), count)),
            "year" | "years" if opener == "in" || within || self.is_from_now(unit_at + 1) => {
                Some(calendar::add_months(self.today(), count * 12))
            }
            _ => None,
        };
        let (first, last) = (ahead(low)?, ahead(high)?);
        let mut end = unit_at + if or_two { 3 } else { 1 };
        let from_now = self.is_from_now(end);
        if from_now {
            end += if matches!(self.word(end), "from" | "of") {
                2
            } else {
                1
            };
        } else if self.word(end) == "tomorrow" && matches!(self.word(unit_at), "week" | "weeks") {
            // "A week tomorrow."
            let day = calendar::add_days(first, 1);
            return Some(Span::appointment(day, end + 1));
        } else if matches!(self.word(end), "from" | "on") && weekday(self.word(end + 1)).is_some() {
            // "A week from Monday", "a week on Tuesday".
            let weekday = weekday(self.word(end + 1))?;
            let start = calendar::next_weekday(self.today(), weekday);
            let days = match self.word(unit_at) {
                "week" | "weeks" => low * 7,
                "day" | "days" => low,
                _ => return None,
            };
            let mut span = Span::new(Interval::day(calendar::add_days(start, days)), end + 2);
            span.precision = Precision::Appointment;
            return Some(span);
        }
        if matches!(
            self.word(end),
            "ago"
                | "old"
                | "notice"
                | "into"
                | "left"
                | "late"
                | "back"
                | "earlier"
                | "straight"
                | "running"
                | "each"
                | "behind"
        ) {
            return None;
        }
        // "A month of testing" takes that long.
        if self.word(end) == "of" {
            return None;
        }
        let within = within || self.is_at_most(end);
        let interval = Interval { first, last };
        let start = if within { self.today() } else { first };
        let said_when =
            within || opener == "in" || from_now || self.word(at.wrapping_sub(1)) == "in";
        Some(Span {
            fixed: Some(Timeframe {
                start: Some(start),
                end: Some(last),
            }),
            precision: if said_when {
                Precision::Calendar
            } else {
                Precision::Length
            },
            is_within: within,
            ..Span::new(interval, end)
        })
    }

    /// The words that open a length, and whether they mean that it is the longest.
    fn length_opener(&self, at: usize) -> (usize, bool) {
        let is_next = |at: usize| matches!(self.word(at), "next" | "coming" | "following");
        let the_next = |at: usize| self.word(at) == "the" && is_next(at + 1);
        match self.word(at) {
            "within" | "inside" | "under" if self.word(at + 1) == "of" => (2, true),
            "within" if self.tokens.starts_with(at + 1, &["the", "week"]) => (2, true),
            "within" if the_next(at + 1) => (3, true),
            "within" | "inside" | "under" => (1, true),
            "in" | "over" | "during" if the_next(at + 1) => (3, true),
            "the" if is_next(at + 1) => (2, true),
            word if is_next(at) && word != "following" && !is_unit(self.word(at + 1)) => (1, true),
            "than" if matches!(self.tokens.word_before(at, 1), "less" | "more") => (1, true),
            "in" if self.tokens.starts_with(at, &["in", "less", "than"])
                || self.tokens.starts_with(at, &["in", "under"]) =>
            {
                (if self.word(at + 1) == "less" { 3 } else { 2 }, true)
            }
            "in" | "about" => (1, false),
            _ => (0, false),
        }
    }

    /// "From now", "from today", "out", "'s time".
    fn is_from_now(&self, at: usize) -> bool {
        match self.word(at) {
            "out" | "time" | "hence" => true,
            "from" | "of" => matches!(self.word(at + 1), "now" | "today"),
            _ => false,
        }
    }

    /// "Two weeks tops."
    fn is_at_most(&self, at: usize) -> bool {
        matches!(self.word(at), "tops" | "max" | "maximum")
            || self.tokens.starts_with(at, &["at", "most"])
            || self.tokens.starts_with(at, &["or", "less"])
    }

    /// How many units: "two to three", "a couple of", "a few", "a".
    pub(super) fn count(&self, at: usize, within: bool) -> Option<(i32, i32, usize)> {
        let article = usize::from(self.word(at) == "a");
        match self.word(at + article) {
            "couple" => {
                let of = usize::from(self.word(at + article + 1) == "of");
                return Some((2, 2, at + article + 1 + of));
            }
            "few" => return Some((3, 5, at + article + 1)),
            // Recognizers write "for weeks" for "four weeks".
            "for" if within => return Some((4, 4, at + 1)),
            _ => {}
        }
        if let Some(low) = number::read(self.tokens, at) {
            let count = |value: f64| (1.0..=400.0).contains(&value).then_some(value as i32);
            let connector = usize::from(matches!(self.word(low.end), "to" | "or"));
            if let Some(high) = number::read(self.tokens, low.end + connector)
                && high.value > low.value
            {
                return Some((count(low.value)?, count(high.value)?, high.end));
            }
            return Some((count(low.value)?, count(low.value)?, low.end));
        }
        let opened =
            matches!(self.word(at), "a" | "an" | "fortnight") || (within && is_unit(self.word(at)));
        opened.then_some((1, 1, at + usize::from(!is_unit(self.word(at)))))
    }
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "day" | "days" | "week" | "weeks" | "fortnight" | "month" | "months" | "year" | "years"
    )
}
