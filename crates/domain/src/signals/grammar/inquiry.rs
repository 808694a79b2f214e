//! Hears what the agent asks about people: who decides, whether the prospect does, how many work
//! there.
//!
//! Separate from the lexicon, because such questions are put in endless ways that share only a
//! shape: somebody asked for, and within a few words something that settles a purchase.

use super::{
    decider::Role,
    head_question, leave_question,
    own_say::yourself,
    ownership::owner,
    settling::{BELONGINGS, DECIDES, PAIRS, WH, WHO_DOES},
};
use crate::signals::{
    tokens::{Break, Tokens},
    word_list::WordList,
};

/// What a question about people asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signals) enum Inquiry {
    /// Who decides.
    Who,
    /// Whether anybody else has to agree.
    Else,
    /// Whether the prospect decides.
    Yourself,
    /// Whether the prospect is the owner.
    Owner,
    /// How many people there are.
    Size,
}

/// The last question about people in an agent's words, and the index after its last word.
pub(in crate::signals) fn find(tokens: &Tokens, roles: &[Role]) -> Option<(Inquiry, usize)> {
    (0..tokens.len())
        .filter_map(|at| {
            who(tokens, at)
                .or_else(|| anybody(tokens, at))
                .or_else(|| has_to_ask(tokens, at))
                .or_else(|| goes_up(tokens, at))
                .or_else(|| which_person(tokens, at))
                .or_else(|| how_chosen(tokens, at))
                .or_else(|| head_question::at(tokens, at).map(|end| (Inquiry::Size, end)))
                .or_else(|| owner(tokens, at))
                .or_else(|| yourself(tokens, at))
                .or_else(|| third(tokens, roles, at))
                .or_else(|| leave_question::find(tokens, at))
        })
        .max_by_key(|(_, end)| *end)
}

/// Indices from `at` on, to the end of the sentence or `most` words.
pub(super) fn window(tokens: &Tokens, at: usize, most: usize) -> std::ops::Range<usize> {
    let end = (at..(at + most).min(tokens.len()))
        .find(|&i| tokens.break_after(i) >= Break::Sentence)
        .map_or((at + most).min(tokens.len()), |i| i + 1);
    at.min(end)..end
}

/// Whether something settles a purchase at `at`; the index after it.
pub(super) fn settles(tokens: &Tokens, at: usize, more: &[&str]) -> Option<usize> {
    let word = tokens.word(at);
    let next = tokens.word(at + 1);
    // "Sign up", "pick up" and "sign you up" settle nothing.
    let other_verb = matches!(word, "sign" | "pick" | "picks" | "picking" | "signed")
        && (matches!(next, "up" | "me") || tokens.starts_with(at + 1, &["you", "up"]));
    if other_verb {
        return None;
    }
    // "On the call" is where somebody listens.
    let listens = next == "call" && tokens.word_before(at, 1) == "on";
    if !listens && PAIRS.starts(tokens, at) {
        return Some(at + 2);
    }
    // "Picks" by itself may be a warehouse's.
    // "To okay it", but "an okay time".
    let okays =
        word == "okay" && matches!(tokens.word_before(at, 1), "to" | "can" | "could" | "would");
    let picks = word == "picks" && matches!(tokens.word_before(at, 1), "that" | "who");
    (picks || okays || DECIDES.holds(tokens, at) || more.contains(&word)).then_some(at + 1)
}

/// The first thing that settles a purchase within `most` words.
pub(super) fn settles_within(
    tokens: &Tokens,
    at: usize,
    most: usize,
    more: &[&str],
) -> Option<usize> {
    window(tokens, at, most).find_map(|i| settles(tokens, i, more))
}

/// "Who signs?", "whose call is it?", "who'd have to nod, besides you?"
fn who(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    /// How far the verb may stand from "who".
    const REACH: usize = 9;
    let end = match tokens.word(at) {
        "whose" => window(tokens, at + 1, 4)
            .find(|&i| {
                BELONGINGS.holds(tokens, i)
                    || tokens.word(i) == "name" && !matches!(tokens.word(i + 1), "is" | "was")
            })
            .map(|i| i + 1)
            .or_else(|| settles_within(tokens, at + 1, REACH, WHO_DOES))?,
        "who" | "whom" | "whoever" => {
            // "Who would?" goes on with what was spoken of.
            let left = matches!(
                tokens.word(at + 1),
                "would" | "does" | "will" | "can" | "is"
            ) && at + 2 == tokens.len()
                && at <= 4;
            settles_within(tokens, at + 1, REACH, WHO_DOES)
                .or_else(|| looks_after(tokens, at))
                .or(left.then_some(at + 2))?
        }
        // "The final word is whose?"
        "final" | "last" => {
            let end = settles(tokens, at, &[])?;
            let asked = window(tokens, end, 4).any(|i| matches!(tokens.word(i), "whose" | "who"));
            return asked.then_some((Inquiry::Who, end + 2));
        }
        _ => return None,
    };
    // "The person who signs" is asked about with "you", not with "who".
    let relative = matches!(
        tokens.word_before(at, 1),
        "person"
            | "nobody"
            | "one"
            | "man"
            | "lady"
            | "woman"
            | "guy"
            | "you"
            | "yourself"
            | "somebody"
            | "someone"
            | "body"
            | "people"
            | "anyone"
            | "anybody"
    );
    if relative {
        return None;
    }
    let besides = window(tokens, at, REACH + 4).any(|i| {
        tokens.word(i) == "else"
            || matches!(tokens.word(i), "besides" | "alongside")
            || tokens.starts_with(i, &["other", "than", "you"])
            || tokens.starts_with(i, &["apart", "from", "you"])
            || tokens.starts_with(i, &["with", "you"])
    });
    Some((if besides { Inquiry::Else } else { Inquiry::Who }, end))
}

/// "Who looks into software?", "who'd I talk to about bins?"
fn looks_after(tokens: &Tokens, at: usize) -> Option<usize> {
    window(tokens, at + 1, 6).find_map(|i| {
        let word = tokens.word(i);
        let next = tokens.word(i + 1);
        let tends = matches!(word, "look" | "looks" | "looking")
            && matches!(next, "after" | "into" | "at")
            || matches!(word, "deal" | "deals" | "dealing") && next == "with"
            || word == "sees" && next == "to";
        // "Who am I talking to?" asks for a name.
        let speaks = matches!(word, "talk" | "speak" | "ring")
            && (matches!(tokens.word(i + 2), "about" | "regarding" | "for")
                || matches!(next, "about" | "regarding"));
        (tends || speaks).then_some(i + 2)
    })
}

/// "Does that go up a chain for approval?", "is there a committee you answer to?"
fn goes_up(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    static BODIES: WordList = WordList::of(&[
        "board",
        "boss",
        "chain",
        "committee",
        "council",
        "landlord",
        "panel",
        "partner",
        "partners",
        "trustees",
        "superior",
        "superiors",
    ]);
    let body = |range: std::ops::Range<usize>| range.clone().find(|&i| BODIES.holds(tokens, i));
    let led = match tokens.word(at) {
        "go" | "goes" => matches!(tokens.word(at + 1), "up" | "to" | "before" | "through"),
        "there" => {
            matches!(tokens.word_before(at, 1), "is" | "are")
                && matches!(tokens.word(at + 1), "a" | "an" | "any" | "some")
        }
        "higher" => {
            return (tokens.starts_with(at + 1, &["than", "you"]))
                .then_some((Inquiry::Else, at + 3));
        }
        _ => false,
    };
    let end = body(window(tokens, at + 1, 6)).filter(|_| led)?;
    // "Is there a boss around?" looks for somebody to talk to.
    let sought = window(tokens, end + 1, 3).any(|i| {
        matches!(
            tokens.word(i),
            "around" | "about" | "available" | "meeting" | "in"
        )
    });
    (!sought).then_some((Inquiry::Else, end + 1))
}

/// "And the picking, is that you?", "which person is the decision coming from?"
fn which_person(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let who = matches!(tokens.word(at), "which" | "what")
        && matches!(
            tokens.word(at + 1),
            "person" | "department" | "body" | "office" | "authority"
        );
    let near = at.saturating_sub(6)..at + 9;
    (who && near.clone().any(|i| settles(tokens, i, &[]).is_some()))
        .then_some((Inquiry::Who, at + 2))
}

/// "How do you all pick a supplier?"
fn how_chosen(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let led = tokens.word(at) == "how"
        && matches!(
            tokens.word(at + 1),
            "do" | "does" | "will" | "would" | "is" | "are"
        );
    let picks = window(tokens, at + 2, 5).find(|&i| {
        matches!(
            tokens.word(i),
            "pick" | "choose" | "decide" | "select" | "decided" | "chosen" | "picked" | "approved"
        )
    })?;
    led.then_some((Inquiry::Who, picks + 1))
}

/// "Does anybody have to bless this?", "and nobody else signs?"
fn anybody(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    static ANYBODY: WordList = WordList::of(&[
        "anybody", "anyone", "somebody", "someone", "nobody", "others",
    ]);
    let any = ANYBODY.holds(tokens, at)
        || tokens.starts_with(at, &["no", "one"])
        || tokens.starts_with(at, &["any", "one"]);
    if !any {
        return None;
    }
    let past = matches!(
        tokens.word_before(at, 1),
        "past"
            | "by"
            | "from"
            | "through"
            | "with"
            | "ask"
            | "to"
            | "consult"
            | "convince"
            | "loop"
    ) && window(tokens, at.saturating_sub(7), 7).any(|i| {
        matches!(
            tokens.word(i),
            "run" | "running" | "go" | "check" | "clear" | "ask" | "share" | "have" | "need"
        )
    });
    let followed = window(tokens, at + 1, 4);
    let to_talk = followed.clone().any(|i| {
        matches!(
            tokens.word(i),
            "talk" | "speak" | "contact" | "call" | "know" | "reach"
        )
    });
    let has_to = followed.clone().find(|&i| {
        matches!(
            tokens.word(i),
            "need" | "needs" | "have" | "has" | "got" | "gotta" | "must"
        ) && matches!(tokens.word(i + 1), "to" | "a" | "look")
    });
    let part = followed.clone().find(|&i| {
        matches!(
            tokens.word(i),
            "part" | "involved" | "weigh" | "besides" | "above"
        )
    });
    let end = settles_within(
        tokens,
        at + 1,
        8,
        &["involved", "weigh", "weighs", "cast", "overrule"],
    )
    .or(has_to.map(|i| i + 2))
    .or(part.map(|i| i + 1))
    .or(past.then_some(at + 1))?;
    (!to_talk).then_some((Inquiry::Else, end))
}

/// "Do you have to take it to your cofounder?"
fn has_to_ask(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    let must = tokens.word(at) == "you"
        && matches!(tokens.word(at + 1), "have" | "need" | "got" | "want")
        && tokens.word(at + 2) == "to"
        && !WH.contains(tokens.word_before(at, 2));
    let asks = window(tokens, at + 3, 2).any(|i| {
        matches!(
            tokens.word(i),
            "ask" | "check" | "clear" | "run" | "take" | "consult" | "discuss" | "convince"
        )
    });
    (must && asks).then_some((Inquiry::Else, at + 5))
}

/// "Is it the council that approves?", "so I take it back to your owner?"
fn third(tokens: &Tokens, roles: &[Role], at: usize) -> Option<(Inquiry, usize)> {
    let role = roles.iter().find(|role| role.start == at)?;
    let asked = window(tokens, at.saturating_sub(4), 4).any(|i| {
        matches!(
            tokens.word(i),
            "does"
                | "do"
                | "will"
                | "would"
                | "is"
                | "has"
                | "have"
                | "must"
                | "should"
                | "need"
                | "any"
                | "the"
        )
    });
    // "Is it the principal's call?"
    if tokens.word(role.end) == "'s" && BELONGINGS.holds(tokens, role.end + 1) {
        return Some((Inquiry::Who, role.end + 2));
    }
    let more = [
        "act",
        "involved",
        "see",
        "pass",
        "consulted",
        "purchase",
        "looped",
        "mind",
        "weigh",
        "veto",
    ];
    if asked && let Some(end) = settles_within(tokens, role.end, 6, &more) {
        let any = tokens.word_before(role.end, 2) == "any" || tokens.word(role.start) == "any";
        let inquiry = if any || tokens.word_before(role.start, 1) == "any" {
            Inquiry::Else
        } else {
            Inquiry::Who
        };
        return Some((inquiry, end));
    }
    let brought = matches!(tokens.word_before(at, 1), "to" | "past" | "by" | "before")
        && window(tokens, at.saturating_sub(6), 6).any(|i| {
            matches!(
                tokens.word(i),
                "take" | "run" | "go" | "goes" | "bring" | "put"
            )
        });
    brought.then_some((Inquiry::Else, role.end))
}

#[cfg(test)]
mod tests {
    use super::{Inquiry, find};
    use crate::signals::{grammar::decider, tokens::Tokens};

    #[track_caller]
    fn check(said: &str, expected: Option<Inquiry>) {
        let tokens = Tokens::read(said);
        let found = find(&tokens, &decider::read_all(&tokens)).map(|(inquiry, _)| inquiry);
        assert_eq!(found, expected, "{said}");
    }

    #[test]
    fn deciders_are_asked_for() {
        check("whose say is it in the end", Some(Inquiry::Who));
        check(
            "and who would actually authorize that spend",
            Some(Inquiry::Who),
        );
        check(
            "is there someone above you who must consent",
            Some(Inquiry::Else),
        );
        check("do you need to check with your wife", Some(Inquiry::Else));
        check("could you commit to that today", Some(Inquiry::Yourself));
        check(
            "so the final choice would be yours",
            Some(Inquiry::Yourself),
        );
        check("am I speaking with the proprietor", Some(Inquiry::Owner));
        check("would the bursar have to approve", Some(Inquiry::Who));
        check("who looks after that sort of thing", Some(Inquiry::Who));
        check("how would the office choose", Some(Inquiry::Who));
        check("is there a board you report to", Some(Inquiry::Else));
        check("does it go any higher than you", Some(Inquiry::Else));
    }

    #[test]
    fn other_questions_are_left_alone() {
        check("when would you sign", None);
        check("thanks for your call, who referred you", None);
        check("what made you choose red", None);
        check("shall I sign you up", None);
    }

    #[test]
    fn heads_are_asked_for() {
        check("how many have you got on the books", Some(Inquiry::Size));
        check("is it a large outfit", Some(Inquiry::Size));
        check("and staff, all told?", Some(Inquiry::Size));
        check("you are what, twenty people", Some(Inquiry::Size));
        check("is the firm large?", Some(Inquiry::Size));
        check("and on staff you have got", Some(Inquiry::Size));
        check("how many are we printing", None);
        check("how many vans are you running", None);
        check("how big is the yard", None);
    }
}
