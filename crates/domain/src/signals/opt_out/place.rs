//! What somebody is taken off: "your calling list", "the system", or something else.

use super::{tail::starts_clause, words::Words};
use crate::signals::lexicon::Tag;

/// What somebody is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where those to be called are kept: "your calling list".
    Calls(usize),
    /// Some list or other: "the list", "it".
    Some(usize),
    /// Not said, and nothing follows.
    Open(usize),
    /// Something else: "speaker", "the inventory".
    Other,
}

impl Place {
    /// Whether this can only be about calls.
    pub(super) fn is_for_calls(self) -> bool {
        matches!(self, Self::Calls(_))
    }

    /// Index after its last word.
    pub(super) fn end(self) -> usize {
        match self {
            Self::Calls(end) | Self::Some(end) | Self::Open(end) => end,
            Self::Other => 0,
        }
    }
}

/// Words that say a place follows.
const PARTICLES: &[&str] = &["off", "from", "out", "of", "on", "in", "over", "away"];

/// Words that may open the name of a list.
pub(super) const DETERMINERS: &[&str] = &[
    "your",
    "the",
    "this",
    "that",
    "these",
    "those",
    "whatever",
    "any",
    "every",
    "all",
    "of",
    "you",
    "are",
    "ya",
    "yer",
    "their",
    "them",
    "y'all",
    "its",
    "each",
    "our",
    "'s",
    "s",
    "whichever",
    "both",
    "a",
    "some",
    "those",
    "people",
    "company",
    "guys",
];

/// Words before "list" that tell it from other lists.
const OF_CALLS: &[&str] = &[
    "your",
    "you",
    "ya",
    "yer",
    "y'all",
    "whatever",
    "any",
    "every",
    "all",
    "call",
    "calling",
    "callers",
    "contact",
    "phone",
    "dial",
    "dialing",
    "dialling",
    "calls",
    "marketing",
    "sales",
    "telemarketing",
    "cold",
    "these",
    "their",
    "company",
    "telephone",
    "lead",
    "leads",
    "prospect",
    "ringing",
    "caller",
    "auto",
    "outbound",
    "robocall",
];

/// Reads "off your calling list", "out of the system", "from this".
pub(super) fn place(words: &Words<'_>, at: usize) -> Option<Place> {
    const MODIFIERS: usize = 5;
    let from = words.skip(at, 3, PARTICLES);
    if from == at {
        return None;
    }
    let particle = words.word(from - 1);
    if words.is_parted(from)
        || starts_clause(words.word(from))
            && !DETERMINERS.contains(&words.word(from))
            && !matches!(words.word(from), "it" | "there")
    {
        let open = !matches!(particle, "from" | "of" | "on" | "in");
        return Some(if open {
            Place::Open(from)
        } else {
            Place::Other
        });
    }
    let named = words.skip(from, 5, DETERMINERS);
    let mut of_calls = words.holds(from..named, OF_CALLS);
    let mut list = None;
    for i in named..(named + MODIFIERS).min(words.len()) {
        let and_more = matches!(words.word(i + 1), "and" | "or");
        if words.end_of(Tag::OptOutOtherList, i).is_some() && !and_more {
            return Some(Place::Other);
        }
        if let Some(end) = words.end_of(Tag::OptOutList, i) {
            of_calls |= matches!(
                words.word(i),
                "dialer"
                    | "dialers"
                    | "dialler"
                    | "autodialer"
                    | "crm"
                    | "database"
                    | "rotation"
                    | "calls"
                    | "calling"
                    | "rolodex"
                    | "outreach"
                    | "telemarketing"
                    | "cadence"
            );
            list = Some(end);
        }
        of_calls |= OF_CALLS.contains(&words.word(i));
        if words.is_parted(i + 1)
            || list.is_some()
                && words.end_of(Tag::OptOutList, i + 1).is_none()
                && words.end_of(Tag::OptOutOtherList, i + 1).is_none()
        {
            break;
        }
    }
    let Some(end) = list else {
        return Some(pointed(words, from, named));
    };
    if words.word(end) == "of"
        && !matches!(
            words.word(end + 1),
            "yours" | "people" | "numbers" | "names" | "calls" | "contacts" | "leads" | "companies"
        )
    {
        return Some(Place::Other);
    }
    Some(if of_calls {
        Place::Calls(end)
    } else {
        Place::Some(end)
    })
}

/// "Off it", "off of everything", "from whatever this is".
fn pointed(words: &Words<'_>, from: usize, named: usize) -> Place {
    let pointer = |at: usize| {
        matches!(
            words.word(at),
            "it" | "this"
                | "that"
                | "there"
                | "everything"
                | "whatever"
                | "these"
                | "all"
                | "anything"
        )
    };
    let last = named.max(from + 1);
    let closed = words.is_parted(last) || starts_clause(words.word(last));
    let points = pointer(from) || pointer(last - 1);
    if points && closed {
        Place::Some(last)
    } else {
        Place::Other
    }
}
