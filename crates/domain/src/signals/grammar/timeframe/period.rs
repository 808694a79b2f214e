//! Reads periods: weeks, months, quarters, halves, seasons, holidays, years and their parts.

use jiff::civil::Weekday;

use super::{
    super::{
        calendar::{self, Interval},
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
    sometime somewhere too right thanks again while once since what which who otherwise \
    hopefully ideally latest tops time say sir love mate cos whenever where after do \
    i we you it he she they there \
    holidays holiday break vacation vacations same like as every again usual usually most always ours \
    still realistic possible \
    is 's was will would should could can might may works suits sounds makes comes starts begins \
    ends arrives hits sets";

impl Reader<'_> {
    /// A whole period or day.
    pub(super) fn whole(&self, at: usize) -> Option<Span> {
        self.holiday(at)
            .or_else(|| self.dated_weekday(at))
            .or_else(|| self.relative(at))
            .or_else(|| self.month_or_day(at))
            .or_else(|| self.named(at))
    }

    /// "Monday, January 4th", "Friday the fourth": the date, not the next such day.
    fn dated_weekday(&self, at: usize) -> Option<Span> {
        let named = weekday(self.word(at))?;
        // "The Monday after Easter."
        if self.word(at + 1) == "after"
            && let Some(event) = self.holiday(self.skip(at + 2))
        {
            let next = calendar::add_days(event.interval.last, 1);
            let day = (0..7)
                .map(|days| calendar::add_days(next, days))
                .find(|day| day.weekday() == named)?;
            return Some(Span::appointment(day, event.end));
        }
        let day = at + 1 + usize::from(self.word(at + 1) == "the");
        self.month_or_day(day)
            .or_else(|| self.weekday_dated(day, named))
            .or_else(|| self.bare_day(day, None))
            .filter(|span| span.interval.first == span.interval.last)
    }

    /// The period a part is taken of: of "this year" all of it, not what is left.
    pub(super) fn parted(&self, at: usize) -> Option<Span> {
        let span = self.whole(at)?;
        let today = self.today();
        let whole = match (self.word(at), self.word(at + 1)) {
            ("this" | "current", "month") => calendar::month_of(today),
            ("this" | "current", "quarter") => calendar::quarter_of(today)?,
            ("this" | "current", "year") => calendar::months(today.year(), 1, 12)?,
            _ => return Some(span),
        };
        Some(Span {
            interval: whole,
            ..span
        })
    }

    /// "Next quarter", "this week", "the fiscal year", "tomorrow".
    pub(super) fn relative(&self, at: usize) -> Option<Span> {
        let today = self.today();
        let which = self.word(at);
        let (steps, unit_at) = match which {
            "this" | "current" => (0, at + 1),
            "next" | "following" | "coming" => (1, at + 1),
            "tomorrow" => return Some(Span::appointment(calendar::add_days(today, 1), at + 1)),
            "day" if self.tokens.starts_with(at + 1, &["after", "tomorrow"]) => {
                return Some(Span::appointment(calendar::add_days(today, 2), at + 3));
            }
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
            let told = self.fiscal.as_ref().map(|fiscal| fiscal.start);
            let start = told.unwrap_or_else(|| calendar::fiscal_start(self.setting.locale));
            let current = calendar::next_to_end(today, |y| calendar::months(y, start, 12))?;
            let first = calendar::add_months(current.first, 12 * steps);
            let is_end = self.word(end + 1) == "end";
            let year = calendar::months(first.year(), first.month(), 12)?;
            return Some(Span {
                is_end,
                ..Span::new(year, end + 1 + usize::from(is_end))
            });
        }
        // "Next fiscal."
        if which == "next" && matches!(self.word(unit_at), "fiscal" | "financial") {
            let start = calendar::fiscal_start(self.setting.locale);
            let current = calendar::next_to_end(today, |y| calendar::months(y, start, 12))?;
            let first = calendar::add_days(current.last, 1);
            return Some(Span::new(
                calendar::months(first.year(), first.month(), 12)?,
                unit_at + 1,
            ));
        }
        // "The calendar year", unlike the fiscal one.
        if self.word(unit_at) == "calendar" && self.word(unit_at + 1) == "year" {
            let year = today.year().saturating_add(steps as i16);
            return Some(Span::new(calendar::months(year, 1, 12)?, unit_at + 2));
        }
        let unit = self.word(unit_at);
        let bare = unit_at == at;
        if bare && self.tokens.starts_with(at + 1, &["after", "next"]) {
            let interval = match unit {
                "week" => calendar::week_of(calendar::add_days(today, 14)),
                "month" => calendar::month_of(calendar::add_months(today.first_of_month(), 2)),
                "quarter" => calendar::quarter_of(calendar::add_months(today.first_of_month(), 6))?,
                "year" => calendar::months(today.year().checked_add(2)?, 1, 12)?,
                _ => return None,
            };
            return Some(Span::new(interval, at + 3));
        }
        // "On the weekend" may be over, "by the weekend" is ahead.
        let ahead = self.tokens.word_before(at, 1) == "the"
            && matches!(
                self.tokens.word_before(at, 2),
                "by" | "before" | "after" | "than" | "for"
            );
        if unit == "weekend" && (!bare || ahead) {
            let saturday = calendar::add_days(calendar::week_of(today).first, 5 + 7 * steps);
            return Some(Span::new(
                Interval {
                    first: saturday.max(today),
                    last: calendar::add_days(saturday, 1),
                },
                unit_at + 1,
            ));
        }
        // "Later in the year", "later this year": what is left of it.
        if which == "later"
            && matches!(self.word(at + 1), "in" | "on")
            && let year = self.skip(at + 1)
            && self.word(year) == "year"
        {
            let whole = calendar::months(today.year(), 1, 12)?;
            return Some(Span::new(
                Interval {
                    first: today,
                    last: whole.last,
                },
                year + 1,
            ));
        }
        if matches!(unit, "eoy" | "eom" | "eoq" | "eofy") {
            return self.end_of(unit, unit_at + 1);
        }
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
                    // "Next winter", said in winter, is that of the year to come.
                    let season = if which == "next" && season.first <= today {
                        let first = calendar::add_months(season.first, 12);
                        calendar::months(first.year(), first.month(), 3)?
                    } else {
                        season
                    };
                    let season = Interval {
                        // "This winter" has begun: it runs from today.
                        first: if which == "this" {
                            season.first.max(today)
                        } else {
                            season.first
                        },
                        ..season
                    };
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
                    let ahead = match self.word(end) {
                        "week" => 7,
                        "fortnight" => 14,
                        _ => 0,
                    };
                    if ahead > 0 {
                        day = calendar::add_days(day, ahead);
                        end += 1;
                    }
                    return Some(Span::appointment(day, end));
                }
                return None;
            }
        };
        let is_out = self.is_out(unit_at);
        let is_end = self.word(unit_at + 1) == "end" || is_out;
        // "Month end is hard work" names no time, "by month end" does.
        let prepared = (1..=3).any(|back| {
            matches!(
                self.tokens.word_before(at, back),
                "by" | "before" | "at" | "until" | "till" | "after" | "for" | "around"
            )
        });
        let closes = self.word(unit_at + 2).is_empty()
            || self.tokens.break_after(unit_at + 1) != Break::None;
        if is_end && bare && !prepared && !closes {
            return None;
        }
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
            ..Span::new(
                interval,
                unit_at + 1 + usize::from(is_end) + usize::from(is_out),
            )
        })
    }

    /// "Before the year's out", "by the time the month is out", "before the quarter closes": its end.
    fn is_out(&self, unit: usize) -> bool {
        let ends = matches!(self.word(unit + 1), "ends" | "closes" | "finishes")
            && matches!(
                self.tokens.word_before(unit, 2),
                "before" | "afore" | "time"
            );
        ends || matches!(self.word(unit + 1), "'s" | "is")
            && matches!(self.word(unit + 2), "out" | "over" | "up")
    }

    /// "EOY", "EOFY" and their kin.
    fn end_of(&self, name: &str, end: usize) -> Option<Span> {
        let today = self.today();
        let interval = match name {
            "eom" => calendar::month_of(today),
            "eoq" => calendar::quarter_of(today)?,
            "eofy" => {
                let start = calendar::fiscal_start(self.setting.locale);
                calendar::next_to_end(today, |y| calendar::months(y, start, 12))?
            }
            _ => calendar::months(today.year(), 1, 12)?,
        };
        Some(Span {
            is_end: true,
            ..Span::new(interval, end)
        })
    }

    /// "The month" alone names no time, "end of the month" does.
    pub(super) fn is_bounded(&self, at: usize) -> bool {
        (1..=3).any(|back| self.tokens.word_before(at, back) == "end")
            || self.word(at + 1) == "end"
            || self.tokens.word_before(at, 2) == "within"
            || self.is_out(at)
    }

    /// "The spring orders", "our summer catalog": a season that says which ones, not when.
    fn is_modifier(&self, season: usize) -> bool {
        let next = self.word(season + 1);
        if matches!(
            self.tokens.word_before(season, 1),
            "this" | "next" | "in" | "sometime" | "mid" | "late" | "early" | "coming"
        ) {
            return false;
        }
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
            && let Some((quarter, end)) = self.quarter_number(at)
        {
            return self.quarter(quarter, end);
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
        let digits_of_a_year = word.len() == 4 && word.starts_with("20");
        if (digits_of_a_year || word == "twenty")
            && matches!(
                self.tokens.word_before(at, 1),
                "in" | "by"
                    | "before"
                    | "until"
                    | "of"
                    | "for"
                    | "than"
                    | "during"
                    | "after"
                    | "till"
            )
            && let Some((year, end)) = self.year(at)
        {
            return Some(Span::new(calendar::months(year, 1, 12)?, end));
        }
        None
    }

    /// Whether what something has to happen before is no time itself, so that it is the event
    /// whose date was named: "the fair's June tenth and I want it up before the doors open".
    fn is_event_before(&self, at: usize) -> bool {
        /// Within so many words the event's own date may be told.
        const REACH: usize = 7;
        let before = matches!(self.tokens.word_before(at, 1), "before" | "afore")
            || self.tokens.word_before(at, 2) == "ahead" && self.tokens.word_before(at, 1) == "of";
        let idle = matches!(
            self.word(at),
            "" | "i"
                | "we"
                | "you"
                | "and"
                | "but"
                | "so"
                | "or"
                | "too"
                | "long"
                | "now"
                | "lunch"
                | "noon"
                | "anything"
                | "it"
                | "is"
                | "was"
                | "that"
                | "then"
                | "in"
                | "on"
                | "with"
                | "like"
                | "my"
        ) || self.tokens.break_after(at.wrapping_sub(1)) != Break::None;
        let told = (at..at + REACH).any(|i| self.span(i).is_some());
        before && !idle && !told
    }

    /// "Before then", "by that", "before they start": the time named last.
    pub(super) fn reference(&self, at: usize, last: Interval, last_end: usize) -> Option<Span> {
        /// "March, before vintage gets silly" tells why; an event comes in a statement of its own.
        const APART: usize = 4;
        const VERBS: &[&str] = &[
            "start", "begin", "open", "come", "go", "leave", "arrive", "walk", "get", "retire",
            "lapse", "expire", "run", "end", "close", "land", "hit", "do", "happen", "turn",
            "show", "visit", "finish", "renew", "roll", "move", "kick", "is", "are",
        ];
        let is_verb = |word: &str| {
            let stem = |suffix| {
                word.strip_suffix(suffix)
                    .is_some_and(|stem| VERBS.contains(&stem))
            };
            VERBS.contains(&word) || stem("s") || stem("es")
        };
        let by = matches!(self.tokens.word_before(at, 1), "by" | "before" | "afore")
            || self.tokens.word_before(at, 1) == "than"
                && self.tokens.word_before(at, 2) == "later"
            || self.tokens.word_before(at, 2) == "ahead" && self.tokens.word_before(at, 1) == "of";
        let end = match self.word(at) {
            "that"
                if matches!(
                    self.word(at + 1),
                    "morning" | "day" | "date" | "week" | "month" | "night" | "evening"
                ) =>
            {
                at + 2
            }
            "then" | "that" => at + 1,
            "they" | "it" | "she" | "he" if is_verb(self.word(at + 1)) => at + 2,
            "we" if matches!(self.word(at + 1), "start" | "begin" | "open") => at + 2,
            // "An inspection in June … before the inspection."
            "the"
                if by
                    && !self.word(at + 1).is_empty()
                    && self.span(at + 1).is_none()
                    && (0..at)
                        .rev()
                        .take(40)
                        .any(|i| self.word(i) == self.word(at + 1)) =>
            {
                at + 2
            }
            _ if at >= last_end + APART && self.is_event_before(at) => at + 1,
            _ => return None,
        };
        let after = self.tokens.word_before(at, 1) == "after"
            && matches!(self.word(at), "then" | "that")
            && (self.tokens.break_after(at) != Break::None
                || matches!(
                    self.word(at + 1),
                    "" | "only" | "we" | "i" | "then" | "please"
                ))
            && at > 1
            && (self.tokens.break_after(at - 2) != Break::None
                || matches!(
                    self.tokens.word_before(at, 2),
                    "so" | "and"
                        | "then"
                        | "only"
                        | "time"
                        | "any"
                        | "anytime"
                        | "right"
                        | "straight"
                ));
        (by || after).then(|| Span::new(last, end))
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
