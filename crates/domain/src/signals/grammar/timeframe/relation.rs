//! Reads what relates a time to the purchase, and makes a frame of both.

use super::{
    super::calendar::{self, Interval},
    mention::{Reader, Relation, Span},
};
use crate::signals::{Timeframe, tokens::Break};

impl Reader<'_> {
    /// What stands between the period and what is to happen, and where the whole mention starts.
    pub(super) fn relation(&self, at: usize, end: usize) -> (Relation, usize) {
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
        if self.tokens.starts_with(end, &["at", "the", "earliest"])
            || matches!(after, "onwards" | "onward")
        {
            return (Relation::From, at);
        }
        if after == "ago" || self.tokens.starts_with(end, &["'s", "out"]) {
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
                    matches!(self.word(i), "before" | "after" | "by")
                        || self.tokens.break_after(i) != Break::None
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

    pub(super) fn frame(&self, span: &Span, relation: Relation) -> Timeframe {
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
