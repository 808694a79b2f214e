//! Reads what relates a time to the purchase, and makes a frame of both.

use super::{
    super::calendar::{self, Interval},
    mention::{Precision, Reader, Relation, Span},
};
use crate::signals::{Timeframe, tokens::Break};

/// Words that may stand between a preposition and its time.
fn is_between(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "our"
            | "like"
            | "about"
            | "around"
            | "say"
            | "maybe"
            | "at"
            | "a"
            | "sometime"
            | "some"
            | "probably"
            | "roughly"
            | "hopefully"
            | "my"
            | "this"
            | "very"
            | "ideally"
    )
}

impl Reader<'_> {
    /// What stands between the period and what is to happen, and where the whole mention starts.
    pub(super) fn relation(&self, at: usize, span: &Span) -> (Relation, usize) {
        let mut before = at;
        while before > 0 && is_between(self.tokens.word_before(before, 1)) {
            before -= 1;
        }
        if let Some(relation) = self.relation_after(span.end) {
            return (relation, at);
        }
        // "A week before that": how long before, is no time itself.
        if span.precision == Precision::Length
            && matches!(
                self.word(span.end),
                "before" | "ahead" | "prior" | "earlier" | "beforehand"
            )
        {
            return (Relation::Elsewhere, at);
        }
        match self.relation_before(before) {
            // "From March to May" is a period.
            Some((Relation::From, start)) if span.is_range => (Relation::In, start),
            Some(found) => found,
            None if span.is_within => (Relation::By, at),
            None => self.relation_at_a_distance(at, before),
        }
    }

    /// What the words behind a time say of it: "at the latest", "onwards".
    fn relation_after(&self, end: usize) -> Option<Relation> {
        let at = end + usize::from(self.word(end) == "at");
        let at = at + usize::from(self.word(at) == "the");
        let at = at + usize::from(self.word(at) == "very");
        let next = self.word(at + 1);
        Some(match self.word(at) {
            "latest" | "outside" | "tops" => Relation::By,
            "or" if matches!(next, "sooner" | "earlier" | "before") => Relation::By,
            "earliest" | "onwards" | "onward" | "soonest" => Relation::From,
            "or" if matches!(next, "later" | "after" | "thereafter") => Relation::From,
            "and" if matches!(next, "beyond" | "onwards") => Relation::From,
            "on" | "forward"
                if matches!(next, "" | "and" | "please" | "yes" | "would" | "is")
                    && (self.has_from(end) || next.is_empty()) =>
            {
                Relation::From
            }
            "ago" => Relation::Elsewhere,
            // "Once June's done."
            "'s" | "is"
                if matches!(
                    next,
                    "done" | "over" | "out" | "finished" | "gone" | "through"
                ) && self.is_once(end) =>
            {
                Relation::After
            }
            "'s" if next == "out" => Relation::Elsewhere,
            "just" if matches!(next, "gone" | "past") => Relation::Elsewhere,
            _ => return None,
        })
    }

    /// "Once …", "when …" before a time.
    fn is_once(&self, end: usize) -> bool {
        (2..=4).any(|back| {
            matches!(
                self.tokens.word_before(end, back),
                "once" | "when" | "after" | "till" | "until"
            )
        })
    }

    /// "From … on".
    fn has_from(&self, end: usize) -> bool {
        (1..=5).any(|back| self.tokens.word_before(end, back) == "from")
    }

    /// What the words right before a time say of it, and where they start.
    fn relation_before(&self, before: usize) -> Option<(Relation, usize)> {
        let back = |n: usize| self.tokens.word_before(before, n);
        let pair = |first: &str, second: &str| back(2) == first && back(1) == second;
        if pair("ahead", "of") || pair("prior", "to") {
            return Some((self.before_unless_denied(before - 2), before - 2));
        }
        if pair("side", "of") {
            let other = matches!(back(3), "other" | "far");
            let denied = self.is_denied(before - 2);
            let relation = if other || denied {
                Relation::After
            } else {
                Relation::Before
            };
            return Some((relation, before - 2));
        }
        // "Between now and Easter."
        if pair("now", "and") {
            return Some((Relation::By, before - 2));
        }
        if pair("as", "of") || pair("as", "from") {
            return Some((Relation::From, before - 2));
        }
        if pair("time", "for") || pair("ready", "for") {
            return Some((Relation::By, before - 2));
        }
        // "The contract runs to March"; "merry Christmas".
        if matches!(back(2), "runs" | "goes" | "up" | "run") && back(1) == "to"
            || matches!(back(1), "merry" | "happy")
        {
            return Some((Relation::Elsewhere, before));
        }
        if pair("back", "in") {
            return Some((Relation::Elsewhere, before - 2));
        }
        // "He gave me thirty days", "they've given us till the end of November".
        let given = |n: usize| {
            matches!(back(n), "me" | "us")
                && matches!(back(n + 1), "gave" | "give" | "given" | "gives")
        };
        let start = before.checked_sub(1)?;
        if given(1) || matches!(back(1), "till" | "until") && given(2) {
            return Some((Relation::By, start));
        }
        let relation = match back(1) {
            "by" | "within" => Relation::By,
            "than" if back(2) == "later" => Relation::By,
            "than" if matches!(back(2), "earlier" | "sooner") => Relation::From,
            "before" if back(2) == "or" => Relation::By,
            "before" | "afore" => self.before_unless_denied(start),
            "until" | "till" | "til" if self.is_denied(start) => Relation::From,
            "until" | "till" | "til" if matches!(back(2), "have" | "got" | "has" | "given") => {
                Relation::By
            }
            "until" | "till" | "til" | "since" | "last" => Relation::Elsewhere,
            // "Not after the ninth" is the latest day.
            "after" if back(2) == "not" && back(3).is_empty() => Relation::By,
            // "It can't slip past the fourteenth."
            "past" if self.is_denied(start) => Relation::By,
            "after" | "past" => Relation::After,
            // "We're covered through the end of May."
            "through" | "thru"
                if matches!(
                    back(2),
                    "good" | "covered" | "locked" | "set" | "in" | "paid" | "contract"
                ) =>
            {
                Relation::Elsewhere
            }
            // "The new batch is starting first August."
            "starting" | "beginning" if matches!(back(2), "is" | "'s" | "are") => return None,
            "from" | "starting" | "beginning" | "commencing" | "effective" => Relation::From,
            _ => return None,
        };
        Some((relation, start))
    }

    fn before_unless_denied(&self, at: usize) -> Relation {
        if self.is_denied(at) {
            Relation::From
        } else {
            Relation::Before
        }
    }

    /// "Before school starts on August 17."
    fn relation_at_a_distance(&self, at: usize, before: usize) -> (Relation, usize) {
        const REACH: usize = 6;
        let from = at.saturating_sub(REACH);
        let reach = (from..at).rev().find(|&i| {
            matches!(
                self.word(i),
                "before" | "after" | "by" | "afore" | "so" | "but"
            ) || self.tokens.break_after(i) != Break::None
        });
        // "Before school starts on August 17", "before school starts August 17".
        let on = matches!(
            self.tokens.word_before(before, 1),
            "on" | "in" | "starts" | "begins" | "opens" | "start" | "begin" | "comes"
        );
        match reach.map(|i| (self.word(i), i)) {
            Some(("before" | "afore", i)) if on => (self.before_unless_denied(i), i),
            Some(("after", i)) if on => (Relation::After, i),
            _ => (Relation::In, at),
        }
    }

    pub(super) fn frame(&self, span: &Span, relation: Relation) -> Timeframe {
        let today = self.today();
        // "Before November finishes."
        let is_over = matches!(self.word(span.end), "finishes" | "ends" | "closes")
            || self.tokens.starts_with(span.end, &["is", "out"])
            || self.tokens.starts_with(span.end, &["is", "over"]);
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
            Relation::Before if span.is_end || is_over => (Some(today), Some(last)),
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
