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
        let mut next = at;
        let within = match opener {
            "within" | "inside" => {
                next += 1;
                true
            }
            "in" | "over" if self.tokens.starts_with(at + 1, &["the", "next"]) => {
                next += 3;
                true
            }
            "the" if self.word(at + 1) == "next" => {
                next += 2;
                true
            }
            "in" | "about" => {
                next += 1;
                false
            }
            _ => false,
        };
        while matches!(
            self.word(next),
            "like" | "about" | "around" | "maybe" | "say" | "probably"
        ) {
            next += 1;
        }
        let (low, high, unit_at) = self.count(next, within)?;
        let mut unit_at = unit_at;
        while matches!(self.word(unit_at), "or" | "so" | "more" | "working" | "of")
            && unit_at < next + 8
        {
            unit_at += 1;
        }
        let ahead = |count: i32| match self.word(unit_at) {
            "day" | "days" => Some(calendar::add_days(self.today(), count)),
            "week" | "weeks" => Some(calendar::add_days(self.today(), count * 7)),
            "fortnight" => Some(calendar::add_days(self.today(), count * 14)),
            "month" | "months" => Some(calendar::add_months(self.today(), count)),
            "year" | "years" if opener == "in" || within => {
                Some(calendar::add_months(self.today(), count * 12))
            }
            _ => None,
        };
        let (first, last) = (ahead(low)?, ahead(high)?);
        let mut end = unit_at + 1;
        let out = self.word(end) == "out";
        let from_now =
            out || self.word(end) == "from" && matches!(self.word(end + 1), "now" | "today");
        if from_now {
            end += if out { 1 } else { 2 };
        } else if self.word(end) == "from" {
            // "A week from Monday."
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
            "ago" | "old" | "notice" | "into" | "left" | "late"
        ) {
            return None;
        }
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
            ..Span::new(interval, end)
        })
    }

    /// How many units: "two to three", "a couple of", "a few", "a".
    pub(super) fn count(&self, at: usize, within: bool) -> Option<(i32, i32, usize)> {
        let article = usize::from(self.word(at) == "a");
        match self.word(at + article) {
            "couple" => {
                let of = usize::from(self.word(at + article + 1) == "of");
                return Some((2, 2, at + article + 1 + of));
            }
            "few" => return Some((if within { 3 } else { 2 }, 5, at + article + 1)),
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
        let opened = matches!(self.word(at), "a" | "an") || (within && is_unit(self.word(at)));
        opened.then_some((1, 1, at + usize::from(!is_unit(self.word(at)))))
    }
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "day" | "days" | "week" | "weeks" | "fortnight" | "month" | "months" | "year" | "years"
    )
}
