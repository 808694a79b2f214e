//! Puts times together: ranges of two, and events whose date is told apart from them.

use super::{
    super::calendar::{self, Interval},
    mention::{Precision, Reader, Relation, Span},
};
use crate::signals::tokens::Break;

/// "Before", "by" or "after" an event, whose date may be told a few words on.
#[derive(Clone, Copy)]
pub(super) struct Pending {
    pub(super) relation: Relation,
    pub(super) at: usize,
}

impl Reader<'_> {
    /// The span, and what it runs on to: "Q3 or Q4", "between March and May", "late March early
    /// April".
    pub(super) fn extended(&self, at: usize, span: Span) -> Span {
        /// Longer gaps are alternatives, not a range.
        const GAP_MAX: i32 = 100;
        let is_plain = |s: &Span| s.fixed.is_none() && s.precision != Precision::Event && !s.is_end;
        if !is_plain(&span) {
            return span;
        }
        let opened = (1..=3).any(|back| {
            matches!(
                self.tokens.word_before(at, back),
                "between" | "from" | "either"
            )
        });
        let next = match self.word(span.end) {
            "or" | "to" | "through" | "thru" | "into" => span.end + 1,
            "and" | "until" | "till" if opened => span.end + 1,
            _ if self.tokens.break_after(span.end.wrapping_sub(1)) <= Break::Comma
                && span.interval.first < span.interval.last =>
            {
                span.end
            }
            _ => return span,
        };
        let mut next_at = next;
        while matches!(
            self.word(next_at),
            "maybe" | "the" | "possibly" | "even" | "probably" | "in" | "say"
        ) {
            next_at += 1;
        }
        let day = |at| {
            self.bare_day(at, Some(span.interval))
                .or_else(|| self.until_day(&span, next, at))
        };
        let Some(other) = self.span(next_at).or_else(|| day(next_at)).filter(is_plain) else {
            return span;
        };
        let gap = (other.interval.first - span.interval.last).get_days();
        let adjacent = next > span.end || (0..=1).contains(&gap);
        if other.interval.first <= span.interval.first || gap > GAP_MAX || !adjacent {
            return span;
        }
        Span {
            interval: Interval {
                first: span.interval.first,
                last: other.interval.last,
            },
            precision: span.precision,
            is_range: true,
            ..Span::new(span.interval, other.end)
        }
    }

    /// "July 20 to the 31", "the third to the nineteenth": a day of the same month that ends a range.
    fn until_day(&self, span: &Span, next: usize, at: usize) -> Option<Span> {
        let from = span.interval.first;
        if next == span.end || from != span.interval.last {
            return None;
        }
        let (day, end) = self.day(at)?;
        let date = calendar::date(from.year(), from.month(), day)?;
        Some(Span::new(Interval::day(date), end))
    }

    /// An event something has to happen before: "before the visit".
    pub(super) fn pending(&self, at: usize) -> Option<Pending> {
        let relation = match self.word(at) {
            "before" | "afore" => Relation::Before,
            "ahead" if self.word(at + 1) == "of" => Relation::Before,
            "prior" if self.word(at + 1) == "to" => Relation::Before,
            "time" | "ready" if self.word(at + 1) == "for" => Relation::Before,
            "by" => Relation::By,
            "after" => Relation::After,
            // "Not till he is back, which is the ninth."
            "until" | "till" if self.is_denied(at) => Relation::From,
            _ => return None,
        };
        let relation = match relation {
            Relation::Before if self.is_denied(at) => Relation::From,
            other => other,
        };
        Some(Pending { relation, at })
    }

    /// What the date at a word is told of, and where that starts.
    pub(super) fn told_of(&self, pending: Option<Pending>, at: usize) -> Option<(Relation, usize)> {
        let pending = pending.filter(|pending| self.is_told_of(*pending, at))?;
        Some((pending.relation, pending.at))
    }

    /// "Before the wedding, October tenth", "by the fair June tenth": a day right after its event.
    pub(super) fn told_beside(
        &self,
        pending: Option<Pending>,
        at: usize,
        span: &Span,
    ) -> Option<(Relation, usize)> {
        /// An event has few words.
        const WORDS_MAX: usize = 5;
        let pending = pending?;
        let words = pending.at + 1..at;
        let is_day = span.interval.first == span.interval.last && span.fixed.is_none();
        let named = matches!(
            self.word(words.start),
            "the" | "our" | "my" | "his" | "her" | "for" | "of"
        );
        // "Before Greek Easter, the second of May."
        let named = named
            || words.len() <= 3
                && !matches!(self.word(words.start), "that" | "then" | "it" | "this");
        // "Before the heat goes on. October fifteenth.": a date that is a statement of its own.
        let alone = self.tokens.break_after(span.end.wrapping_sub(1)) >= Break::Sentence;
        let parted = words.clone().any(|i| {
            self.tokens.break_after(i) >= Break::Sentence && !(alone && i + 1 == at)
                || matches!(
                    self.word(i),
                    "so" | "but" | "because" | "and" | "or" | "we" | "i"
                )
        });
        (is_day && named && !parted && (1..=WORDS_MAX).contains(&words.len()))
            .then_some((pending.relation, pending.at))
    }

    /// "In the new year" is its first quarter, "by new year" its first day.
    pub(super) fn bounded_new_year(&self, span: Span, relation: Relation) -> Span {
        let words = span.end.saturating_sub(2);
        // "Between Christmas and New Year."
        let until_new_year = span.is_range && self.tokens.starts_with(words, &["new", "year"]);
        if until_new_year && span.interval.first.month() == 12 {
            let last =
                calendar::date(span.interval.last.year(), 1, 1).unwrap_or(span.interval.last);
            let interval = Interval {
                last,
                ..span.interval
            };
            return Span { interval, ..span };
        }
        let is_new_year = self.tokens.starts_with(words, &["new", "year"]) && span.fixed.is_none();
        if is_new_year && !matches!(relation, Relation::In | Relation::Elsewhere) && !span.is_end {
            let interval = Interval::day(span.interval.first);
            return Span { interval, ..span };
        }
        span
    }

    /// Whether a time tells the date of the event: "before the audit, and that's the ninth".
    fn is_told_of(&self, pending: Pending, start: usize) -> bool {
        /// How far on the date of an event may be told.
        const REACH: usize = 16;
        let mut before = start;
        while before > 0
            && matches!(
                self.tokens.word_before(before, 1),
                "the" | "like" | "a" | "about" | "around"
            )
        {
            before -= 1;
        }
        let link = self.tokens.word_before(before, 1);
        let is = matches!(link, "is" | "'s" | "are");
        let on = matches!(link, "on" | "in") && pending.relation != Relation::By;
        let words = pending.at..before;
        let starts_anew = |at: usize| {
            let next = self.word(at + 1);
            let next = if next == "and" {
                self.word(at + 2)
            } else {
                next
            };
            self.tokens.break_after(at) >= Break::Sentence
                && !matches!(next, "that" | "it" | "they" | "which" | "he" | "she")
        };
        let gone_on =
            |at: usize| matches!(self.word(at), "so" | "but" | "because") || starts_anew(at);
        (is || on) && words.len() > 1 && words.len() <= REACH && !words.clone().any(gone_on)
    }

    /// Whether what leads up to a word denies it: "we are not starting before June".
    pub(super) fn is_denied(&self, at: usize) -> bool {
        /// How far back a negation may stand.
        const REACH: usize = 12;
        let mut denials = 0;
        for back in (at.saturating_sub(REACH)..at).rev() {
            // "If we are not open before March": no denial of March.
            if matches!(self.word(back), "if" | "unless") {
                return false;
            }
            if self.tokens.break_after(back) >= Break::Sentence
                || matches!(self.word(back), "but" | "so" | "because")
            {
                break;
            }
            let next = self.word(back + 1);
            // "… and it has to be before then": a statement of its own.
            if matches!(self.word(back), "it" | "they" | "that" | "we" | "i")
                && matches!(next, "has" | "must" | "gotta")
            {
                break;
            }
            // "No way, nothing gets touched before the spring": an answer of its own.
            if back == 0 && self.word(0) == "no" {
                break;
            }
            denials += usize::from(match self.word(back) {
                "not" | "never" | "nothing" | "nowt" | "nobody" | "none" | "hardly" => true,
                "no" => matches!(
                    next,
                    "way" | "chance" | "point" | "hope" | "one" | "use" | "sense"
                ),
                _ => false,
            });
        }
        denials % 2 == 1
    }
}
