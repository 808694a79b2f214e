//! Reads days and months: "March 31", "the thirty first of July", "the eighteenth".

use jiff::civil::Weekday;

use super::{
    super::{
        calendar::{self, Interval},
        number,
    },
    mention::{Reader, Span},
};
use crate::signals::{
    tokens::{Break, Tokens},
    word_list::WordList,
};

impl Reader<'_> {
    /// "March", "March 31, 2026", "the thirty first of July".
    pub(super) fn month_or_day(&self, at: usize) -> Option<Span> {
        if let Some(month) = self.month(at) {
            // "May end", as in "month end".
            if self.word(at + 1) == "end" && !matches!(self.word(at + 2), "of" | "up") {
                let whole = self.in_month(month, None, at + 2)?;
                return Some(Span {
                    is_end: true,
                    ..whole
                });
            }
            // "September fourteenth", "September the fourteenth".
            let the = usize::from(
                self.word(at + 1) == "the" && number::read(self.tokens, at + 2).is_none(),
            );
            let day = self
                .day(at + 1 + the)
                .filter(|_| self.tokens.break_after(at) < Break::Sentence);
            // "December first week", "July. First week of August."
            if let Some((number, end)) = day
                && matches!(self.word(end), "week" | "weak")
            {
                if !(1..=4).contains(&number) || self.word(end + 1) == "of" {
                    return self.in_month(month, None, at + 1);
                }
                let whole = self.in_month(month, None, at + 1)?;
                return Some(Span::new(whole.interval.week(Some(number)), end + 1));
            }
            let end = day.map_or(at + 1, |(_, end)| end);
            return self.in_month(month, day.map(|(day, _)| day), end);
        }
        let (day, end) = self.day(at)?;
        let of = usize::from(self.word(end) == "of");
        // "The tenth of next month."
        if of == 1 && self.word(end + 2) == "month" {
            let ahead = match self.word(end + 1) {
                "next" => 1,
                "this" | "the" => 0,
                _ => return None,
            };
            let month = calendar::add_months(self.today().first_of_month(), ahead);
            let date = calendar::date(month.year(), month.month(), day)?;
            let named = self.word(end + 1) != "the";
            return (named && date >= self.today())
                .then(|| Span::new(Interval::day(date), end + 3));
        }
        let month = self.month(end + of)?;
        self.in_month(month, Some(day), end + of + 1)
    }

    /// "The eighteenth", "by the 8th": of the month named before, else the next one to come.
    pub(super) fn bare_day(&self, at: usize, last: Option<Interval>) -> Option<Span> {
        let (day, end) = self.day(at)?;
        // A bare number is no day: it needs its ordinal, and an article or "onwards".
        let ordinal = number::read(self.tokens, at).is_none_or(|n| n.end < end);
        let marked =
            matches!(self.tokens.word_before(at, 1), "the" | "by") || self.word(end) == "onwards";
        if !ordinal || !marked || self.noun_follows(end) && self.word(end) != "onwards" {
            return None;
        }
        let today = self.today();
        let from = last.map_or(today, |last| {
            // "The last week of March or the first of April, by the seventh."
            let in_one = last.first.month() == last.last.month();
            let first = if in_one {
                last.first.first_of_month()
            } else {
                last.first
            };
            first.max(today)
        });
        let date = (0..3).find_map(|months| {
            let month = calendar::add_months(from.first_of_month(), months);
            calendar::date(month.year(), month.month(), day).filter(|d| *d >= from)
        })?;
        Some(Span::appointment(date, end))
    }

    /// "Monday the thirteenth": the next thirteenth that is a Monday.
    pub(super) fn weekday_dated(&self, at: usize, named: Weekday) -> Option<Span> {
        let bare = self.bare_day(at, None)?;
        let day = bare.interval.first.day();
        let date = (0..12).find_map(|months| {
            let month = calendar::add_months(self.today().first_of_month(), months);
            calendar::date(month.year(), month.month(), day)
                .filter(|date| *date >= self.today() && date.weekday() == named)
        })?;
        Some(Span::appointment(date, bare.end))
    }

    /// "The first thing", "the second floor": no day.
    pub(super) fn noun_follows(&self, at: usize) -> bool {
        !matches!(
            self.word(at),
            "" | "so"
                | "and"
                | "or"
                | "because"
                | "if"
                | "is"
                | "it"
                | "we"
                | "i"
                | "at"
                | "for"
                | "would"
                | "works"
                | "before"
                | "then"
                | "suits"
                | "latest"
                | "once"
                | "when"
                | "after"
                | "please"
                | "to"
                | "but"
                | "no"
                | "yes"
        ) && self.tokens.break_after(at.wrapping_sub(1)) == Break::None
    }

    pub(super) fn in_month(&self, month: i8, day: Option<i8>, end: usize) -> Option<Span> {
        let in_year = |year| match day {
            Some(day) => calendar::date(year, month, day).map(Interval::day),
            None => calendar::months(year, month, 1),
        };
        match self.year(end) {
            Some((year, end)) => Some(Span::new(in_year(year)?, end)),
            None => Some(Span::new(
                calendar::next_to_end(self.today(), in_year)?,
                end,
            )),
        }
    }

    /// A month's number, unless its name is a verb here.
    pub(super) fn month(&self, at: usize) -> Option<i8> {
        let month = match self.word(at) {
            "january" | "jan" => 1,
            "february" | "feb" => 2,
            "march" => 3,
            "april" => 4,
            "may" => {
                let before = self.tokens.word_before(at, 1);
                let after = self.word(at + 1);
                let prepared = matches!(
                    before,
                    "in" | "by"
                        | "before"
                        | "after"
                        | "until"
                        | "till"
                        | "of"
                        | "early"
                        | "mid"
                        | "late"
                        | "next"
                        | "this"
                        | "from"
                        | "sometime"
                        | "for"
                        | "since"
                        | "like"
                        | "around"
                        | "maybe"
                        | "to"
                        | "between"
                        | "during"
                        | "come"
                        | "and"
                        | "or"
                        | "than"
                        | "no"
                        | "sorry"
                        | "rather"
                        | "but"
                        | "not"
                        | "april"
                        | "june"
                        | "say"
                        | "mid-may"
                        | "forget"
                        | "scratch"
                        | "scrap"
                );
                let used = matches!(after, "onwards" | "works" | "or" | "first" | "")
                    || self.day(at + 1).is_some();
                if !prepared && !used {
                    return None;
                }
                5
            }
            "june" => 6,
            "july" => 7,
            "august" => 8,
            "september" | "sept" => 9,
            "october" | "oct" => 10,
            "november" | "nov" => 11,
            "december" | "dec" => 12,
            _ => return None,
        };
        Some(month)
    }

    /// A day of the month: "31", "31st", "thirty first", "august seventeen".
    pub(super) fn day(&self, at: usize) -> Option<(i8, usize)> {
        if let Some(day) = ordinal(self.tokens, at) {
            return Some((day, at + 1));
        }
        if let Some(tens) = number::tens(self.word(at))
            && let Some(ones) = ordinal(self.tokens, at + 1).filter(|o| *o < 10)
        {
            let day = tens as i8 + ones;
            return (day <= 31).then_some((day, at + 2));
        }
        let number = number::read(self.tokens, at)?;
        let in_month = (1.0..=31.0).contains(&number.value) && number.value.fract() == 0.0;
        let suffix = usize::from(matches!(self.word(number.end), "st" | "nd" | "rd" | "th"));
        in_month.then_some((number.value as i8, number.end + suffix))
    }
}

/// The value of an ordinal word.
fn ordinal(tokens: &Tokens, at: usize) -> Option<i8> {
    static ORDINALS: WordList = WordList::of(&[
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ]);
    if tokens.word(at) == "thirtieth" {
        return Some(30);
    }
    let index = ORDINALS.place(tokens, at)?;
    i8::try_from(index + 1).ok()
}
