//! Reads periods: weeks, months, quarters, halves, seasons, holidays, years and their parts.

use jiff::civil::Weekday;

use super::{
    super::{
        calendar::{self, Interval, Third},
        number,
    },
    mention::{Reader, Span},
};
use crate::signals::tokens::Break;

/// What may follow a season that is a time: nouns it may modify are too many to list, these are
/// not. Periods it names, particles, subjects of a new clause and verbs.
const AFTER_A_SEASON: &str = "season term semester quarter time months \
    and or but so if when because though then as of in at on to for by before after with through \
    until till onwards onward next this that the our my a no not yes ok please maybe perhaps \
    sometime somewhere too right thanks again \
    i we you it he she they there \
    is 's was will would should could can might may works suits sounds makes comes starts begins \
    ends arrives hits sets";

impl Reader<'_> {
    /// A part of a longer period: "end of June", "mid December", "first week of next quarter".
    pub(super) fn part(&self, at: usize) -> Option<Span> {
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
        if matches!(word, "start" | "beginning" | "first")
            && self.word(at + 1) == "of"
            && word != "first"
        {
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
                Some(Span::new(whole.interval.week(ordinal), whole.end))
            }
            "half" if matches!(ordinal, Some(1 | 2)) => {
                let year = self.whole(self.skip(at + 2));
                let end = year.as_ref().map_or(at + 2, |y| y.end);
                let year = year.map_or(self.today().year(), |y| y.interval.first.year());
                let half = calendar::months(year, 1, 12)?.half(ordinal == Some(2));
                Some(Span::new(half, end))
            }
            "quarter" if ordinal.is_some() => self.quarter(ordinal?, at + 2),
            _ => None,
        }
    }

    /// "Q3", perhaps with a year.
    pub(super) fn quarter(&self, number: i8, end: usize) -> Option<Span> {
        let in_year = |year| calendar::months(year, number * 3 - 2, 3);
        match self.year(end) {
            Some((year, end)) => Some(Span::new(in_year(year)?, end)),
            None => Some(Span::new(
                calendar::next_to_end(self.today(), in_year)?,
                end,
            )),
        }
    }

    /// A year after a month or quarter: "2027", "of next year", "twenty twenty eight".
    pub(super) fn year(&self, at: usize) -> Option<(i16, usize)> {
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

    /// A whole period or day.
    pub(super) fn whole(&self, at: usize) -> Option<Span> {
        self.relative(at)
            .or_else(|| self.month_or_day(at))
            .or_else(|| self.named(at))
    }

    /// "Next quarter", "this week", "the fiscal year", "tomorrow".
    pub(super) fn relative(&self, at: usize) -> Option<Span> {
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
        let fiscal = matches!(
            self.word(unit_at),
            "fiscal" | "financial" | "tax" | "budget" | "new"
        ) && matches!(
            self.word(unit_at + 1),
            "year" | "financial" | "fiscal" | "tax" | "budget"
        );
        if fiscal {
            let mut end = unit_at;
            let mut steps = steps;
            while self.word(end) != "year" {
                if !matches!(
                    self.word(end),
                    "fiscal" | "financial" | "tax" | "budget" | "new"
                ) {
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
                    let span = Span::new(season, unit_at + 1);
                    return Some(if self.is_modifier(unit_at) {
                        span.event()
                    } else {
                        span
                    });
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
    pub(super) fn is_bounded(&self, at: usize) -> bool {
        (1..=3).any(|back| self.tokens.word_before(at, back) == "end") || self.word(at + 1) == "end"
    }

    /// "The spring orders", "our summer catalog": a season that says which ones, not when.
    fn is_modifier(&self, season: usize) -> bool {
        let next = self.word(season + 1);
        let is_last = next.is_empty() || self.tokens.break_after(season) != Break::None;
        let goes_on = AFTER_A_SEASON.split(' ').any(|word| word == next)
            || next.ends_with("ly")
            || next.starts_with(|c: char| c.is_ascii_digit())
            || number::small(next).is_some();
        !is_last && !goes_on
    }

    /// Quarters, halves, holidays and years by name.
    pub(super) fn named(&self, at: usize) -> Option<Span> {
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
            return Some(Span::new(
                calendar::months(year, 1, 12)?.half(half == 2),
                end,
            ));
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
            && matches!(
                self.tokens.word_before(at, 1),
                "in" | "by" | "before" | "until" | "of" | "for"
            )
            && let Some((year, end)) = self.year(at)
        {
            return Some(Span::new(calendar::months(year, 1, 12)?, end));
        }
        None
    }

    /// "Before then", "by that", "before they start": the time named last.
    pub(super) fn reference(&self, at: usize, last: Interval) -> Option<Span> {
        let relation = matches!(self.tokens.word_before(at, 1), "by" | "before");
        let end = match self.word(at) {
            "then" | "that" => at + 1,
            "they" | "it" | "we" | "she" | "he"
                if matches!(
                    self.word(at + 1),
                    "start" | "starts" | "begin" | "begins" | "open" | "opens"
                ) =>
            {
                at + 2
            }
            _ => return None,
        };
        relation.then(|| Span::new(last, end))
    }
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
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
