//! Reads the prospect's own fiscal calendar: "our year starts in October", "we go April to March".

use std::ops::Range;

use super::mention::Reader;
use crate::signals::tokens::Break;

/// A fiscal calendar somebody told.
#[derive(Clone, Debug)]
pub(super) struct Fiscal {
    /// The month the year starts in.
    pub(super) start: i8,
    /// The words that say so: the months in them are no time of buying.
    pub(super) words: Range<usize>,
}

/// The month so many months later.
fn shifted(month: i8, by: i8) -> i8 {
    (month - 1 + by).rem_euclid(12) + 1
}

impl Reader<'_> {
    /// The first calendar told in the text.
    pub(super) fn told_fiscal(&self) -> Option<Fiscal> {
        (0..self.tokens.len()).find_map(|at| {
            self.year_starts(at)
                .or_else(|| self.runs_to(at))
                .or_else(|| self.months_of_quarter(at))
        })
    }

    /// "Our year starts in October", "the fiscal year ends June 30", "year end is March".
    fn year_starts(&self, at: usize) -> Option<Fiscal> {
        /// Words between the verb and the month: "on the first of".
        const REACH: usize = 5;
        let is_year = matches!(
            self.word(at),
            "year" | "calendar" | "fiscal" | "books" | "financials"
        );
        // "Next year starts in January" tells no calendar; "our year" and "fiscal year" do.
        let own = (1..=3).any(|back| {
            matches!(
                self.tokens.word_before(at, back),
                "our" | "my" | "their" | "fiscal" | "financial" | "budget" | "tax"
            )
        }) || matches!(self.word(at), "fiscal" | "books");
        if !is_year || !own {
            return None;
        }
        let verb = (at + 1..at + 3).find(|&i| {
            matches!(
                self.word(i),
                "starts"
                    | "start"
                    | "begins"
                    | "begin"
                    | "opens"
                    | "commences"
                    | "runs"
                    | "goes"
                    | "ends"
                    | "end"
                    | "closes"
                    | "close"
                    | "finishes"
                    | "wraps"
                    | "kicks"
                    | "is"
            )
        })?;
        let ends = (verb..verb + 2).any(|i| {
            matches!(
                self.word(i),
                "ends" | "end" | "closes" | "close" | "finishes" | "wraps"
            )
        });
        let month_at = (verb + 1..=verb + REACH).find(|&i| self.month(i).is_some())?;
        let parted = (at..month_at).any(|i| self.tokens.break_after(i) >= Break::Sentence);
        if parted {
            return None;
        }
        let month = self.month(month_at)?;
        // "Our year is up to the 30th of June", "… is the 30th of June": its last day.
        let ends = ends || self.day_of_month(month_at).is_some_and(|day| day >= 28);
        let start = if ends { shifted(month, 1) } else { month };
        let day_ends = self.day(month_at + 1).map_or(month_at + 1, |(_, end)| end);
        Some(Fiscal {
            start,
            words: at..day_ends,
        })
    }

    /// The day told with a month, on either side of it.
    fn day_of_month(&self, month: usize) -> Option<i8> {
        let before = (1..=3).find_map(|back| {
            let at = month.checked_sub(back)?;
            self.day(at).filter(|(_, end)| *end + 1 >= month)
        });
        self.day(month + 1).or(before).map(|(day, _)| day)
    }

    /// "We go April to March": any twelve months.
    fn runs_to(&self, at: usize) -> Option<Fiscal> {
        let start = self.month(at)?;
        let day = |at: usize| self.day(at).filter(|_| at > 0).map_or(at, |(_, end)| end);
        let connector = day(at + 1);
        if !matches!(
            self.word(connector),
            "to" | "through" | "thru" | "till" | "until"
        ) {
            return None;
        }
        let last = self.month(connector + 1)?;
        (shifted(last, 1) == start).then_some(Fiscal {
            start,
            words: at..connector + 2,
        })
    }

    /// "October November December, that's our first quarter", "our Q1 is February to April".
    fn months_of_quarter(&self, at: usize) -> Option<Fiscal> {
        let first = self.month(at)?;
        let mut end = at + 1;
        while self.month(end).is_some() || matches!(self.word(end), "to" | "through" | "and") {
            end += 1;
        }
        let told =
            (end - 1 > at) && matches!(self.word(end), "that" | "is" | "are" | "'s" | "which");
        if !told {
            return None;
        }
        let quarter = (end..end + 6).find_map(|i| self.quarter_number(i))?.0;
        Some(Fiscal {
            start: shifted(first, -3 * (quarter - 1)),
            words: at..end,
        })
    }
}
