//! Why words that sound like an opt-out are none: quoted, imagined, negated, limited, taken back.

use super::{request::Request, words::Words};
use crate::signals::lexicon::Tag;

/// Whether a request is the speaker's own, meant, and stands.
pub(super) fn stands(words: &Words<'_>, request: Request) -> bool {
    !is_negated(words, request.start)
        && !is_reported(words, request.start)
        && !is_imagined(words, request.start)
        && !is_wondered(words, request)
        && !is_undone(words, request)
}

/// "I'm not asking you to stop calling", "don't take me off".
fn is_negated(words: &Words<'_>, start: usize) -> bool {
    const LINKS: &[&str] = &[
        "you", "to", "please", "want", "need", "asking", "telling", "saying", "going", "have",
        "like", "just", "ever", "ask", "say", "tell", "mean", "meaning", "be", "really", "even",
        "had", "guys", "quite", "all", "get", "should", "wanting", "being", "trying", "said",
        "asked",
    ];
    let mut at = start;
    while at > 0 && start - at < 7 && !words.starts_sentence(at) {
        at -= 1;
        match words.word(at) {
            "not" | "never" | "without" | "dont" => {
                // "Why don't you take me off", "can't you stop": asked for, not refused.
                return !(words.word(at + 1) == "you"
                    && matches!(
                        words.before(at, 1),
                        "do" | "can" | "could" | "will" | "would" | "why"
                    ))
                    && words.before(at, 1) != "or"
                    && !(words.before(at, 2) == "you" && words.before(at, 3) == "if")
                    && !(start - at > 1 && words.is_parted(start));
            }
            "no" => return words.word(at + 1) == "need" || words.word(at + 1) == "reason",
            word if LINKS.contains(&word) => {}
            "need" => {}
            _ => return matches!(words.word(at), "refuse" | "forgot" | "refused" | "failed"),
        }
    }
    false
}

/// "Customers ask us to take them off", "my partner told a salesman to lose her number".
fn is_reported(words: &Words<'_>, start: usize) -> bool {
    const REACH: usize = 16;
    let from = words.sentence_start(start, REACH);
    // "… people who don't want it, so stop calling me": the conclusion is the speaker's own.
    let from = if words.before(start, 1) == "so" {
        start
    } else {
        from
    };
    for at in (from..start).rev() {
        let verb = words.word(at);
        let past = matches!(
            verb,
            "told"
                | "asked"
                | "yelled"
                | "screamed"
                | "said"
                | "demanded"
                | "requested"
                | "shouted"
                | "begged"
                | "swore"
                | "goes"
                | "went"
                | "ordered"
                | "texted"
                | "wrote"
                | "complained"
        );
        let present = matches!(
            verb,
            "say"
                | "says"
                | "saying"
                | "tell"
                | "tells"
                | "telling"
                | "ask"
                | "asks"
                | "asking"
                | "want"
                | "wants"
                | "request"
                | "requests"
                | "demands"
                | "demand"
                | "yells"
                | "decide"
                | "decides"
                | "screams"
                | "asked"
                | "hear"
                | "heard"
                | "hearing"
                | "opted"
                | "getting"
                | "insists"
                | "begs"
        );
        if !past && !present {
            if matches!(verb, "who" | "when" | "how" | "if")
                && general(words, at + 1, start)
                && !matches!(words.before(at, 1), "somebody" | "someone")
            {
                return true;
            }
            continue;
        }
        let heard_by = words.word(at + 1);
        let to_you = matches!(heard_by, "you" | "your" | "y'all" | "yous" | "ya");
        match subject(words, from, at) {
            Subject::General => {
                return !matches!(verb, "want" | "wants") || !matches!(words.before(at, 1), "who");
            }
            Subject::Speaker => {
                let other = past
                    && matches!(verb, "told" | "asked")
                    && matches!(
                        heard_by,
                        "my" | "a" | "an" | "them" | "him" | "her" | "another" | "some"
                    );
                return other;
            }
            Subject::Other => {
                let other = matches!(
                    heard_by,
                    "every"
                        | "them"
                        | "him"
                        | "a"
                        | "an"
                        | "my"
                        | "people"
                        | "us"
                        | "our"
                        | "her"
                        | "all"
                        | "some"
                        | "any"
                        | "at"
                        | "salesmen"
                        | "telemarketers"
                );
                let foretold = matches!(words.before(at, 1), "will" | "would" | "might");
                if (to_you && !foretold) || matches!(heard_by, "me") {
                    return false;
                }
                return past || foretold || other && !matches!(verb, "wants");
            }
            Subject::None => {
                if matches!(verb, "hear" | "heard" | "hearing" | "getting") {
                    continue;
                }
                return false;
            }
        }
    }
    // "They stop calling", "they would never stop".
    let doer = (1..=3).find_map(|back| match words.before(start, back) {
        "they" | "customers" | "prospects" | "competitors" | "who" | "that" | "which" => {
            Some(words.before(start, back))
        }
        "would" | "will" | "just" | "always" | "do" | "to" => None,
        _ => Some(""),
    });
    matches!(
        doer,
        Some("they" | "customers" | "prospects" | "competitors")
    )
}

/// Who is said to ask.
enum Subject {
    /// Me, us, or you.
    Speaker,
    /// People in general.
    General,
    /// Somebody definite who is not here.
    Other,
    /// Nobody named: a command.
    None,
}

fn subject(words: &Words<'_>, from: usize, verb: usize) -> Subject {
    const REACH: usize = 7;
    let start = from.max(verb.saturating_sub(REACH));
    for at in (start..verb).rev() {
        match words.word(at) {
            "i" | "we" | "you" => return Subject::Speaker,
            "wrong" | "please" | "can" | "and" | "just" if at + 1 == verb => {
                return if words.word(at) == "and" {
                    continue;
                } else {
                    Subject::None
                };
            }
            "he" | "she" | "wife" | "husband" | "boss" | "guy" | "woman" | "man" | "lady"
            | "partner" | "mother" | "father" | "mom" | "mum" | "dad" | "owner" | "manager"
            | "son" | "daughter" | "receptionist" | "house" | "business" | "chap" | "bloke"
            | "girl" | "sister" | "brother" | "colleague" | "company" | "neighbor"
            | "neighbour" => return Subject::Other,
            _ if words.end_of(Tag::OptOutOthers, at).is_some()
                && !(words.word(at) == "people"
                    && matches!(words.before(at, 1), "you" | "the" | "told")) =>
            {
                return if matches!(words.before(at, 1), "to" | "with" | "am")
                    && matches!(words.word(at), "somebody" | "someone")
                {
                    Subject::Speaker
                } else {
                    Subject::General
                };
            }
            "one" if words.word(at + 1) == "in" => return Subject::General,
            _ => {}
        }
    }
    Subject::None
}

/// Whether people in general are spoken of between two words.
fn general(words: &Words<'_>, from: usize, to: usize) -> bool {
    let to = to.min(from + 4);
    words.any(Tag::OptOutOthers, from..to) && !words.holds(from..to, &["you", "me"])
}

/// "Suppose I told you …", "what if I said …", "if I asked to be deleted …".
fn is_imagined(words: &Words<'_>, start: usize) -> bool {
    const REACH: usize = 18;
    let from = words.sentence_start(start, REACH);
    let ahead = (start + 14).min(words.len());
    let asked_if = (from..start).any(|at| {
        words.word(at) == "if"
            && matches!(
                words.word(at + 1),
                "i" | "we"
                    | "someone"
                    | "somebody"
                    | "people"
                    | "customers"
                    | "one"
                    | "they"
                    | "he"
                    | "she"
                    | "anybody"
                    | "anyone"
            )
            && !matches!(
                words.word(at + 2),
                "could"
                    | "can"
                    | "may"
                    | "might"
                    | "have"
                    | "am"
                    | "was"
                    | "wanted"
                    | "get"
                    | "hear"
                    | "see"
                    | "need"
                    | "had"
                    | "must"
            )
            && !words.holds(
                at..start,
                &["just", "please", "so", "then", "you", "lawyer", "police"],
            )
            || words.word(at) == "if"
                && words.holds(at + 1..at + 4, &["asked", "told", "say", "said", "tell"])
                && !words.holds(at + 1..at + 4, &["may"])
    });
    asked_if
        || words.any(Tag::OptOutImagined, from..start)
        || (start..ahead).any(|at| {
            words.tokens.starts_with(at, &["just", "curious"]) || words.word(at) == "hypothetically"
        })
}

/// "Do you check the register?", "why would you remove me?", "how do I stop calling leads?"
fn is_wondered(words: &Words<'_>, request: Request) -> bool {
    const REACH: usize = 12;
    let start = request.start;
    let from = words.sentence_start(start, REACH);
    let from = (from..start)
        .rfind(|&at| matches!(words.word(at), "but" | "so"))
        .unwrap_or(from);
    let process = words.holds(
        from..start,
        &[
            "handle",
            "handles",
            "check",
            "checks",
            "honor",
            "honour",
            "support",
            "supports",
            "software",
            "product",
            "tool",
            "platform",
            "catch",
            "process",
            "feature",
            "setting",
            "integrate",
            "scrub",
            "compliance",
            "complaint",
            "complaints",
            "script",
            "train",
        ],
    );
    let why = (from..start).any(|at| {
        words.word(at) == "why"
            && start - at <= 4
            && !matches!(words.word(at + 2), "not")
            && !matches!(words.word(at + 1), "not")
    });
    let did = (from..start).any(|at| {
        matches!(words.word(at), "did" | "have") && words.word(at + 1) == "you" && start - at <= 2
    });
    // "An opt out rate", "your opt out process".
    let noun = matches!(
        words.word(request.end),
        "rate"
            | "rates"
            | "process"
            | "requests"
            | "request"
            | "policy"
            | "button"
            | "link"
            | "page"
            | "feature"
            | "option"
    ) && request.rule != "opt_out.register";
    process || why || did || noun
}

/// "… no wait, leave me on", "… call me on my cell".
fn is_undone(words: &Words<'_>, request: Request) -> bool {
    /// How far back an invitation still limits a request that is not firm.
    const BACK: usize = 12;
    /// A change of mind comes soon.
    const AHEAD: usize = 40;
    let invites = |at: usize| {
        words.end_of(Tag::OptOutInvite, at).is_some()
            && !matches!(
                words.before(at, 1),
                "not"
                    | "never"
                    | "to"
                    | "you"
                    | "stop"
                    | "will"
                    | "people"
                    | "dont"
                    | "ever"
                    | "could"
                    | "keep"
                    | "would"
                    | "who"
                    | "always"
            )
            && !(matches!(words.word(at), "do") && words.before(at, 1) == "why")
    };
    let ahead = request.end..(request.end + AHEAD).min(words.len());
    // "Stop calling, email me": another channel is named, and calls are refused all the same.
    let email = |at: usize| matches!(words.word(at), "email" | "text" | "send" | "message");
    let later = ahead.clone().any(|at| {
        let stands = request.is_firm || request.rule != "opt_out.do_not";
        invites(at) && !(stands && email(at))
    });
    let instead = request.rule == "opt_out.do_not"
        && !request.is_firm
        && ahead.clone().any(|at| {
            matches!(words.word(at), "call" | "ring" | "phone")
                && matches!(words.word(at + 1), "me" | "us")
                && !matches!(
                    words.before(at, 1),
                    "not" | "never" | "you" | "to" | "dont" | "just"
                )
        });
    let earlier = request.rule == "opt_out.do_not"
        && !request.is_firm
        && (request.start.saturating_sub(BACK)..request.start).any(invites);
    later || earlier || instead || words.any(Tag::OptOutTakeBack, ahead)
}
