//! "Stop calling me", "no more calls", "make it stop": the contact is to end.

use super::{
    request::Request,
    tail::{Form, object, starts_clause},
    words::Words,
};
use crate::signals::lexicon::Tag;

/// Words that may stand between an ending and what is ended.
const BETWEEN: &[&str] = &[
    "with",
    "this",
    "these",
    "the",
    "your",
    "you",
    "all",
    "of",
    "from",
    "damn",
    "bloody",
    "fucking",
    "freaking",
    "goddamn",
    "constantly",
    "always",
    "even",
    "please",
    "just",
    "trying",
    "to",
    "me",
    "us",
    "guys",
    "people",
    "that",
    "those",
    "making",
    "it",
    "and",
    "keep",
    "any",
    "further",
    "more",
    "having",
    "anyone",
    "them",
    "ever",
    "stupid",
    "constant",
    "endless",
    "daily",
    "so",
    "many",
    "texting",
    "emailing",
    "messaging",
    "writing",
    "already",
];

/// "Stop calling", "enough with the calls", "quit it".
pub(super) fn ended(words: &Words<'_>, at: usize) -> Option<Request> {
    let end = words.end_of(Tag::OptOutEnd, at)?;
    let last = words.skip(end, 6, BETWEEN);
    // "Stop these calls" and "stop your people calling": the filler may be part of the contact.
    (end..=last).rev().find_map(|from| {
        let gerund = words.end_of(Tag::OptOutContacting, from);
        let noun = words.end_of(Tag::OptOutCalls, from);
        // "We want to stop calling leads by hand": the speaker is the one who calls.
        if gerund.is_some()
            && is_own_doing(words, at)
            && !words.holds(from..from + 2, &["getting", "receiving"])
        {
            return None;
        }
        let verb = gerund.max(noun)?;
        let form = if gerund.is_some() {
            Form::Going
        } else {
            Form::Thing
        };
        // "We need something to stop nuisance calls" is a need.
        let nuisance = matches!(words.word(from), "spam" | "nuisance" | "robo" | "robocalls");
        if nuisance && words.before(at, 1) == "to" {
            return None;
        }
        object(words, verb, form).map(|tail| tail.request(at, "opt_out.stop"))
    })
}

/// Whether the speaker, not the listener, would stop.
fn is_own_doing(words: &Words<'_>, at: usize) -> bool {
    let to = words.before(at, 1) == "to" || matches!(words.before(at, 1), "i" | "we");
    to && (1..=5).find_map(|back| match words.before(at, back) {
        "you" | "y'all" | "yous" | "people" | "calls" | "it" | "them" | "somebody" | "someone" => {
            Some(false)
        }
        "i" | "we" => Some(true),
        _ => None,
    }) == Some(true)
}

/// "Make sure nobody calls me again".
pub(super) fn nobody(words: &Words<'_>, at: usize, from: usize) -> Option<Request> {
    const GROUP: usize = 8;
    let sure = words.holds(
        at.saturating_sub(5)..at,
        &[
            "sure",
            "guarantee",
            "ensure",
            "see",
            "want",
            "promise",
            "need",
            "like",
            "prefer",
            "that",
        ],
    );
    (from..=(from + GROUP).min(words.len()))
        .take_while(|&i| i == from || !words.starts_sentence(i))
        .find_map(|i| {
            let verb = words
                .end_of(Tag::OptOutCalls, i)
                .max(words.end_of(Tag::OptOutContacted, i))
                .max(words.end_of(Tag::OptOutContact, i))
                .max(words.end_of(Tag::OptOutContacting, i))?;
            let wants = words.holds(from..i, &["wants", "needs", "want", "likes", "asked"]);
            let tail = object(words, verb, Form::Plain)?;
            (tail.is_firm || sure || wants).then(|| tail.request(at, "opt_out.nobody"))
        })
}

/// "No more calls".
pub(super) fn no_calls(words: &Words<'_>, at: usize) -> Option<Request> {
    if matches!(
        words.before(at, 1),
        "had"
            | "got"
            | "have"
            | "were"
            | "was"
            | "there"
            | "means"
            | "made"
            | "with"
            | "getting"
            | "gets"
            | "is"
            | "are"
    ) && !words.is_parted(at)
        && words.before(at, 1) != "have"
        || matches!(words.before(at, 1), "no" | "yes" | "with")
            && !words.is_parted(at)
            && words.word(at + 1) != "more"
    {
        return None;
    }
    let fillers = [
        "more",
        "further",
        "future",
        "other",
        "additional",
        "of",
        "these",
        "your",
        "bloody",
        "fucking",
        "damn",
        "follow",
        "up",
        "random",
        "unsolicited",
        "any",
        "stupid",
        "to",
        "from",
        "you",
        "those",
        "ever",
        "god",
        "goddamn",
        "and",
        "phone",
        "sales",
        "visits",
        "texts",
        "emails",
        "letters",
        "messages",
    ];
    let last = words.skip(at + 1, 5, &fillers);
    (at + 1..=last).rev().find_map(|from| {
        let end = words
            .end_of(Tag::OptOutCalls, from)
            .or_else(|| words.end_of(Tag::OptOutContacting, from))?;
        let tail = object(words, end, Form::Thing)?;
        let more = words.holds(at + 1..from, &["more", "further", "future", "additional"]);
        let opens = words.is_parted(at)
            || matches!(
                words.before(at, 1),
                "want"
                    | "like"
                    | "prefer"
                    | "please"
                    | "and"
                    | "so"
                    | "need"
                    | "just"
                    | "said"
                    | "thanks"
                    | "on"
            );
        (more || opens || tail.is_firm).then(|| tail.request(at, "opt_out.no_calls"))
    })
}

/// "No need to call again", "there's no point calling back so don't".
pub(super) fn no_point(words: &Words<'_>, at: usize) -> Option<Request> {
    if !matches!(words.word(at + 1), "need" | "point" | "use" | "reason") {
        return None;
    }
    let from = words.skip(
        at + 2,
        5,
        &[
            "to", "for", "you", "in", "ever", "be", "of", "anyone", "your", "people",
        ],
    );
    let verb = words
        .end_of(Tag::OptOutContact, from)
        .max(words.end_of(Tag::OptOutContacting, from))?;
    let tail = object(words, verb, Form::Plain)?;
    tail.is_firm.then(|| tail.request(at, "opt_out.no_point"))
}

/// "The calls need to stop", "I want you to stop": only among words about calls.
pub(super) fn ceased(words: &Words<'_>, at: usize) -> Option<Request> {
    const BACK: usize = 8;
    let end = match words.word(at) {
        "stop" | "end" | "cease" | "quit" => words.skip(
            at + 1,
            3,
            &[
                "it",
                "this",
                "that",
                "now",
                "please",
                "immediately",
                "already",
                "right",
                "altogether",
                "completely",
            ],
        ),
        "knock" | "cut" if matches!(words.word(at + 1), "it") => at + 3,
        _ => return None,
    };
    let start = words.sentence_start(at, BACK);
    let wished = words.holds(
        start..at,
        &[
            "want", "need", "like", "got", "has", "have", "make", "must", "please", "just",
            "better", "needs", "prefer", "wish", "asking", "just", "would", "should",
        ],
    ) || end > at + 1
        && matches!(words.word(at + 1), "it" | "this" | "off" | "that" | "out");
    let closed = words.is_parted(end) || starts_clause(words.word(end));
    (wished && closed && speaks_of_calls(words, at)).then_some(Request {
        start: at,
        end,
        rule: "opt_out.stop_it",
        is_firm: false,
    })
}

/// Whether calls to the speaker were mentioned a little before a word.
fn speaks_of_calls(words: &Words<'_>, at: usize) -> bool {
    const BACK: usize = 25;
    (at.saturating_sub(BACK)..at).any(|i| {
        let calls = words.end_of(Tag::OptOutCalls, i).is_some() && words.word(i) != "contact";
        let called = matches!(
            words.word(i),
            "call" | "ring" | "calling" | "ringing" | "phoning" | "dialing"
        ) && !matches!(words.before(i, 1), "a" | "the" | "will");
        calls || called || words.word(i) == "blowing"
    })
}

/// "If you call again I'll call the police."
pub(super) fn threatened(words: &Words<'_>, at: usize) -> Option<Request> {
    /// How far ahead the threat may stand.
    const AHEAD: usize = 16;
    const THREATS: &[&str] = &[
        "police",
        "cops",
        "lawyer",
        "attorney",
        "solicitor",
        "sue",
        "suing",
        "court",
        "report",
        "reporting",
        "ftc",
        "fcc",
        "ico",
        "acma",
        "trai",
        "ofcom",
        "harassment",
        "complaint",
        "authorities",
        "legal",
        "ombudsman",
    ];
    let you =
        words.word(at) == "if" && matches!(words.word(at + 1), "you" | "y'all" | "anyone" | "yous");
    if !you {
        return None;
    }
    let from = words.skip(
        at + 2,
        3,
        &[
            "people", "guys", "ever", "from", "your", "company", "keep", "do", "there", "so",
            "much", "as",
        ],
    );
    let verb = words
        .end_of(Tag::OptOutContact, from)
        .max(words.end_of(Tag::OptOutContacting, from))?;
    let tail = object(words, verb, Form::Plain)?;
    words
        .holds(tail.end..tail.end + AHEAD, THREATS)
        .then(|| tail.request(at, "opt_out.or_else"))
}
