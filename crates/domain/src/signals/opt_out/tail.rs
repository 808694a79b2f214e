//! Who is not to be called, and for how long: what follows "don't call" and "no more calls".

use super::{
    request::Request,
    words::{Voice, Words},
};
use crate::signals::lexicon::Tag;

/// What a contact is said of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// "(don't) call".
    Plain,
    /// "(stop) calling".
    Going,
    /// "(no more) calls".
    Thing,
}

/// What follows the contact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    /// Index after its last word.
    pub(super) end: usize,
    /// Whether it is meant for good.
    pub(super) is_firm: bool,
}

impl Tail {
    /// The request that ends with it.
    pub(super) fn request(self, start: usize, rule: &'static str) -> Request {
        Request {
            start,
            end: self.end,
            rule,
            is_firm: self.is_firm,
        }
    }
}

/// Reads who is called and for how long; nothing if calls are only limited or a name is corrected.
pub(super) fn object(words: &Words<'_>, from: usize, form: Form) -> Option<Tail> {
    let mut at = from;
    let mut is_firm = false;
    let mut named = false;
    while at < words.len() && !(at > from && words.starts_sentence(at)) {
        if let Some(end) = words.end_of(Tag::OptOutForGood, at) {
            is_firm = true;
            at = end;
        } else if let Some(end) = whom(words, at) {
            named = true;
            at = end;
        } else if matches!(
            words.word(at),
            "here"
                | "back"
                | "please"
                | "up"
                | "round"
                | "around"
                | "+"
                | "y'all"
                | "constantly"
                | "incessantly"
        ) {
            at += 1;
        } else {
            break;
        }
    }
    // What is said after a full stop belongs to it if it says how long: "don't call me. Ever."
    if words.starts_sentence(at) {
        is_firm |= words.end_of(Tag::OptOutForGood, at).is_some();
        return Some(Tail { end: at, is_firm });
    }
    let at_once = form == Form::Going && (words.word(at) == "now" || words.word(at) == "right");
    if words.end_of(Tag::OptOutOnlyThen, at).is_some() && !at_once {
        return is_any_time(words, at).then_some(Tail {
            end: at,
            is_firm: true,
        });
    }
    let for_now = words.word(at) == "for" && words.end_of(Tag::OptOutOnlyThen, at + 1).is_some();
    if words.word(at) == "from"
        || for_now
        || form == Form::Thing && words.word(at) == "with" && words.own(at + 1).is_none()
    {
        return None;
    }
    // "Don't call it a budget", "don't call this cheap".
    let complemented = at == from
        && matches!(
            words.word(at),
            "it" | "this"
                | "that"
                | "there"
                | "my"
                | "our"
                | "your"
                | "every"
                | "all"
                | "to"
                | "for"
                | "with"
                | "wrong"
                | "good"
                | "at"
                | "as"
                | "by"
        );
    let goes_on = words.is_parted(at) || starts_clause(words.word(at)) && !complemented;
    let other_people = matches!(
        words.word(at),
        "people"
            | "leads"
            | "customers"
            | "prospects"
            | "them"
            | "clients"
            | "everyone"
            | "it"
            | "folks"
            | "a"
            | "that"
            | "those"
            | "yourself"
            | "yourselves"
    );
    let fits = match form {
        Form::Plain => goes_on || is_firm,
        Form::Going => {
            let complete = goes_on || named && words.word(at) == "with";
            let others = other_people && !words.is_parted(at);
            is_firm || complete && !others || !named && !other_people
        }
        Form::Thing => !matches!(
            words.word(at),
            "came" | "come" | "comes" | "dropped" | "yet"
        ),
    };
    fits.then_some(Tail { end: at, is_firm })
}

/// "Me", "my mother", "on this number", "anybody at this address".
fn whom(words: &Words<'_>, at: usize) -> Option<usize> {
    if words.word(at) == "from" {
        return caller(words, at + 1);
    }
    let from = words.skip(at, 2, &["on", "at", "to", "for", "any", "of", "or"]);
    // "Don't call the office" leaves another number.
    let elsewhere = [
        "office", "desk", "shop", "store", "cell", "mobile", "landline", "line", "front", "home",
    ];
    if words.word(from) == "the" && elsewhere.contains(&words.word(from + 1)) {
        return None;
    }
    if from > at {
        let own = words.own(from).map(|own| own.end);
        return own.or_else(|| {
            (words.word(from) == "it" || words.word(from) == "here").then_some(from + 1)
        });
    }
    if let Some(own) = words.own(at) {
        return Some(own.end);
    }
    match words.word(at) {
        "anyone" | "anybody" => {
            let place = words.skip(
                at + 1,
                3,
                &["at", "in", "from", "this", "the", "here", "our"],
            );
            Some(words.end_of(Tag::OptOutOwn, place).unwrap_or(at + 1))
        }
        "it" | "them"
            if words.is_parted(at + 1)
                || starts_clause(words.word(at + 1))
                || words.end_of(Tag::OptOutForGood, at + 1).is_some() =>
        {
            Some(at + 1)
        }
        "you" if words.voice == Voice::Agent => Some(at + 1),
        "that" | "the" | "this" | "that's" => match words.end_of(Tag::OptOutOwn, at + 1) {
            Some(end) => Some(end),
            _ => matches!(words.word(at + 1), "customer" | "patient" | "poor").then_some(at + 2),
        },
        _ => None,
    }
}

/// "(From) you people", "(from) your company", as the agent says it "(from) us".
fn caller(words: &Words<'_>, at: usize) -> Option<usize> {
    match words.word(at) {
        "us" | "me" if words.voice == Voice::Agent => Some(at + 1),
        "you" | "yours" | "y'all" | "yous" | "anyone" | "anybody" | "this" | "that" | "your"
        | "there" => Some(words.skip(
            at + 1,
            3,
            &[
                "people",
                "guys",
                "lot",
                "all",
                "at",
                "there",
                "company",
                "firm",
                "your",
                "in",
                "outfit",
                "end",
                "place",
                "business",
                "organization",
                "else",
                "team",
                "office",
                "side",
                "agency",
                "bank",
                "mob",
            ],
        )),
        _ => None,
    }
}

/// "Today or ever", "today or any other day".
fn is_any_time(words: &Words<'_>, at: usize) -> bool {
    (at + 1..at + 7)
        .take_while(|&i| !words.starts_sentence(i))
        .any(|i| {
            words.word(i) == "or"
                && matches!(
                    words.word(i + 1),
                    "any" | "ever" | "tomorrow" | "next" | "at"
                )
                || words.word(i) == "ever"
        })
}

/// Words that start something new, so that what came before them was complete.
pub(super) fn starts_clause(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "or"
            | "but"
            | "so"
            | "because"
            | "cos"
            | "cause"
            | "i"
            | "we"
            | "you"
            | "he"
            | "she"
            | "it"
            | "they"
            | "this"
            | "there"
            | "my"
            | "our"
            | "your"
            | "please"
            | "thanks"
            | "thank"
            | "cheers"
            | "ok"
            | "alright"
            | "right"
            | "no"
            | "not"
            | "do"
            | "dont"
            | "take"
            | "remove"
            | "delete"
            | "get"
            | "put"
            | "stop"
            | "never"
            | "just"
            | "if"
            | "what"
            | "who"
            | "how"
            | "why"
            | "is"
            | "are"
            | "was"
            | "have"
            | "has"
            | "got"
            | "go"
            | "bye"
            | "goodbye"
            | "yes"
            | "lose"
            | "then"
            | "as"
            | "by"
            | "about"
            | "regarding"
            | "that"
            | "like"
            | "full"
            | "hear"
            | "let"
            | "would"
            | "will"
            | "can"
            | "could"
            | "look"
            | "lads"
            | "ay"
            | "eh"
            | "innit"
            | "only"
            | "since"
            | "even"
            | "nobody"
            | "for"
            | "to"
            | "ma'am"
            | "period"
            | "simple"
            | "understand"
            | "understood"
            | "quit"
            | "when"
            | "neither"
            | "either"
            | "yaar"
            | "na"
            | "ji"
            | "every"
            | "all"
            | "anymore"
            | "seriously"
            | "honestly"
            | "mam"
            | "madam"
            | "good"
            | "have_a"
            | "tell"
            | "block"
            | "make"
            | "wrong"
            | "leave"
            | "at"
    )
}
