//! Verbs of deciding, by what they say: "has to agree", "makes all the decisions", "the dean's call".

use std::ops::Range;

use crate::signals::tokens::{Break, Tokens};

/// How much a verb says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// Only as an answer to who decides: "handles those", "signs".
    Tends,
    /// Proposes rather than decides when somebody else signs: "picks".
    Picks,
    /// Decides, whatever was asked.
    Decides,
}

/// A verb of deciding.
#[derive(Clone, Debug)]
pub(super) struct Verb {
    pub(super) weight: Weight,
    pub(super) words: Range<usize>,
}

/// The verb of deciding that starts at `at`, auxiliaries included.
pub(super) fn verb(tokens: &Tokens, at: usize) -> Option<Verb> {
    let mut core = at;
    let mut must = false;
    while core < at + 6 {
        let word = tokens.word(core);
        let next = tokens.word(core + 1);
        match word {
            "has" | "have" | "had" | "needs" | "need" | "wants" | "got" | "'s" | "ought"
                if matches!(next, "to" | "got") =>
            {
                must = true;
                core += if next == "to" { 2 } else { 1 };
            }
            "gotta" | "must" | "should" => {
                must = true;
                core += 1;
            }
            "will" | "would" | "can" | "could" | "'d" | "'ll" | "gets" | "get" if core < at + 3 => {
                core += 1 + usize::from(next == "to");
            }
            "be" if next.ends_with("ing") => core += 1,
            "also" | "first" | "personally" | "both" | "all" | "jointly" | "only" | "still"
            | "then" | "finally"
                if core > at =>
            {
                core += 1;
            }
            _ => break,
        }
    }
    let (weight, end) = deciding(tokens, core, must)?;
    let weight = if must && weight == Weight::Picks {
        Weight::Decides
    } else {
        weight
    };
    Some(Verb {
        weight,
        words: at..end,
    })
}

/// What is decided at `at`: its weight, and the index after it.
fn deciding(tokens: &Tokens, at: usize, must: bool) -> Option<(Weight, usize)> {
    use Weight::{Decides, Picks, Tends};
    let next = tokens.word(at + 1);
    // The noun within a few words of an article or adjective.
    let noun = |nouns: &[&str]| {
        (at + 1..at + 6)
            .take_while(|&i| i == at + 1 || tokens.break_after(i - 1) == Break::None)
            .find(|&i| nouns.contains(&tokens.word(i)))
            .filter(|&i| (at + 1..i).all(|j| is_qualifier(tokens.word(j))))
            .map(|i| i + 1)
    };
    match tokens.word(at) {
        "decide" | "decides" | "deciding" | "approve" | "approves" | "approving" | "authorize"
        | "authorizes" | "authorise" | "authorises" | "sanction" | "sanctions" | "ratify"
        | "ratifies" | "countersign" | "countersigns" | "okays" | "oks" | "greenlights"
        | "greenlight" | "bless" | "blesses" | "finalise" | "finalises" | "finalize"
        | "finalizes" => Some((Decides, at + 1)),
        "ok" | "agree" | "nod" | "consent" | "vote" | "accept" if must => Some((Decides, at + 1)),
        "sign" | "signs" | "signing" => {
            let off = usize::from(next == "off");
            let all = matches!(
                next,
                "it" | "everything" | "them" | "those" | "for" | "that"
            );
            let up = matches!(next, "up" | "in" | "language");
            (!up).then_some((
                if must || off > 0 || all {
                    Decides
                } else {
                    Picks
                },
                at + 1 + off,
            ))
        }
        "vote" | "votes" | "agrees" => Some((Tends, at + 1)),
        "pick" | "picks" | "picking" | "choose" | "chooses" | "choosing" | "select" | "selects" => {
            (next != "up").then_some((Picks, at + 1))
        }
        "make" | "makes" | "making" | "take" | "takes" | "taking" => noun(&[
            "decision",
            "decisions",
            "choice",
            "choices",
            "call",
            "calls",
        ])
        .map(|end| (Decides, end))
        .or(tokens
            .starts_with(at + 1, &["care", "of"])
            .then_some((Tends, at + 3))),
        "has" | "have" | "gets" | "get" | "got" | "carries" | "wields" => noun(&[
            "say",
            "word",
            "veto",
            "signature",
            "authority",
            "pen",
            "approval",
            "signoff",
        ])
        .map(|end| (Decides, end)),
        "say" | "says" => match next {
            "yes" | "so" | "aye" => Some((Decides, at + 2)),
            _ => None,
        },
        "give" | "gives" | "giving" | "grant" | "grants" => noun(&[
            "nod",
            "ok",
            "ahead",
            "light",
            "blessing",
            "approval",
            "thumbs",
            "yes",
            "permission",
            "leave",
            "consent",
        ])
        .map(|end| (Decides, end)),
        "hold" | "holds" | "control" | "controls" | "run" | "runs" => noun(&[
            "purse",
            "strings",
            "money",
            "budget",
            "checkbook",
            "chequebook",
            "show",
            "pen",
            "veto",
        ])
        .map(|end| (Picks, end))
        .or((is_object(next) && tokens.word(at) != "hold").then_some((Tends, at + 2))),
        "call" | "calls" => noun(&["shots"])
            .map(|end| (Decides, end))
            .or((next == "it").then_some((Tends, at + 2))),
        "do" | "does" => noun(&[
            "buying",
            "deciding",
            "choosing",
            "picking",
            "signing",
            "purchasing",
            "ordering",
            "approving",
            "hiring",
            "thousands",
        ])
        .map(|end| (Picks, end))
        .or(matches!(next, "that" | "those" | "all").then_some((Tends, at + 2))),
        "write" | "writes" | "cut" | "cuts" => {
            noun(&["checks", "cheques"]).map(|end| (Decides, end))
        }
        "put" | "puts" => {
            noun(&["name", "signature", "paw", "sign", "pen"]).map(|end| (Picks, end))
        }
        "handle" | "handles" | "oversees" | "manages" | "sorts" | "arranges" | "buys" | "buy"
        | "orders" | "owns" | "own" => is_object(next).then_some((Tends, at + 2)),
        "looks" | "look" if next == "after" => Some((Tends, at + 2)),
        "deals" | "deal" if next == "with" => Some((Tends, at + 2)),
        "is" | "are" | "'s" | "be" | "am" => {
            let the = usize::from(next == "the");
            let only = usize::from(tokens.word(at + 1 + the) == "only");
            let one = at + 1 + the + only;
            let decider = matches!(
                tokens.word(one),
                "approver" | "signatory" | "decider" | "authority" | "signer"
            ) || tokens.starts_with(one, &["decision", "maker"])
                || tokens.starts_with(one, &["budget", "holder"]);
            if the > 0 && decider {
                return Some((Decides, one + 1));
            }
            if the == 0 || !matches!(tokens.word(one), "one" | "ones" | "person" | "man" | "lady") {
                return None;
            }
            let link = usize::from(matches!(
                tokens.word(one + 1),
                "who" | "that" | "to" | "what"
            ));
            match verb(tokens, one + 1 + link) {
                Some(inner) if link > 0 || inner.weight == Decides => {
                    Some((inner.weight.max(Picks), inner.words.end))
                }
                _ if matches!(tokens.word(one + 1), "for") => Some((Tends, one + 2)),
                _ if link > 0
                    && matches!(
                        tokens.word(one + 2),
                        "ask" | "convince" | "persuade" | "see" | "talk" | "speak" | "can"
                    ) =>
                {
                    Some((Tends, one + 3))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// What is handled, without saying what.
fn is_object(word: &str) -> bool {
    matches!(
        word,
        "it" | "that"
            | "those"
            | "these"
            | "this"
            | "all"
            | "them"
            | "anything"
            | "everything"
            | "our"
            | "the"
    )
}

/// Words that may stand between a verb and what is decided: "makes all the final decisions".
fn is_qualifier(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "all"
            | "that"
            | "those"
            | "these"
            | "this"
            | "every"
            | "any"
            | "final"
            | "last"
            | "big"
            | "only"
            | "full"
            | "such"
            | "buying"
            | "purchasing"
            | "spending"
            | "it"
            | "me"
            | "us"
            | "his"
            | "her"
            | "their"
            | "go"
            | "green"
            | "up"
            | "of"
            | "our"
            | "to"
            | "purse"
            | "signing"
            | "absolute"
            | "casting"
            | "own"
            | "them"
            | "for"
            | "real"
    )
}

/// "The plant manager's okay", "that's the dean's call": what belongs to whoever decides.
pub(super) fn belonging(tokens: &Tokens, at: usize) -> Option<Verb> {
    let owned = tokens.word(at) == "'s"
        && matches!(
            tokens.word(at + 1),
            "call"
                | "decision"
                | "decisions"
                | "choice"
                | "ok"
                | "approval"
                | "signature"
                | "yes"
                | "blessing"
                | "nod"
                | "permission"
                | "sign"
                | "say"
                | "purview"
                | "remit"
                | "department"
                | "shout"
                | "leave"
                | "consent"
        );
    let weight = match tokens.word(at + 1) {
        "department" | "leave" | "yes" => Weight::Tends,
        _ => Weight::Decides,
    };
    owned.then_some(Verb {
        weight,
        words: at..at + 2,
    })
}

#[cfg(test)]
mod tests {
    use super::{Weight, verb};
    use crate::signals::tokens::Tokens;

    #[test]
    fn verbs_of_deciding() {
        for (said, expected) in [
            ("has to agree to it", Some(Weight::Decides)),
            ("makes all the final decisions", Some(Weight::Decides)),
            ("would have to say yes", Some(Weight::Decides)),
            ("holds the purse strings", Some(Weight::Picks)),
            ("is the one who signs", Some(Weight::Picks)),
            ("picks everything", Some(Weight::Picks)),
            ("handles those", Some(Weight::Tends)),
            ("signs up for it", None),
            ("makes coffee", None),
            ("says nothing", None),
        ] {
            let found = verb(&Tokens::read(said), 0).map(|verb| verb.weight);
            assert_eq!(found, expected, "{said}");
        }
    }
}
