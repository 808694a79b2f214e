//! Questions about leave to buy: whether the prospect has it, whether somebody else must give it.
//!
//! Apart from the questions that name a verb of deciding, because these are put with nouns and
//! figures of speech: "have you the clout", "any hoops I should know about".

use super::inquiry::{Inquiry, window};
use crate::signals::{
    tokens::{Break, Tokens},
    word_list::WordList,
};

/// What somebody else may have to give, or may be in the way.
static LEAVE: WordList = WordList::of(&[
    "approval",
    "approvals",
    "oversight",
    "permission",
    "clearance",
    "consent",
    "hoops",
    "hurdles",
    "chain",
    "gatekeeper",
    "gatekeepers",
    "superior",
    "superiors",
    "stakeholders",
    "stakeholder",
    "higher",
    "upstairs",
    "committee",
    "committees",
    "board",
    "boards",
    "co-owner",
    "signoff",
    "blessing",
    "authorization",
    "authorisation",
    "veto",
    "bosses",
    "sanction",
]);

/// What the one who decides has.
static POWERS: WordList = WordList::of(&[
    "authority",
    "clout",
    "say",
    "word",
    "approval",
    "confirmation",
    "ok",
    "signature",
    "power",
    "limit",
    "remit",
    "approver",
    "signer",
    "signatory",
    "decider",
    "empowered",
    "permitted",
    "authorized",
    "authorised",
    "holder",
    "veto",
    "reins",
    "shots",
    "trigger",
    "mandate",
    "purview",
    "signoff",
    "yes",
]);

/// A question about leave that ends at or after `at`, and the index after its last word.
pub(super) fn find(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    left_open(tokens, at)
        .or_else(|| leave(tokens, at))
        .or_else(|| approved(tokens, at))
        .or_else(|| somebody(tokens, at))
        .or_else(|| power(tokens, at))
        .or_else(|| right_person(tokens, at))
        .or_else(|| the_one(tokens, at))
}

/// "Who does?", "whose is it then?", "who's got it": asked for with what was spoken of.
fn left_open(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    /// A question that leaves out what it asks about is short.
    const WORDS_MAX: usize = 6;
    if tokens.starts_with(at, &["which", "of", "you"]) {
        return Some((Inquiry::Who, tokens.len()));
    }
    let asks = matches!(tokens.word(at), "who" | "whose" | "whom");
    if !asks {
        return None;
    }
    let opens = at == 0
        || tokens.break_after(at - 1) != Break::None
        || matches!(tokens.word(at - 1), "and" | "so" | "then" | "ok" | "but");
    let end = window(tokens, at, WORDS_MAX + 1).end;
    let closes = end == tokens.len() && end - at <= WORDS_MAX;
    let left_out = (at + 1..end).all(|i| {
        matches!(
            tokens.word(i),
            "does"
                | "is"
                | "'s"
                | "would"
                | "has"
                | "will"
                | "can"
                | "got"
                | "it"
                | "then"
                | "that"
                | "be"
                | "do"
                | "have"
                | "the"
                | "boss"
                | "one"
                | "hand"
                | "now"
                | "i"
                | "ask"
                | "call"
                | "decider"
                | "in"
                | "charge"
                | "there"
                | "over"
                | "head"
                | "honcho"
                | "big"
                | "cheese"
                | "actually"
                | "round"
        )
    });
    (opens && closes && left_out && end > at + 1).then_some((Inquiry::Who, end))
}

/// "Any hoops?", "is there an approval step?", "do you need a second signature?"
fn leave(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let second = tokens.word(at) == "signature"
        && matches!(
            tokens.word_before(at, 1),
            "second" | "another" | "other" | "extra"
        );
    if !second && !LEAVE.holds(tokens, at) {
        return None;
    }
    let from = at.saturating_sub(7);
    let near = from..at;
    let asked = near.clone().any(|i| {
        matches!(
            tokens.word(i),
            "any" | "need" | "needs" | "require" | "required" | "needing" | "want" | "answer"
        ) || matches!(tokens.word(i), "is" | "are") && tokens.word(i + 1) == "there"
            || tokens.starts_with(i, &["have", "to"])
            || tokens.starts_with(i, &["has", "to"])
            || tokens.starts_with(i, &["do", "you", "have"])
            || tokens.starts_with(i, &["have", "you", "got"])
    });
    // "Who gives the approval" and "how does approval work" ask for somebody.
    let who = near.clone().any(|i| {
        matches!(
            tokens.word(i),
            "who" | "whose" | "how" | "what" | "when" | "your"
        )
    });
    (asked && !who).then_some((Inquiry::Else, at + 1))
}

/// "Would you have to get it approved?", "does that have to be signed off?"
fn approved(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let done = matches!(
        tokens.word(at),
        "approved"
            | "cleared"
            | "authorized"
            | "authorised"
            | "countersigned"
            | "okayed"
            | "rubber-stamped"
            | "sanctioned"
    ) || tokens.starts_with(at, &["signed", "off"]);
    if !done {
        return None;
    }
    let near = at.saturating_sub(8)..at;
    let must = near.clone().any(|i| {
        matches!(
            tokens.word(i),
            "have" | "has" | "need" | "needs" | "got" | "must"
        ) && (i + 1..at).any(|j| matches!(tokens.word(j), "to" | "be" | "it" | "this" | "that"))
    });
    let who = near.clone().any(|i| {
        matches!(
            tokens.word(i),
            "who" | "whose" | "how" | "when" | "what" | "already"
        )
    });
    (must && !who).then_some((Inquiry::Else, at + 1))
}

/// "Anyone above you?", "is there anybody I ought to copy in?", "will you take this to somebody?"
fn somebody(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let any = matches!(
        tokens.word(at),
        "anybody" | "anyone" | "somebody" | "someone" | "nobody" | "others"
    ) || tokens.starts_with(at, &["no", "one"])
        || tokens.starts_with(at, &["any", "one"])
        || tokens.starts_with(at, &["other", "people"])
        || tokens.starts_with(at, &["other", "person"]);
    if !any {
        return None;
    }
    let after = window(tokens, at + 1, 9);
    let stands_over = after
        .clone()
        .find(|&i| matches!(tokens.word(i), "above" | "over" | "else") && i <= at + 3)
        .filter(|&i| {
            tokens.word(i + 1) == "you"
                || tokens.word(i) == "else"
                    && after.clone().any(|j| {
                        matches!(
                            tokens.word(j),
                            "on" | "whose"
                                | "side"
                                | "pants"
                                | "trousers"
                                | "copy"
                                | "loop"
                                | "ask"
                                | "say"
                                | "look"
                                | "see"
                                | "required"
                                | "decision"
                        )
                    })
        });
    let acts = after.clone().find(|&i| {
        matches!(
            tokens.word(i),
            "stop"
                | "veto"
                | "overrule"
                | "block"
                | "object"
                | "brakes"
                | "copy"
                | "loop"
                | "upset"
                | "agreed"
                | "override"
                | "overrules"
                | "blessing"
                | "consent"
                | "permission"
                | "consulted"
                | "approval"
        ) || tokens.starts_with(i, &["say", "no"])
            || tokens.starts_with(i, &["leave", "out"])
            || tokens.starts_with(i, &["holding", "you"])
            || tokens.starts_with(i, &["you", "report"])
            || tokens.starts_with(i, &["you", "answer"])
    });
    let brought = matches!(
        tokens.word_before(at, 1),
        "to" | "past" | "by" | "through" | "with" | "from" | "or"
    ) && (at.saturating_sub(9)..at).any(|i| {
        matches!(
            tokens.word(i),
            "answer" | "report" | "take" | "taking" | "go" | "run" | "bring" | "check" | "clear"
        )
    });
    let end = stands_over
        .map(|i| i + 2)
        .or(acts.map(|i| i + 1))
        .or(brought.then_some(at + 1))?;
    Some((Inquiry::Else, end))
}

/// "Have you the clout?", "is your word enough?", "within your limit?"
fn power(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let word = tokens.word(at);
    let two = matches!(
        (word, tokens.word(at + 1)),
        ("decision", "maker")
            | ("sign", "off")
            | ("free", "hand")
            | ("green", "light")
            | ("final", "stop")
            | ("full", "say")
            | ("purchasing", "authority")
            | ("budget", "holder")
    );
    if !two && !POWERS.contains(word) {
        return None;
    }
    // "Can you say that again" asks for no say.
    let is_noun = matches!(
        tokens.word_before(at, 1),
        "the" | "a" | "your" | "any" | "full" | "final" | "last" | "own" | "much" | "that"
    );
    if matches!(word, "say" | "word" | "yes" | "ok" | "limit" | "power") && !is_noun {
        return None;
    }
    let from = (at.saturating_sub(9)..at)
        .rev()
        .find(|&i| tokens.break_after(i) >= Break::Sentence)
        .map_or(at.saturating_sub(9), |i| i + 1);
    let asked_else = (from..at).any(|i| {
        matches!(
            tokens.word(i),
            "who"
                | "whose"
                | "how"
                | "what"
                | "when"
                | "else"
                | "anybody"
                | "anyone"
                | "somebody"
                | "someone"
                | "nobody"
                | "any"
                | "to"
                | "need"
                | "which"
                | "where"
        ) && !tokens.starts_with(i, &["to", "sign"])
            && !(tokens.word(i) == "to" && i + 1 == at)
            || tokens.starts_with(i, &["is", "there"])
    });
    // "So it's over your limit": somebody else's leave is needed.
    if word == "limit"
        && (1..=3).any(|back| {
            matches!(
                tokens.word_before(at, back),
                "over" | "above" | "beyond" | "past"
            )
        })
    {
        return Some((Inquiry::Else, at + 1));
    }
    let yours = (from..at).any(|i| matches!(tokens.word(i), "you" | "your"))
        || matches!(tokens.word(at + 1), "yours");
    let end = at + 1 + usize::from(two);
    (yours && !asked_else).then_some((Inquiry::Yourself, end))
}

/// "Do I have the right person?", "am I through to the decision maker?"
fn right_person(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let right = tokens.starts_with(at, &["right", "person"])
        || tokens.starts_with(at, &["right", "man"])
        || tokens.starts_with(at, &["decision", "maker"])
        || tokens.starts_with(at, &["budget", "holder"])
        || tokens.starts_with(at, &["point", "person"]);
    if !right {
        return None;
    }
    let sought = (at.saturating_sub(6)..at).any(|i| {
        tokens.word(i) == "you"
            || tokens.word(i) == "i"
                && matches!(
                    tokens.word(i + 1),
                    "have" | "got" | "speaking" | "talking" | "through" | "on"
                )
            || matches!(tokens.word(i), "have" | "has" | "is" | "am")
                && matches!(tokens.word(i + 1), "i" | "this")
    });
    let for_what = matches!(tokens.word(at + 2), "for" | "to" | "" | "on" | "about");
    (sought && for_what).then_some((Inquiry::Yourself, at + 2))
}

/// "And you're the one who'd buy a replacement?"
fn the_one(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let one = tokens.starts_with(at, &["the", "one", "who"])
        || tokens.starts_with(at, &["the", "person", "who"])
        || tokens.starts_with(at, &["the", "one", "that"]);
    let yours = (at.saturating_sub(3)..at).any(|i| tokens.word(i) == "you");
    if !one || !yours {
        return None;
    }
    let buys = window(tokens, at + 3, 3).find(|&i| {
        matches!(
            tokens.word(i),
            "buy"
                | "buys"
                | "order"
                | "orders"
                | "choose"
                | "chooses"
                | "pick"
                | "picks"
                | "sign"
                | "signs"
                | "pay"
                | "pays"
        )
    })?;
    Some((Inquiry::Yourself, buys + 1))
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::signals::{grammar::inquiry::Inquiry, tokens::Tokens};

    #[track_caller]
    fn check(said: &str, expected: Option<Inquiry>) {
        let tokens = Tokens::read(said);
        let found = (0..tokens.len())
            .filter_map(|at| find(&tokens, at))
            .max_by_key(|(_, end)| *end);
        assert_eq!(found.map(|(inquiry, _)| inquiry), expected, "{said}");
    }

    #[test]
    fn leave_is_asked_about() {
        check("any hoops i should know about", Some(Inquiry::Else));
        check("is there an approval step", Some(Inquiry::Else));
        check("does it want a second signature", Some(Inquiry::Else));
        check("would you have to get that cleared", Some(Inquiry::Else));
        check("is there anybody i ought to copy in", Some(Inquiry::Else));
        check(
            "anyone above you who might put the brakes on",
            Some(Inquiry::Else),
        );
        check(
            "do you answer to anybody on technology",
            Some(Inquiry::Else),
        );
        check(
            "have you the clout to push this through",
            Some(Inquiry::Yourself),
        );
        check("might your word be enough", Some(Inquiry::Yourself));
        check("is eleven grand within your limit", Some(Inquiry::Yourself));
        check(
            "do i have the right person for purchasing",
            Some(Inquiry::Yourself),
        );
        check("whose is it then", Some(Inquiry::Who));
        check("who's got it?", Some(Inquiry::Who));
    }

    #[test]
    fn other_questions_are_none_of_leave() {
        check("did anyone call about the meter", None);
        check("who do you use today", None);
        check("what does your contract say", None);
        check("can you say that again", None);
    }
}
