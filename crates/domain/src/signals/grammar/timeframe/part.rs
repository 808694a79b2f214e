//! Reads parts of periods: halves, quarters, weeks of a month, "early", "mid", "the end of".

use super::{
    super::{
        calendar::{self, Interval, Third},
        number,
    },
    mention::{Reader, Span},
    period::weekday,
};

impl Reader<'_> {
    /// A part of a longer period: "end of June", "mid December", "first week of next quarter".
    pub(super) fn part(&self, at: usize) -> Option<Span> {
        let word = self.word(at);
        let third = match word {
            "early" => Some(Third::Early),
            "top" if self.word(at + 1) == "of" => Some(Third::Early),
            "thing" if self.word(at + 1) == "next" && self.word(at + 2) == "year" => {
                Some(Third::Early)
            }
            "mid" | "middle" => Some(Third::Mid),
            "late" => Some(Third::Late),
            _ => None,
        };
        // "The back end of next year" is late in it.
        let back_end =
            matches!(word, "back" | "tail") && self.tokens.starts_with(at + 1, &["end", "of"]);
        if back_end {
            let whole = self.parted(self.skip(at + 2))?;
            return Some(Span::new(whole.interval.third(Third::Late), whole.end));
        }
        // "Early to mid May."
        if let Some(from) = third
            && matches!(self.word(at + 1), "to" | "or")
            && let Some(to) = third_named(self.word(at + 2))
        {
            let whole = self.parted(self.skip(at + 3))?;
            let interval = Interval {
                first: whole.interval.third(from).first,
                last: whole.interval.third(to).last,
            };
            return Some(Span::new(interval, whole.end));
        }
        if third == Some(Third::Early)
            && let new_year = self.skip(at + 1)
            && self.tokens.starts_with(new_year, &["new", "year"])
        {
            // "Early in the new year" is no earlier than "in the new year".
            return self.whole(new_year);
        }
        if let Some(third) = third {
            let whole = self.parted(self.skip(at + 1))?;
            return Some(Span::new(whole.interval.third(third), whole.end));
        }
        if self.tokens.starts_with(at, &["first", "of", "the", "year"]) {
            let first = calendar::date(self.today().year().checked_add(1)?, 1, 1)?;
            return Some(Span::new(Interval::day(first), at + 4));
        }
        // "The first of the month" is the next one to come.
        if word == "first" && self.tokens.starts_with(at + 1, &["of", "the", "month"]) {
            let month = calendar::add_months(self.today().first_of_month(), 1);
            return Some(Span::new(Interval::day(month), at + 4));
        }
        if let Some(week) = self.week_of_day(at) {
            return Some(week);
        }
        // "The last day of August", "the first day of March".
        if matches!(word, "last" | "first" | "final") && self.word(at + 1) == "day" {
            let of = at + 2 + usize::from(matches!(self.word(at + 2), "of" | "in"));
            let whole = self.whole(self.skip(of))?;
            let day = match word {
                "first" => whole.interval.first,
                _ => whole.interval.last,
            };
            return Some(Span::new(Interval::day(day), whole.end));
        }
        if matches!(word, "end" | "close" | "finish")
            && (self.word(at + 1) == "of" || word == "end" && self.word(at + 1) == "this")
        {
            let whole = self.whole(self.skip(at + 1))?;
            return Some(Span {
                is_end: true,
                ..Span::new(whole.interval, whole.end)
            });
        }
        // "The beginning of October" is early in it, "by the beginning" its first day.
        if word == "beginning"
            && self.word(at + 1) == "of"
            && let Some(month) = self.month(self.skip(at + 1))
            && !matches!(self.tokens.word_before(at, 1), "by" | "before" | "from")
            && !matches!(self.tokens.word_before(at, 2), "by" | "before" | "from")
        {
            let whole = self.in_month(month, None, self.skip(at + 1) + 1)?;
            return Some(Span::new(whole.interval.third(Third::Early), whole.end));
        }
        if matches!(word, "start" | "beginning" | "first")
            && self.word(at + 1) == "of"
            && word != "first"
        {
            let whole = self.whole(self.skip(at + 1))?;
            return Some(Span::new(Interval::day(whole.interval.first), whole.end));
        }
        let (ordinal, next) = self.ordinal_part(at);
        if let Some(day) = self.weekday_of_month(ordinal, next) {
            return Some(day);
        }
        let next = next + usize::from(self.word(next) == "full");
        match self.word(next) {
            "week" | "weak" if ordinal.is_some() || word == "last" => {
                let whole = self.whole(self.skip(next + 1))?;
                let number = ordinal.filter(|n| *n <= 4);
                Some(Span::new(whole.interval.week(number), whole.end))
            }
            "half"
                if matches!(word, "back" | "front")
                    && (self.word(next + 1) == "of"
                        || matches!(
                            self.tokens.word_before(at, 2),
                            "of" | "in" | "by" | "before" | "during"
                        )) =>
            {
                let year = self.parted(self.skip(next + 1));
                let end = year.as_ref().map_or(next + 1, |y| y.end);
                let year = match year {
                    Some(year) => year.interval,
                    None => calendar::months(self.today().year(), 1, 12)?,
                };
                Some(Span::new(year.half(word == "back"), end))
            }
            "half" if matches!(ordinal, Some(1 | 2)) => {
                let year = self
                    .parted(self.skip(next + 1))
                    .filter(|y| y.fixed.is_none());
                let end = year.as_ref().map_or(next + 1, |y| y.end);
                let half = match year {
                    Some(month)
                        if month.interval.last.day() >= 28
                            && month.interval.first.first_of_month()
                                == month.interval.last.first_of_month() =>
                    {
                        half_of_month(month.interval, ordinal == Some(2))
                    }
                    Some(year) => year.interval.half(ordinal == Some(2)),
                    None => calendar::months(self.today().year(), 1, 12)?.half(ordinal == Some(2)),
                };
                Some(Span::new(half, end))
            }
            "quarter" if word == "last" && self.word(next + 1) == "of" => self.quarter(4, next + 1),
            "quarter" if ordinal.is_some_and(|n| n <= 4) => self.quarter(ordinal?, next + 1),
            _ => None,
        }
    }

    /// "The second Monday of February", "the last Friday in June".
    fn weekday_of_month(&self, ordinal: Option<i8>, at: usize) -> Option<Span> {
        let named = weekday(self.word(at))?;
        if !matches!(self.word(at + 1), "of" | "in") {
            return None;
        }
        let is_last = self.tokens.word_before(at, 1) == "last";
        let month = self
            .parted(self.skip(at + 1))
            .filter(|span| span.interval.last == span.interval.first.last_of_month())?;
        let first = month.interval.first.first_of_month();
        let nth = match ordinal {
            Some(nth) => nth,
            None if is_last => -1,
            None => return None,
        };
        let day = first.nth_weekday_of_month(nth, named).ok()?;
        Some(Span::new(Interval::day(day), month.end))
    }

    /// "First", "3rd", and where what follows stands.
    fn ordinal_part(&self, at: usize) -> (Option<i8>, usize) {
        match self.day(at) {
            Some((n, end))
                if n <= 5 && (end > at + 1 || number::read(self.tokens, at).is_none()) =>
            {
                (Some(n), end)
            }
            _ => (None, at + 1),
        }
    }

    /// "The week of the fifteenth", "week commencing 3 May".
    fn week_of_day(&self, at: usize) -> Option<Span> {
        let shift = match self.word(at + 1) {
            "after" => 7,
            "before" => -7,
            _ => 0,
        };
        if shift != 0 && self.word(at) == "week" {
            let day = self
                .whole(at + 2)
                .filter(|day| day.interval.first == day.interval.last)?;
            let week = calendar::week_of(calendar::add_days(day.interval.first, shift));
            return Some(Span::new(week, day.end));
        }
        let opens = matches!(self.word(at), "week" | "weak")
            && matches!(
                self.word(at + 1),
                "of" | "commencing" | "beginning" | "starting"
            );
        if !opens {
            return None;
        }
        let day_at = at + 2 + usize::from(self.word(at + 2) == "the");
        let day = self.whole(day_at).or_else(|| self.bare_day(day_at, None))?;
        Some(Span::new(calendar::week_of(day.interval.first), day.end))
    }

    /// A quarter's number and the index after its name: "Q3", "cue three", "third quarter".
    pub(super) fn quarter_number(&self, at: usize) -> Option<(i8, usize)> {
        if matches!(self.word(at), "q" | "cue" | "queue" | "quarter") {
            let word = self.word(at + 1);
            // What recognizers hear for "two" and "four".
            let sounds = match word {
                "too" | "to" if self.word(at) != "quarter" => Some(2.0),
                "for" | "fore" if self.word(at) != "quarter" => Some(4.0),
                "won" => Some(1.0),
                _ => None,
            };
            let value = number::small(word).or_else(|| word.parse().ok()).or(sounds);
            let number = value.filter(|n| (1.0..=4.0).contains(n))?;
            return Some((number as i8, at + 2));
        }
        let (ordinal, next) = self.ordinal_part(at);
        (self.word(next) == "quarter").then_some((ordinal.filter(|n| *n <= 4)?, next + 1))
    }

    /// "Q3", perhaps with a year.
    pub(super) fn quarter(&self, number: i8, end: usize) -> Option<Span> {
        let start = self.quarter_start(end);
        let in_year = |year| calendar::months(year, start + number * 3 - 3, 3);
        let end = end + usize::from(self.word(end) == "fiscal");
        match self.year(end) {
            Some((year, end)) => Some(Span::new(in_year(year)?, end)),
            None => Some(Span::new(
                calendar::next_to_end(self.today(), in_year)?,
                end,
            )),
        }
    }

    /// The month that quarters are counted from: January, unless a fiscal calendar was told or
    /// the quarter is called fiscal.
    fn quarter_start(&self, end: usize) -> i8 {
        if let Some(fiscal) = &self.fiscal {
            return fiscal.start;
        }
        let is_fiscal = |at: usize| matches!(self.word(at), "fiscal" | "financial");
        if is_fiscal(end) || (2..=4).any(|back| end >= back && is_fiscal(end - back)) {
            return calendar::fiscal_start(self.setting.locale);
        }
        1
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
}

fn third_named(word: &str) -> Option<Third> {
    Some(match word {
        "early" => Third::Early,
        "mid" | "middle" => Third::Mid,
        "late" => Third::Late,
        _ => return None,
    })
}

/// The first or second half of a month.
fn half_of_month(month: Interval, second: bool) -> Interval {
    let start = month.first.first_of_month();
    if second {
        Interval {
            first: calendar::add_days(start, 15),
            ..month
        }
    } else {
        Interval {
            last: calendar::add_days(start, 14),
            ..month
        }
    }
}
