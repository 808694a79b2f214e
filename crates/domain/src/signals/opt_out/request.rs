//! Every request for no more calls in an utterance, before it is asked who made it and how.

use super::{contact, forbid, removal, state, words::Words};

/// Words that ask for no more calls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// Its first word.
    pub(super) start: usize,
    /// Index after its last word.
    pub(super) end: usize,
    /// The rule that found it.
    pub(super) rule: &'static str,
    /// Said to hold for good, so that a word about when to call does not soften it.
    pub(super) is_firm: bool,
}

/// The requests of an utterance, in order.
pub(super) fn requests<'w>(words: &'w Words<'_>) -> impl Iterator<Item = Request> + 'w {
    const GRAMMAR: [fn(&Words<'_>, usize) -> Option<Request>; 9] = [
        contact::threatened,
        contact::ended,
        forbid::forbidden,
        removal::removed,
        state::registered,
        state::idiom,
        removal::passive,
        contact::ceased,
        state::word_alone,
    ];
    (0..words.len()).flat_map(move |at| {
        GRAMMAR.iter().filter_map(move |rule| {
            let found = rule(words, at)?;
            Some(Request {
                end: found.end.min(words.len()),
                ..found
            })
        })
    })
}
