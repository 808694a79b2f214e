//! "Put me on your do-not-call list", "unsubscribe", "I revoke my consent": set words for it.

use super::{
    place::DETERMINERS,
    request::Request,
    tail::starts_clause,
    words::{Voice, Words},
};
use crate::signals::lexicon::Tag;

/// "Put me on your do-not-call list", "I'm on the register".
pub(super) fn registered(words: &Words<'_>, at: usize) -> Option<Request> {
    const BACK: usize = 11;
    let end = words.end_of(Tag::OptOutRegister, at)?;
    let start = words.sentence_start(at, BACK);
    let put = [
        "put", "putting", "add", "adding", "ad", "place", "stick", "pop", "mark", "register",
        "enter", "flag", "code", "note", "list", "show", "set", "get", "chuck", "want", "wants",
        "like", "update", "make", "move", "include", "stuck", "added", "tag", "log", "record",
        "write", "go", "belong", "belongs", "throw", "slap", "whack", "bung", "activate", "enable",
        "apply",
    ];
    let own = (start..end + 3).any(|i| {
        words.own(i).is_some()
            || matches!(words.word(i), "it" | "everyone" | "number" | "that")
            || words.word(i) == "be"
    });
    let on = matches!(
        words.before(at, 1),
        "on" | "to"
            | "in"
            | "onto"
            | "into"
            | "your"
            | "the"
            | "a"
            | "internal"
            | "as"
            | "national"
            | "federal"
            | "company"
            | "'s"
            | "under"
            | "no"
            | "s"
            | "for"
            | "with"
            | "of"
            | "our"
            | "my"
    );
    let asked = words.holds(start..at, &put)
        && own
        && (on || matches!(words.before(at, 1), "activate" | "enable" | "apply"));
    let stated = words.voice == Voice::Prospect
        && on
        && (start..at).any(|i| {
            matches!(
                (words.word(i), words.word(i + 1)),
                ("i" | "we", "am" | "are" | "have")
                    | ("number", "is" | "has" | "'s")
                    | ("line" | "house" | "phone", "is" | "has")
            )
        })
        && !words.holds(
            start..at,
            &[
                "was",
                "were",
                "used",
                "not",
                "removed",
                "off",
                "taken",
                "just",
                "checking",
                "asking",
                "building",
                "responsible",
                "software",
                "from",
            ],
        )
        && words.holds(start..at, &["on", "registered", "signed", "with"]);
    (asked || stated).then_some(Request {
        start: at,
        end,
        rule: "opt_out.register",
        is_firm: asked,
    })
}

/// "Unsubscribe.", "opt out": said alone.
pub(super) fn word_alone(words: &Words<'_>, at: usize) -> Option<Request> {
    let end = match words.word(at) {
        "unsubscribe" => at + 1,
        "opt" if words.word(at + 1) == "out" => at + 2,
        "remove" | "delete" | "removed" => at + 1,
        "do" if words.end_of(Tag::OptOutRegister, at) == Some(at + 3) => at + 3,
        _ => return None,
    };
    let alone = words.is_parted(at) && words.is_parted(end)
        || matches!(words.before(at, 1), "please" | "just" | "kindly" | "to")
            && (words.is_parted(end) || words.word(end) == "please");
    (alone && end - at + 4 >= words.len()
        || alone && words.word(at) != "remove" && words.word(at) != "delete")
        .then_some(Request {
            start: at,
            end,
            rule: "opt_out.word",
            is_firm: false,
        })
}

/// Fixed words that ask for no more calls.
pub(super) fn idiom(words: &Words<'_>, at: usize) -> Option<Request> {
    let end = words.end_of(Tag::OptOutIdiom, at)?;
    if words.voice == Voice::Agent && !words.holds(at..end, &["opt"]) {
        return None;
    }
    // "Opt out of the insurance" is not about calls.
    let out = words.before(end, 1) == "out" && words.word(end) == "of";
    if out
        && words
            .end_of(Tag::OptOutOtherList, words.skip(end + 1, 2, DETERMINERS))
            .is_some()
    {
        return None;
    }
    let calls = !out || is_out_of_calls(words, end + 1);
    // "The last call I got was from your rival."
    if matches!(words.word(end), "was" | "were") {
        return None;
    }
    let only_then = words.end_of(Tag::OptOutOnlyThen, end).is_some();
    (calls && !only_then).then_some(Request {
        start: at,
        end,
        rule: "opt_out.idiom",
        is_firm: true,
    })
}

/// "(Opt out of) all future calls", "(of) this", "(of) being contacted".
fn is_out_of_calls(words: &Words<'_>, from: usize) -> bool {
    const FILLERS: &[&str] = &[
        "your",
        "the",
        "this",
        "these",
        "all",
        "any",
        "future",
        "further",
        "receiving",
        "getting",
        "being",
        "everything",
        "whatever",
        "it",
        "that",
        "more",
        "such",
        "those",
        "you",
    ];
    let at = words.skip(from, 6, FILLERS);
    let named = |at: usize| {
        [
            Tag::OptOutCalls,
            Tag::OptOutList,
            Tag::OptOutContacted,
            Tag::OptOutContacting,
        ]
        .iter()
        .any(|&tag| words.end_of(tag, at).is_some())
    };
    at > from && (words.is_parted(at) || starts_clause(words.word(at)))
        || named(at)
        || named(at + 1)
}
