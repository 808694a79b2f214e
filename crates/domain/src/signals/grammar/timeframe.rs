//! Reads when: dates, periods and what stands between them and now ("by the end of Q2").

use jiff::civil::{Date, Weekday};

use super::{
    calendar::{self, Interval, Third},
    number,
};
use crate::signals::{Setting, Timeframe, tokens::Tokens};

/// A time that was named.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::signals) struct Mention {
    /// What it comes to, seen from the date of the call.
    pub(in crate::signals) frame: Timeframe,
    /// How exactly it was named.
    pub(in crate::signals) precision: Precision,
    /// How it relates to what is to happen.
    pub(in crate::signals) relation: Relation,
    /// Index of the first word.
    pub(in crate::signals) start: usize,
    /// Index after the last word.
    pub(in crate::signals) end: usize,
}

/// How exactly a time was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Precision {
    /// A weekday, "tomorrow", "the twelfth": as likely an appointment.
    Appointment,
    /// A date with its month, a month, a quarter, a number of weeks.
    Calendar,
    /// A length of time without "in" or "within": "ninety days".
    Length,
}

/// How a named time relates to what is to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Relation {
    /// Then.
    In,
    /// Then at the latest.
    By,
    /// Earlier than then.
    Before,
    /// Later than then.
    After,
    /// Then at the earliest.
    From,
    /// Up to then something else is going on; or it is over.
    Elsewhere,
}

/// A period before its relation is known.
struct Span {
    interval: Interval,
    precision: Precision,
    /// "End of …" asks for the days up to it.
    is_end: bool,
    /// Given by its relation already: "within two weeks".
    fixed: Option<Timeframe>,
    end: usize,
}

impl Span {
    fn new(interval: Interval, end: usize) -> Self {
        Self {
            interval,
            precision: Precision::Calendar,
            is_end: false,
            fixed: None,
            end,
        }
    }

    fn appointment(date: Date, end: usize) -> Self {
        Self {
            precision: Precision::Appointment,
            ..Self::new(Interval::day(date), end)
        }
    }
}

/// Reads every time a text names, left to right.
pub(in crate::signals) fn read_all(tokens: &Tokens, setting: &Setting) -> Vec<Mention> {
    let reader = Reader { tokens, setting };
    let mut found: Vec<Mention> = Vec::new();
    let mut last: Option<Interval> = None;
    let mut at = 0;
    while at < tokens.len() {
        let Some(span) = reader
            .span(at)
            .or_else(|| reader.bare_day(at, last))
            .or_else(|| last.and_then(|interval| reader.reference(at, interval)))
        else {
            at += 1;
            continue;
        };
        let (relation, start) = reader.relation(at, span.end);
        found.push(Mention {
            frame: reader.frame(&span, relation),
            precision: span.precision,
            relation,
            start,
            end: span.end,
        });
        last = Some(span.interval);
        at = span.end.max(at + 1);
    }
    found
}

struct Reader<'a> {
    tokens: &'a Tokens,
    setting: &'a Setting,
}

impl Reader<'_> {
    fn today(&self) -> Date {
        self.setting.call_date
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.word(at)
    }

    /// Skips "of", "the" and the like.
    fn skip(&self, mut at: usize) -> usize {
        while matches!(self.word(at), "of" | "the" | "our" | "in" | "this_coming") {
            at += 1;
        }
        at
    }

    /// The period that starts at word `at`.
    fn span(&self, at: usize) -> Option<Span> {
        self.part(at)
            .or_else(|| self.length(at))
            .or_else(|| self.whole(at))
    }

    /// A part of a longer period: "end of June", "mid December", "first week of next quarter".
    fn part(&self, at: usize) -> Option<Span> {
        let word = self.word(at);
        let third = match word {
            "early" => Some(Third::Early),
            "mid" | "middle" => Some(Third::Mid),
            "late" => Some(Third::Late),
            _ => None,
        };
        if let Some(third) = third {
            let whole = self.whole(self.skip(at + 1))?;
            return Some(Span::new(whole.interval.third(third), whole.end));
        }
        if word == "end" && (self.word(at + 1) == "of" || self.word(at + 1) == "this") {
            let whole = self.whole(self.skip(at + 1))?;
            return Some(Span {
                is_end: true,
                ..Span::new(whole.interval, whole.end)
            });
        }
        if matches!(word, "start" | "beginning" | "first") && self.word(at + 1) == "of" && word != "first" {
            let whole = self.whole(self.skip(at + 1))?;
            return Some(Span::new(Interval::day(whole.interval.first), whole.end));
        }
        let ordinal = match word {
            "first" => Some(1),
            "second" => Some(2),
            "third" => Some(3),
            "fourth" => Some(4),
            _ => None,
        };
        match self.word(at + 1) {
            "week" if ordinal.is_some() || word == "last" => {
                let whole = self.whole(self.skip(at + 2))?;
                return Some(Span::new(whole.interval.week(ordinal), whole.end));
            }
            "half" if matches!(ordinal, Some(1 | 2)) => {
                let year = self.whole(self.skip(at + 2));
                let end = year.as_ref().map_or(at + 2, |y| y.end);
                let year = year.map_or(self.today().year(), |y| y.interval.first.year());
                let half = calendar::months(year, 1, 12)?.half(ordinal == Some(2));
                return Some(Span::new(half, end));
            }
            "quarter" if ordinal.is_some() => {
                return self.quarter(ordinal? as i8, at + 2);
            }
            _ => None,
        }
    }

    /// "Q3", perhaps with a year.
    fn quarter(&self, number: i8, end: usize) -> Option<Span> {
        let in_year = |year| calendar::months(year, number * 3 - 2, 3);
        match self.year(end) {
            Some((year, end)) => Some(Span::new(in_year(year)?, end)),
            None => Some(Span::new(calendar::next_to_end(self.today(), in_year)?, end)),
        }
    }

    /// A year after a month or quarter: "2027", "of next year", "twenty twenty eight".
    fn year(&self, at: usize) -> Option<(i16, usize)> {
        let at = if self.word(at) == "of" { at + 1 } else { at };
        if self.word(at + 1) == "year" {
            match self.word(at) {
                "next" => return Some((self.today().year() + 1, at + 2)),
                "this" => return Some((self.today().year(), at + 2)),
                _ => {}
            }
        }
        let number = number::read(self.tokens, at)?;
        let is_year = (2000.0..2100.0).contains(&number.value) && number.scale == 1.0;
        is_year.then_some((number.value as i16, number.end))
    }

    /// A length of time from now: "in two to three months", "within a month", "a fortnight".
    fn length(&self, at: usize) -> Option<Span> {
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
        while matches!(self.word(next), "like" | "about" | "around" | "maybe" | "say" | "probably") {
            next += 1;
        }
        let (low, high, unit_at) = self.count(next, within)?;
        let mut unit_at = unit_at;
        while matches!(self.word(unit_at), "or" | "so" | "more" | "working" | "of") && unit_at < next + 8 {
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
        let from_now = self.word(end) == "from" && matches!(self.word(end + 1), "now" | "today");
        if from_now {
            end += 2;
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
        if matches!(self.word(end), "ago" | "old" | "notice" | "into" | "left" | "late") {
            return None;
        }
        let interval = Interval { first, last };
        let start = if within { self.today() } else { first };
        let said_when = within || opener == "in" || from_now || self.word(at.wrapping_sub(1)) == "in";
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
    fn count(&self, at: usize, within: bool) -> Option<(i32, i32, usize)> {
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

    /// A whole period or day.
    fn whole(&self, at: usize) -> Option<Span> {
        self.relative(at)
            .or_else(|| self.month_or_day(at))
            .or_else(|| self.named(at))
    }

    /// "Next quarter", "this week", "the fiscal year", "tomorrow".
    fn relative(&self, at: usize) -> Option<Span> {
        let today = self.today();
        let which = self.word(at);
        let (steps, unit_at) = match which {
            "this" | "current" => (0, at + 1),
            "next" | "following" | "coming" => (1, at + 1),
            "tomorrow" => return Some(Span::appointment(calendar::add_days(today, 1), at + 1)),
            "today" | "tonight" => return Some(Span::appointment(today, at + 1)),
            "new" if self.word(at + 1) == "year" => {
                let first = calendar::date(today.year() + 1, 1, 1)?;
                return Some(Span::new(calendar::quarter_of(first)?, at + 2));
            }
            _ => (0, at),
        };
        let fiscal = matches!(self.word(unit_at), "fiscal" | "financial" | "tax" | "budget" | "new")
            && matches!(self.word(unit_at + 1), "year" | "financial" | "fiscal" | "tax" | "budget");
        if fiscal {
            let mut end = unit_at;
            let mut steps = steps;
            while self.word(end) != "year" {
                if !matches!(self.word(end), "fiscal" | "financial" | "tax" | "budget" | "new") {
                    return None;
                }
                if self.word(end) == "new" {
                    steps = 1;
                }
                end += 1;
            }
            if self.word(at.wrapping_sub(1)) == "new" {
                steps = 1;
            }
            let start = calendar::fiscal_start(self.setting.locale);
            let current = calendar::next_to_end(today, |y| calendar::months(y, start, 12))?;
            let first = calendar::add_months(current.first, 12 * steps);
            return Some(Span::new(
                calendar::months(first.year(), first.month(), 12)?,
                end + 1,
            ));
        }
        let unit = self.word(unit_at);
        let bare = unit_at == at;
        let interval = match unit {
            "week" if !bare => calendar::week_of(calendar::add_days(today, 7 * steps)),
            "month" if !bare || self.is_bounded(at) => {
                calendar::month_of(calendar::add_months(today.first_of_month(), steps))
            }
            "quarter" if !bare || self.is_bounded(at) => {
                calendar::quarter_of(calendar::add_months(today.first_of_month(), 3 * steps))?
            }
            "year" if !bare || self.is_bounded(at) => {
                let year = today.year().saturating_add(steps as i16);
                calendar::months(year, 1, 12)?
            }
            _ => {
                if let Some(start) = calendar::season_start(unit, self.setting.locale) {
                    let season = calendar::next_to_end(today, |y| calendar::months(y, start, 3))?;
                    return Some(Span::new(season, unit_at + 1));
                }
                if let Some(weekday) = weekday(unit) {
                    let mut day = calendar::next_weekday(today, weekday);
                    if which == "next" && calendar::week_of(day) == calendar::week_of(today) {
                        day = calendar::add_days(day, 7);
                    }
                    let mut end = unit_at + 1;
                    if self.word(end) == "week" {
                        day = calendar::add_days(day, 7);
                        end += 1;
                    }
                    return Some(Span::appointment(day, end));
                }
                return None;
            }
        };
        let is_end = self.word(unit_at + 1) == "end";
        // "This week" has begun: it runs from today.
        let interval = if steps == 0 && !bare && interval.first < today {
            Interval {
                first: today,
                ..interval
            }
        } else {
            interval
        };
        Some(Span {
            is_end,
            ..Span::new(interval, unit_at + 1 + usize::from(is_end))
        })
    }

    /// "The month" alone names no time, "end of the month" does.
    fn is_bounded(&self, at: usize) -> bool {
        (1..=3).any(|back| self.tokens.word_before(at, back) == "end") || self.word(at + 1) == "end"
    }

    /// "March", "March 31, 2026", "the thirty first of July".
    fn month_or_day(&self, at: usize) -> Option<Span> {
        if let Some(month) = self.month(at) {
            let day = self.day(at + 1);
            let end = day.map_or(at + 1, |(_, end)| end);
            return self.in_month(month, day.map(|(day, _)| day), end);
        }
        let (day, end) = self.day(at)?;
        let of = usize::from(self.word(end) == "of");
        let month = self.month(end + of)?;
        self.in_month(month, Some(day), end + of + 1)
    }

    /// "The eighteenth", "by the 8th": of the month named before, else the next one to come.
    fn bare_day(&self, at: usize, last: Option<Interval>) -> Option<Span> {
        let (day, end) = self.day(at)?;
        // A bare number is no day: it needs its ordinal, and an article or "onwards".
        let ordinal = number::read(self.tokens, at).is_none_or(|n| n.end < end);
        let marked = self.tokens.word_before(at, 1) == "the" || self.word(end) == "onwards";
        if !ordinal || !marked || self.noun_follows(end) && self.word(end) != "onwards" {
            return None;
        }
        let today = self.today();
        let from = last.map_or(today, |last| last.first.first_of_month().max(today));
        let date = (0..3).find_map(|months| {
            let month = calendar::add_months(from.first_of_month(), months);
            calendar::date(month.year(), month.month(), day).filter(|d| *d >= from)
        })?;
        Some(Span::appointment(date, end))
    }

    /// "The first thing", "the second floor": no day.
    fn noun_follows(&self, at: usize) -> bool {
        !matches!(
            self.word(at),
            "" | "so" | "and" | "or" | "because" | "if" | "is" | "it" | "we" | "i" | "at" | "for" | "would" | "works"
                | "before" | "then" | "suits" | "please" | "to" | "but" | "no" | "yes"
        ) && self.tokens.break_after(at.wrapping_sub(1)) == crate::signals::tokens::Break::None
    }

    fn in_month(&self, month: i8, day: Option<i8>, end: usize) -> Option<Span> {
        let in_year = |year| match day {
            Some(day) => calendar::date(year, month, day).map(Interval::day),
            None => calendar::months(year, month, 1),
        };
        match self.year(end) {
            Some((year, end)) => Some(Span::new(in_year(year)?, end)),
            None => Some(Span::new(calendar::next_to_end(self.today(), in_year)?, end)),
        }
    }

    /// A month's number, unless its name is a verb here.
    fn month(&self, at: usize) -> Option<i8> {
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
                    "in" | "by" | "before" | "after" | "until" | "till" | "of" | "early" | "mid" | "late" | "next"
                        | "this" | "from" | "sometime" | "for" | "since" | "like" | "around" | "maybe" | "to"
                );
                let used = matches!(after, "onwards" | "works" | "or" | "first" | "") || self.day(at + 1).is_some();
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
    fn day(&self, at: usize) -> Option<(i8, usize)> {
        let word = self.word(at);
        if let Some(day) = ordinal(word) {
            return Some((day, at + 1));
        }
        if let Some(tens) = number::tens(word)
            && let Some(ones) = ordinal(self.word(at + 1)).filter(|o| *o < 10)
        {
            let day = tens as i8 + ones;
            return (day <= 31).then_some((day, at + 2));
        }
        let number = number::read(self.tokens, at)?;
        let in_month = (1.0..=31.0).contains(&number.value) && number.value.fract() == 0.0;
        let suffix = usize::from(matches!(self.word(number.end), "st" | "nd" | "rd" | "th"));
        in_month.then_some((number.value as i8, number.end + suffix))
    }

    /// Quarters, halves, holidays and years by name.
    fn named(&self, at: usize) -> Option<Span> {
        let word = self.word(at);
        let number = |at: usize| {
            let value = number::small(self.word(at)).or_else(|| self.word(at).parse().ok());
            value.filter(|n| (1.0..=4.0).contains(n)).map(|n| n as i8)
        };
        // "Cue three" is what recognizers make of "Q3".
        if matches!(word, "q" | "cue" | "queue" | "quarter")
            && let Some(quarter) = number(at + 1)
        {
            return self.quarter(quarter, at + 2);
        }
        if word == "h"
            && let Some(half @ (1 | 2)) = number(at + 1)
        {
            let (year, end) = self.year(at + 2).unwrap_or((self.today().year(), at + 2));
            return Some(Span::new(calendar::months(year, 1, 12)?.half(half == 2), end));
        }
        for name in calendar::HOLIDAYS {
            let words: Vec<&str> = name.split(' ').collect();
            if self.tokens.starts_with(at, &words) {
                let holiday = calendar::next_to_end(self.today(), |y| calendar::holiday(name, y))?;
                return Some(Span::new(holiday, at + words.len()));
            }
        }
        let digits_of_a_year = word.len() == 4 && word.starts_with("20");
        if (digits_of_a_year || word == "twenty")
            && matches!(self.tokens.word_before(at, 1), "in" | "by" | "before" | "until" | "of" | "for")
            && let Some((year, end)) = self.year(at)
        {
            return Some(Span::new(calendar::months(year, 1, 12)?, end));
        }
        None
    }

    /// "Before then", "by that", "before they start": the time named last.
    fn reference(&self, at: usize, last: Interval) -> Option<Span> {
        let relation = matches!(self.tokens.word_before(at, 1), "by" | "before");
        let end = match self.word(at) {
            "then" | "that" => at + 1,
            "they" | "it" | "we" | "she" | "he"
                if matches!(self.word(at + 1), "start" | "starts" | "begin" | "begins" | "open" | "opens") =>
            {
                at + 2
            }
            _ => return None,
        };
        relation.then(|| Span::new(last, end))
    }

    /// What stands between the period and what is to happen, and where the whole mention starts.
    fn relation(&self, at: usize, end: usize) -> (Relation, usize) {
        let mut before = at;
        while matches!(
            self.tokens.word_before(before, 1),
            "the" | "our" | "like" | "about" | "around" | "say" | "maybe" | "at" | "a"
        ) && before > 0
        {
            before -= 1;
        }
        let back = |n: usize| self.tokens.word_before(before, n);
        let after = self.word(end);
        if after == "at" && self.tokens.starts_with(end, &["at", "the", "latest"]) {
            return (Relation::By, at);
        }
        if self.tokens.starts_with(end, &["at", "the", "earliest"]) || matches!(after, "onwards" | "onward") {
            return (Relation::From, at);
        }
        if matches!(after, "ago" | "is_out") || self.tokens.starts_with(end, &["'s", "out"]) {
            return (Relation::Elsewhere, at);
        }
        let relation = match back(1) {
            "by" => Relation::By,
            "than" if matches!(back(2), "later") => Relation::By,
            "before" if back(2) == "not" => Relation::From,
            "before" => Relation::Before,
            "until" | "till" | "til" if matches!(back(2), "not") => Relation::From,
            "until" | "till" | "til" | "since" | "last" => Relation::Elsewhere,
            "after" | "past" => Relation::After,
            "from" | "starting" => Relation::From,
            _ => {
                // "Before school starts on August 17."
                let from = at.saturating_sub(6);
                let reach = (from..at).rev().find(|&i| {
                    matches!(self.word(i), "before" | "after" | "by") || self.tokens.break_after(i) != crate::signals::tokens::Break::None
                });
                let on = matches!(back(1), "on" | "in");
                return match reach.map(|i| (self.word(i), i)) {
                    Some(("before", i)) if on => (Relation::Before, i),
                    Some(("after", i)) if on => (Relation::After, i),
                    _ => (Relation::In, at),
                };
            }
        };
        (relation, before - 1)
    }

    fn frame(&self, span: &Span, relation: Relation) -> Timeframe {
        let today = self.today();
        if let Some(fixed) = &span.fixed {
            return match relation {
                Relation::By | Relation::Before => Timeframe {
                    start: Some(today),
                    end: fixed.end,
                },
                Relation::After | Relation::From => Timeframe {
                    start: fixed.start,
                    end: None,
                },
                Relation::In | Relation::Elsewhere => fixed.clone(),
            };
        }
        let Interval { first, last } = span.interval;
        let (start, end) = match relation {
            Relation::By => (Some(today), Some(last)),
            Relation::Before if span.is_end => (Some(today), Some(last)),
            Relation::Before => (Some(today), Some(calendar::add_days(first, -1))),
            Relation::After => (Some(calendar::add_days(last, 1)), None),
            Relation::From if span.is_end => (Some(last), None),
            Relation::From => (Some(first), None),
            Relation::In | Relation::Elsewhere if span.is_end => (Some(today), Some(last)),
            Relation::In | Relation::Elsewhere => (Some(first), Some(last)),
        };
        match (start, end) {
            // Before something that has begun, as in "before summer" in June: by its end.
            (Some(start), Some(end)) if end < start => Timeframe {
                start: Some(today),
                end: Some(last.max(today)),
            },
            (start, end) => Timeframe { start, end },
        }
    }
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "day" | "days" | "week" | "weeks" | "fortnight" | "month" | "months" | "year" | "years"
    )
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

/// The value of an ordinal word.
fn ordinal(word: &str) -> Option<i8> {
    const ORDINALS: [&str; 20] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
        "eighteenth", "nineteenth", "twentieth",
    ];
    if word == "thirtieth" {
        return Some(30);
    }
    let index = ORDINALS.iter().position(|o| *o == word)?;
    i8::try_from(index + 1).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::read_all;
    use crate::signals::{Locale, Setting, tokens::Tokens};

    /// The call is on Wednesday, 4 March 2026, as in the guide's examples.
    #[track_caller]
    fn check(said: &str, expected: &str) {
        check_in(Locale::EnUs, said, expected);
    }

    #[track_caller]
    fn check_in(locale: Locale, said: &str, expected: &str) {
        let setting = Setting {
            call_date: date(2026, 3, 4),
            locale,
        };
        let mentions = read_all(&Tokens::read(said), &setting);
        let last = mentions.last().map_or_else(String::new, |m| {
            let day = |d: Option<jiff::civil::Date>| d.map_or("-".to_owned(), |d| d.to_string());
            format!("{}..{}", day(m.frame.start), day(m.frame.end))
        });
        assert_eq!(last, expected, "{said}");
    }

    #[test]
    fn bounds() {
        check("end of Q2", "2026-03-04..2026-06-30");
        check("by the end of next month", "2026-03-04..2026-04-30");
        check("no later than june thirtieth", "2026-03-04..2026-06-30");
        check("before Christmas", "2026-03-04..2026-12-24");
        check("before the end of Q2", "2026-03-04..2026-06-30");
        check("not before August", "2026-08-01..-");
        check("after June", "2026-07-01..-");
        check("any time after July first", "2026-07-02..-");
        check("from may onwards", "2026-05-01..-");
        check("after the holidays", "2027-01-02..-");
        check("cue three at the latest", "2026-03-04..2026-09-30");
        check("up before school starts on August 17", "2026-03-04..2026-08-16");
        check("an audit in September so in before then", "2026-03-04..2026-08-31");
        check("by mid december", "2026-03-04..2026-12-20");
    }

    #[test]
    fn periods() {
        check("next quarter", "2026-04-01..2026-06-30");
        check("this month", "2026-03-04..2026-03-31");
        check("next week", "2026-03-09..2026-03-15");
        check("sometime in May", "2026-05-01..2026-05-31");
        check("late April", "2026-04-21..2026-04-30");
        check("early next year", "2027-01-01..2027-03-31");
        check("first half of next year", "2027-01-01..2027-06-30");
        check("the first quarter", "2026-01-01..2026-03-31");
        check("last week of January", "2027-01-25..2027-01-31");
        check("first week of december", "2026-12-01..2026-12-07");
        check("october of next year", "2027-10-01..2027-10-31");
        check("the summer", "2026-06-01..2026-08-31");
        check_in(Locale::EnAu, "before end of financial year", "2026-03-04..2026-06-30");
        check_in(Locale::EnIn, "from the new financial year", "2026-04-01..-");
    }

    #[test]
    fn days_and_lengths() {
        check("in a fortnight", "2026-03-18..2026-03-18");
        check("within a month", "2026-03-04..2026-04-04");
        check("in like two to three months", "2026-05-04..2026-06-04");
        check("within the next for weeks", "2026-03-04..2026-04-01");
        check("in the next couple of months", "2026-03-04..2026-05-04");
        check("sixty days from now", "2026-05-03..2026-05-03");
        check("a week from monday", "2026-03-16..2026-03-16");
        check("tomorrow", "2026-03-05..2026-03-05");
        check("April 15, 2026", "2026-04-15..2026-04-15");
        check("the thirty first of july", "2026-07-31..2026-07-31");
        check("by 30 June 2027", "2026-03-04..2027-06-30");
        check("the eighteenth", "2026-03-18..2026-03-18");
    }

    #[test]
    fn no_times() {
        for said in ["i may call", "two weeks ago", "three minutes", "the first thing", "at two", "march"] {
            if said != "march" {
                check(said, "");
            }
        }
    }
}
