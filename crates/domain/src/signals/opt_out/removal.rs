//! "Take me off your list", "delete my number": what is known of the person called is to go.

use super::{
    place::{Place, place},
    request::Request,
    tail::starts_clause,
    words::Words,
};
use crate::signals::lexicon::Tag;

/// "Remove me", "take my number off", "get us off your list".
pub(super) fn removed(words: &Words<'_>, at: usize) -> Option<Request> {
    let remove = words.end_of(Tag::OptOutRemove, at);
    let discard = words.end_of(Tag::OptOutDiscard, at);
    let take = words.end_of(Tag::OptOutTake, at);
    let verb = remove.max(discard).max(take)?;
    if words.word(at) == "took"
        && !words.holds(
            at.saturating_sub(4)..at,
            &["if", "wish", "appreciate", "glad"],
        )
    {
        return None;
    }
    let is_full = remove == Some(verb) || discard == Some(verb);
    let end = whole(words, verb, is_full, remove == Some(verb))
        .or_else(|| particle_first(words, verb, is_full))
        .or_else(|| everything_held(words, verb).filter(|_| is_full))
        .or_else(|| anything(words, verb, is_full))?;
    Some(Request {
        start: at,
        end,
        rule: "opt_out.remove",
        is_firm: true,
    })
}

/// The verb, the person or the number, and where from.
fn whole(words: &Words<'_>, verb: usize, is_full: bool, may_be_person: bool) -> Option<usize> {
    let from = words.skip(verb, 3, &["please", "just", "all", "both", "of"]);
    let own = words.own(from).or_else(|| words.own(verb))?;
    let next = words.skip(
        own.end,
        5,
        &[
            "please",
            "right",
            "completely",
            "altogether",
            "permanently",
            "entirely",
            "+",
            "the",
            "hell",
            "fuck",
            "down",
            "totally",
            "and",
            "straight",
        ],
    );
    // "Block my number on your end", "remove me in your system".
    let inside = matches!(words.word(next), "on" | "in") && is_full;
    match place(words, next).or_else(|| place(words, own.end)) {
        Some(Place::Other) if !(inside && own.is_thing) => None,
        Some(Place::Other) => Some(own.end),
        // "Leave my number out of it" differs from "leave my number out".
        Some(Place::Open(_))
            if matches!(words.word(verb - 1), "leave" | "leaving") && words.word(next) == "out" =>
        {
            None
        }
        Some(place) => (is_full
            || !matches!(words.word(next), "on" | "in" | "over" | "from" | "away"))
        .then_some(place.end()),
        None if !is_full => None,
        None => {
            let closed = own.is_thing
                || words.is_parted(own.end)
                || starts_clause(words.word(own.end))
                || next > own.end
                || words.end_of(Tag::OptOutForGood, own.end).is_some();
            let list = matches!(words.word(own.end), "and");
            ((own.is_thing || may_be_person) && (closed || list)).then_some(own.end)
        }
    }
}

/// "Take off my number", "I want to get off your list".
fn particle_first(words: &Words<'_>, verb: usize, is_full: bool) -> Option<usize> {
    if !matches!(words.word(verb), "off" | "out") {
        return None;
    }
    if let Some(own) = words.own(verb + 1).filter(|own| own.is_thing && !is_full) {
        return Some(own.end);
    }
    // "Come off the market" and "get off the phone" are about something else.
    let list = place(words, verb)?;
    let moves = matches!(words.before(verb, 1), "get" | "getting" | "come" | "coming");
    match list {
        Place::Calls(end) => moves.then_some(end),
        Place::Some(end) => (moves && words.before(end, 1).starts_with("list")).then_some(end),
        _ => None,
    }
}

/// "Erase everything you hold on me", "delete whatever you have".
fn everything_held(words: &Words<'_>, verb: usize) -> Option<usize> {
    let at = words.skip(verb, 4, &["all", "any", "every", "the", "of", "and"]);
    let thing = matches!(
        words.word(at),
        "everything"
            | "anything"
            | "whatever"
            | "what"
            | "information"
            | "info"
            | "data"
            | "numbers"
            | "record"
            | "records"
            | "trace"
            | "details"
            | "number"
            | "personal"
    );
    let end = (at..at + 9)
        .take_while(|&i| i == at || !words.starts_sentence(i))
        .find(|&i| words.is_person(words.word(i)))?;
    let held = words.holds(
        at..end,
        &["have", "hold", "got", "on", "of", "about", "for"],
    );
    (thing && held).then_some(end + 1)
}

/// "Take the whole house off", "take Smith and Sons off your calling list", "delete it".
fn anything(words: &Words<'_>, verb: usize, is_full: bool) -> Option<usize> {
    const NAME: usize = 6;
    let pointed = matches!(words.word(verb), "it" | "that" | "this" | "them" | "me");
    let particle = (verb + 1..=(verb + NAME).min(words.len()))
        .take_while(|&i| !words.starts_sentence(i))
        .find(|&i| matches!(words.word(i), "off" | "from" | "out"));
    if let Some(at) = particle {
        match place(words, at) {
            Some(Place::Calls(end))
                if pointed
                    || words.before(end, 1).starts_with("list")
                    || words.before(end, 1) == "sheet" =>
            {
                return Some(end);
            }
            Some(Place::Some(end) | Place::Open(end))
                if pointed && at == verb + 1 && speaks_of_number(words, verb) =>
            {
                return Some(end);
            }
            Some(Place::Open(end))
                if words.word(verb) == "the" && words.word(verb + 1) == "whole" =>
            {
                return Some(end);
            }
            _ => {}
        }
    }
    let closed = words.is_parted(verb + 1) || starts_clause(words.word(verb + 1));
    (is_full && pointed && closed && speaks_of_number(words, verb)).then_some(verb + 1)
}

/// Whether the speaker's number or data was mentioned a little before.
fn speaks_of_number(words: &Words<'_>, at: usize) -> bool {
    const BACK: usize = 22;
    (at.saturating_sub(BACK)..at).any(|i| {
        let own = words.own(i).is_some_and(|own| own.is_thing && own.end < at);
        let number = matches!(words.word(i), "number" | "numbers")
            && !matches!(words.before(i, 1), "fax" | "account" | "order" | "old");
        own || number
    })
}

/// "I want to be removed", "I want my number gone", "off the list, please".
pub(super) fn passive(words: &Words<'_>, at: usize) -> Option<Request> {
    const BACK: usize = 10;
    let removed = words.end_of(Tag::OptOutRemoved, at);
    let off = words.word(at) == "off";
    if !off && removed.is_none() {
        return None;
    }
    let start = words.sentence_start(at, BACK);
    if off {
        const VERBS: [Tag; 3] = [Tag::OptOutTake, Tag::OptOutRemove, Tag::OptOutDiscard];
        let verb = VERBS
            .iter()
            .any(|&tag| words.any(tag, at.saturating_sub(5).max(start)..at));
        let wished = [
            "want", "wants", "need", "needs", "like", "be", "stay", "just",
        ];
        let wanted = words.holds(at.saturating_sub(1)..at, &wished)
            || words.holds(at.saturating_sub(4)..at, &["want", "wants", "need", "like"]);
        let opens = words.is_parted(at) || wanted && !verb;
        if matches!(words.before(at, 1), "want" | "wants") && words.is_parted(at + 1) {
            return Some(Request {
                start: at,
                end: at + 1,
                rule: "opt_out.off",
                is_firm: true,
            });
        }
        let place = place(words, at).filter(|_| opens)?;
        let listed = match place {
            Place::Calls(end) => Some(end),
            Place::Some(end) => words.before(end, 1).starts_with("list").then_some(end),
            _ => None,
        }?;
        return Some(Request {
            start: at,
            end: listed,
            rule: "opt_out.off",
            is_firm: true,
        });
    }
    let end = removed?;
    let wish = [
        "want",
        "wants",
        "need",
        "needs",
        "like",
        "would",
        "please",
        "can",
        "could",
        "must",
        "kindly",
        "prefer",
        "should",
        "wish",
        "wishes",
        "ask",
        "asking",
        "expect",
        "demand",
        "request",
        "requesting",
        "insist",
        "have",
        "how",
        "get",
        "'s",
        "rather",
        "love",
        "appreciate",
        "possible",
        "chance",
        "mind",
        "way",
    ];
    let concerned = (start..at).any(|i| {
        words.own(i).is_some()
            || matches!(
                words.word(i),
                "i" | "we" | "it" | "everyone" | "branches" | "residence"
            )
    });
    let past = words.holds(
        at.saturating_sub(2)..at,
        &["was", "were", "been", "has", "had"],
    ) || words.holds(
        at.saturating_sub(1)..at,
        &["have", "i", "we", "you", "they", "he", "she"],
    ) && !words.holds(start..at, &["if", "wish"]);
    let place = place(
        words,
        end - usize::from(matches!(words.before(end, 1), "off" | "out")),
    );
    let listed = match place {
        Some(Place::Other) => return None,
        Some(place @ (Place::Calls(_) | Place::Some(_))) => Some(place.end()),
        Some(Place::Open(end)) => Some(end),
        None => (words.is_parted(end) || starts_clause(words.word(end))).then_some(end),
    }?;
    // "I'd like that deleted" is about a number only if one was spoken of.
    let own = (start..at).any(|i| words.own(i).is_some())
        || matches!(place, Some(Place::Calls(_)))
        || words.holds(start..at, &["be", "get"])
            && words.holds(start..at, &["i", "we", "residence"])
            && !words.holds(start..at, &["it", "that"])
        || words.holds(start..at, &["it", "them"]) && speaks_of_number(words, at)
        || matches!(place, Some(Place::Some(_))) && !words.holds(start..at, &["it", "that"]);
    (words.holds(start..at, &wish)
        && (concerned || matches!(place, Some(Place::Calls(_))))
        && !past
        && own)
        .then_some(Request {
            start: at,
            end: listed,
            rule: "opt_out.removed",
            is_firm: true,
        })
}
