//! "Don't call again", "I don't want your calls": the contact is forbidden or not wanted.

use super::{
    command::{Command, command},
    contact::{no_calls, no_point, nobody},
    place,
    request::Request,
    tail::{Form, Tail, object},
    words::{Voice, Words},
};
use crate::signals::lexicon::Tag;

/// "Don't call again", "I don't want any calls", "nobody is to ring here".
pub(super) fn forbidden(words: &Words<'_>, at: usize) -> Option<Request> {
    match words.word(at) {
        "not" | "never" | "dont" | "neither" | "nor" => {
            barred(words, at).or_else(|| unwanted(words, at))
        }
        "nobody" | "none" => nobody(words, at, at + 1),
        "no" if words.word(at + 1) == "one" => nobody(words, at, at + 2),
        "no" if words.word(at + 1) == "longer" => unwanted(words, at + 1),
        "no" if matches!(words.word(at + 1), "wish" | "desire") => {
            wanted_contact(words, at, at + 2)
        }
        "no" => no_calls(words, at).or_else(|| no_point(words, at)),
        "rather" | "prefer" if words.word(at + 1) == "no" => no_calls(words, at + 1),
        _ => None,
    }
}

/// Words that may stand between "not" and the contact.
const AFTER_NOT: &[&str] = &[
    "ever",
    "you",
    "again",
    "please",
    "even",
    "bother",
    "bothering",
    "dare",
    "be",
    "keep",
    "try",
    "to",
    "just",
    "go",
    "think",
    "about",
    "of",
    "start",
    "continue",
    "and",
    "never",
    "attempt",
    "let",
    "have",
    "anyone",
    "anybody",
    "make",
    "your",
    "people",
    "guys",
    "like",
    "kindly",
    "any",
    "more",
    "company",
    "want",
    "yous",
    "so",
    "much",
    "as",
    "team",
    "colleagues",
    "in",
    "future",
    "under",
    "circumstances",
    "further",
    "need",
    "must",
    "y'all",
    "supposed",
    "allowed",
    "permitted",
    "authorized",
    "catch",
    "me",
    "waste",
    "time",
    "or",
    "text",
    "email",
    "then",
];

/// Words that may stand between "don't want" and the contact.
const AFTER_WANT: &[&str] = &[
    "for",
    "to",
    "you",
    "yous",
    "y'all",
    "anyone",
    "anybody",
    "nobody",
    "any",
    "no",
    "more",
    "your",
    "these",
    "the",
    "this",
    "further",
    "future",
    "other",
    "ever",
    "be",
    "get",
    "receive",
    "getting",
    "receiving",
    "people",
    "someone",
    "another",
    "single",
    "all",
    "being",
    "in",
    "one",
    "company",
    "keep",
    "having",
    "take",
    "taking",
    "have",
    "guys",
    "lot",
    "else",
    "from",
    "there",
    "those",
    "kind",
    "of",
    "such",
    "stupid",
    "damn",
    "bloody",
    "fucking",
    "unsolicited",
    "unwanted",
    "office",
    "phone",
    "part",
    "answer",
    "answering",
    "it",
    "our",
    "my",
    "number",
    "house",
    "me",
    "us",
    "yet",
];

/// "Do not … call".
fn barred(words: &Words<'_>, at: usize) -> Option<Request> {
    let command = command(words, at)?;
    let last = words.skip(at + 1, 6, AFTER_NOT);
    (at + 1..=last).rev().find_map(|from| {
        let skipped = at + 1..from;
        let base = words.end_of(Tag::OptOutContact, from);
        let gerund = words.end_of(Tag::OptOutContacting, from).filter(|_| {
            words.holds(
                skipped.clone(),
                &[
                    "be",
                    "keep",
                    "bother",
                    "bothering",
                    "about",
                    "of",
                    "start",
                    "continue",
                    "dare",
                    "have",
                    "try",
                    "attempt",
                    "catch",
                    "time",
                ],
            ) || words.before(at, 1) == "mind"
        });
        let passive = words.end_of(Tag::OptOutContacted, from).filter(|_| {
            words.holds(skipped.clone(), &["be"])
                || matches!(words.before(at, 1), "am" | "are" | "is")
        });
        let verb = base.max(gerund).max(passive)?;
        // "Don't text, call" asks for a call.
        let instead = words.holds(skipped.clone(), &["text", "email"])
            && !words.holds(skipped, &["or", "and"]);
        if instead || is_register(words, at, from, verb) {
            return None;
        }
        let tail = object(words, verb, Form::Plain)?;
        let firm = tail.is_firm || words.holds(at..from, &["ever", "never", "again"]);
        (firm || command == Command::Plain).then(|| {
            Tail {
                is_firm: firm,
                ..tail
            }
            .request(at, "opt_out.do_not")
        })
    })
}

/// "The do not call list" names a register and forbids nothing.
fn is_register(words: &Words<'_>, not: usize, verb: usize, end: usize) -> bool {
    verb == not + 1
        && (matches!(
            words.word(end),
            "list"
                | "lists"
                | "registry"
                | "register"
                | "rules"
                | "file"
                | "law"
                | "laws"
                | "database"
        ) || matches!(
            words.before(not, 2),
            "the" | "your" | "a" | "federal" | "national" | "state"
        ))
}

/// "I do not want … calls", "would rather not be contacted".
fn unwanted(words: &Words<'_>, at: usize) -> Option<Request> {
    let wants = words.skip(
        at + 1,
        2,
        &[
            "really",
            "ever",
            "even",
            "be",
            "at",
            "actively",
            "in",
            "personally",
        ],
    );
    let polite = matches!(
        words.before(at, 1),
        "rather" | "prefer" | "preferably" | "possible"
    );
    let want = matches!(
        words.word(wants),
        "want"
            | "wants"
            | "wish"
            | "need"
            | "like"
            | "care"
            | "require"
            | "desire"
            | "expect"
            | "appreciate"
            | "authorize"
            | "permit"
            | "allow"
            | "accept"
            | "interested"
            | "wanting"
            | "requiring"
            | "looking"
            | "welcome"
            | "asking"
            | "intend"
            | "consent"
            | "agree"
            | "have"
            | "ask"
            | "asked"
            | "needing"
    );
    let bare_wish = matches!(words.before(wants, 1), "wish");
    if matches!(words.before(at, 1), "did") && words.before(at, 2) != "you"
        || words.before(at, 1) == "do"
            && matches!(words.before(at, 2), "they" | "customers" | "people" | "who")
        || words.before(at, 1) == "do"
            && words.before(at, 2) == "you"
            && words.voice == Voice::Prospect
        || !(want || polite || bare_wish)
    {
        return None;
    }
    let start = if want { wants + 1 } else { at + 1 };
    wanted_contact(words, at, start)
}

/// The contact somebody does not want.
fn wanted_contact(words: &Words<'_>, at: usize, start: usize) -> Option<Request> {
    let last = words.skip(start, 9, AFTER_WANT);
    (start..=last).rev().find_map(|from| {
        let skipped = start..from;
        let others = words.holds(
            skipped.clone(),
            &[
                "you", "yous", "y'all", "anyone", "anybody", "nobody", "someone", "people",
                "company", "else",
            ],
        );
        let plain = words.end_of(Tag::OptOutContact, from).filter(|_| others);
        let gerund = words.end_of(Tag::OptOutContacting, from);
        let passive = words
            .end_of(Tag::OptOutContacted, from)
            .filter(|_| words.holds(skipped.clone(), &["be", "being", "get", "getting"]));
        let called = plain
            .max(gerund)
            .max(passive)
            .and_then(|verb| object(words, verb, Form::Plain));
        let calls = words.end_of(Tag::OptOutCalls, from).and_then(|end| {
            // "I don't want to make calls" and "calls from customers" are business.
            let single = matches!(words.word(from), "phone") && words.word(end - 1) == "call";
            (!single || words.holds(skipped.clone(), &["another", "single", "one"]))
                .then(|| object(words, end, Form::Thing))
                .flatten()
        });
        let hears = words.tokens.starts_with(from, &["hear", "from"])
            || words.tokens.starts_with(from, &["hearing", "from"]);
        let heard = hears
            .then(|| object(words, from + 1, Form::Thing))
            .flatten()
            .filter(|tail| tail.end > from + 2);
        let listed = own_place(words, from);
        let tail = called.or(calls).or(heard).or(listed)?;
        Some(tail.request(at, "opt_out.not_wanted"))
    })
}

/// "(I don't want my number) on your list".
fn own_place(words: &Words<'_>, at: usize) -> Option<Tail> {
    let part = words.before(at, 1) == "part" && words.word(at) == "of";
    if !part && !matches!(words.word(at), "on" | "in") {
        return None;
    }
    let place = place::place(words, at)?;
    place.is_for_calls().then(|| Tail {
        end: place.end(),
        is_firm: false,
    })
}
