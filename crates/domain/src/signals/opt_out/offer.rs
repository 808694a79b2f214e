//! The agent offers to end the calls, and the prospect assents.

use super::{
    place::{Place, place},
    request::requests,
    words::{Voice, Words},
};
use crate::signals::{lexicon::Tag, reading::Reading, tokens::Break};

/// What the agent put to the prospect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Offer {
    /// "Shall I take you off our list?": yes ends the calls.
    End,
    /// "May we keep your number on file?": no ends the calls.
    Keep,
    /// "Shall we keep calling, or take you off the list?": the second ends the calls.
    EndSecond,
    /// "Shall I take you off the list, or keep calling?": the first ends the calls.
    EndFirst,
}

impl Offer {
    /// What an agent's words offer.
    pub(in crate::signals) fn find(reading: &Reading) -> Option<Self> {
        /// "Is that what you want?", "is that right?"
        const TAG_QUESTION: usize = 7;
        let words = Words::new(reading, Voice::Agent);
        let end = requests(&words)
            .filter(|r| is_offered(&words, r.start))
            .last();
        let keep = (0..words.len()).rfind(|&at| keeps(&words, at));
        let last = end.map(|request| request.end).max(keep)?;
        // A longer question after the offer is what a "yes" answers.
        let next = (last.saturating_sub(1)..words.len())
            .find(|&at| words.tokens.break_after(at) >= Break::Sentence);
        let asks_more = next.is_some_and(|at| {
            words.len().saturating_sub(at + 1) > TAG_QUESTION
                && words.tokens.break_after(words.len() - 1) == Break::Question
        });
        let but_first =
            matches!(words.word(last), "but" | "before") && words.len().saturating_sub(last) > 5;
        if asks_more || but_first {
            return None;
        }
        Some(match (end, keep) {
            (Some(end), Some(keep)) if keep < end.start => Self::EndSecond,
            (Some(_), Some(_)) => Self::EndFirst,
            (None, Some(_)) => Self::Keep,
            _ => Self::End,
        })
    }
}

/// Whether the agent says it as something to come, not as something that was.
fn is_offered(words: &Words<'_>, start: usize) -> bool {
    let from = words.sentence_start(start, 12);
    !words.holds(
        from..start,
        &[
            "asked",
            "told",
            "was",
            "were",
            "had",
            "said",
            "saw",
            "registered",
            "promise",
            "unless",
            "last",
            "never",
            "why",
            "customers",
            "clients",
            "people",
        ],
    )
}

/// "Keep you on our list", "keep calling", "call you again".
fn keeps(words: &Words<'_>, at: usize) -> bool {
    let kept = |at: usize| {
        matches!(words.word(at), "keep" | "leave" | "hold")
            && (words.own(at + 1).is_some_and(|own| {
                matches!(words.word(own.end), "on" | "in")
                    && place(words, own.end).is_some_and(|place| {
                        place != Place::Other || words.word(own.end + 1) == "file"
                    })
            }) || matches!(
                words.word(at + 1),
                "calling" | "ringing" | "phoning" | "contacting"
            ))
    };
    let stays = words.tokens.starts_with(at, &["stay", "on"])
        || words.tokens.starts_with(at, &["remain", "on"]);
    let go_on = words.tokens.starts_with(at, &["continue", "calling"])
        || words.tokens.starts_with(at, &["continue", "to", "call"])
        || words
            .tokens
            .starts_with(at, &["continue", "receiving", "calls"]);
    kept(at) || stays || go_on
}

/// Where the words are that accept an end of the calls.
pub(super) fn accepted(reading: &Reading, offer: Offer) -> Option<(usize, usize)> {
    let words = Words::new(reading, Voice::Prospect);
    if words.len() == 0 || words.any(Tag::OptOutInvite, 0..words.len()) {
        return None;
    }
    match offer {
        Offer::End => assent(&words),
        Offer::Keep => refusal(&words),
        Offer::EndSecond => choice(&words, &["second", "latter", "off", "remove", "last"]),
        Offer::EndFirst => choice(&words, &["first", "former", "off", "remove"]),
    }
}

fn assent(words: &Words<'_>) -> Option<(usize, usize)> {
    /// Assent comes early: "well, obviously, yes".
    const OPENING: usize = 7;
    for at in 0..words.len().min(OPENING) {
        let courtesy = matches!(words.word(at + 1), "problem" | "worries" | "dramas");
        match words.word(at) {
            "no" if !courtesy && words.word(at + 1) != "yes" => return None,
            "not" | "why" | "what" | "who" | "how" | "depends" | "maybe" | "hang" | "wait"
            | "nothing" | "never" => return None,
            _ => {}
        }
        if words.tokens.starts_with(at, &["yes", "no"]) {
            return None;
        }
        if let Some(end) = words
            .end_of(Tag::Affirm, at)
            .max(words.end_of(Tag::OptOutAssent, at))
        {
            let turned = words.holds(end..end + 4, &["not", "but", "no"])
                && !words.holds(end..end + 6, &["call", "calls", "problem", "calling"]);
            return (!turned).then_some((at, end));
        }
    }
    None
}

fn refusal(words: &Words<'_>) -> Option<(usize, usize)> {
    const OPENING: usize = 3;
    (0..words.len().min(OPENING)).find_map(|at| {
        let end = words.end_of(Tag::Deny, at)?;
        let turned = matches!(words.word(end), "problem" | "worries" | "yes" | "objection")
            || words.any(Tag::OptOutOnlyThen, end..words.len().min(end + 6))
            || (end..end + 5).any(|i| {
                matches!(words.word(i), "fine" | "mind" | "ok") && words.before(i, 1) != "not"
            });
        (!turned).then_some((at, end))
    })
}

fn choice(words: &Words<'_>, chosen: &[&str]) -> Option<(usize, usize)> {
    const OPENING: usize = 8;
    let at = (0..words.len().min(OPENING)).find(|&at| chosen.contains(&words.word(at)))?;
    (!words.holds(0..at, &["not", "keep"])).then_some((at, at + 1))
}
