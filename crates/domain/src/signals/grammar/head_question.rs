//! Hears that the agent asks for a head count: "how many are you?", "is it a big outfit?"

use super::{
    head_words::{EMPLOYERS, HEADS, NOT_EMPLOYEES, OPEN, THINGS},
    inquiry::window,
    number,
};
use crate::signals::tokens::{Break, Tokens};

/// Whether a head count is asked for at `at`; the index after the question's key words.
pub(super) fn at(tokens: &Tokens, at: usize) -> Option<usize> {
    match tokens.word(at) {
        "how" => how(tokens, at),
        "big" | "large" | "small" | "huge" | "sizable" => big(tokens, at),
        "size" => size(tokens, at),
        "headcount" | "workforce" | "employer" => Some(at + 1),
        "head" | "employee" | "staff" => matches!(
            tokens.word(at + 1),
            "count" | "numbers" | "strength" | "size"
        )
        .then_some(at + 2)
        .or_else(|| guessed(tokens, at))
        .or_else(|| on_staff(tokens, at))
        .or_else(|| short(tokens, at)),
        "number" | "count" => window(tokens, at + 1, 4)
            .find(|&i| HEADS.contains(&tokens.word(i)) && tokens.word(at + 1) == "of")
            .map(|i| i + 1),
        "whole" | "entire" => whole(tokens, at),
        "manpower" | "strength" => Some(at + 1),
        "yourself" | "you" => alone(tokens, at),
        "solo" => Some(at + 1),
        "person" => outfit(tokens, at),
        "overall" | "altogether" => overall(tokens, at),
        "any" | "have" | "employ" | "employing" | "anyone" | "anybody" | "actually" => {
            employs(tokens, at)
        }
        word if HEADS.contains(&word) => guessed(tokens, at)
            .or_else(|| on_staff(tokens, at))
            .or_else(|| short(tokens, at)),
        _ => None,
    }
}

/// "You're a two-person shop?"
fn outfit(tokens: &Tokens, at: usize) -> Option<usize> {
    let counted = at > 0
        && (number::small(tokens.word(at - 1)).is_some()
            || number::tens(tokens.word(at - 1)).is_some()
            || tokens
                .word(at - 1)
                .starts_with(|c: char| c.is_ascii_digit()));
    (counted && EMPLOYERS.contains(&tokens.word(at + 1))).then_some(at + 2)
}

fn how(tokens: &Tokens, at: usize) -> Option<usize> {
    let asked = window(tokens, at + 2, 8);
    match tokens.word(at + 1) {
        "many" => {
            let first = tokens.word(at + 2);
            // "How many are we printing?"
            if tokens.starts_with(at + 2, &["are", "we"]) {
                return None;
            }
            // "Workers how many, sir?"
            let ends = at + 3 >= tokens.len();
            if ends && (at.saturating_sub(4)..at).any(|i| HEADS.contains(&tokens.word(i))) {
                return Some(tokens.len());
            }
            let counts = HEADS.contains(&first) || OPEN.contains(&first);
            let others = asked
                .clone()
                .any(|i| NOT_EMPLOYEES.contains(&tokens.word(i)));
            // "How many members in your firm?"
            let members = first == "members"
                && asked.clone().any(|i| {
                    matches!(
                        tokens.word(i),
                        "firm" | "company" | "office" | "organisation"
                    )
                });
            let people = HEADS.contains(&first) && !others;
            (counts && !others && asked.len() > 1 || people || members).then_some(if people {
                asked.end
            } else {
                (at + 5).min(asked.end)
            })
        }
        "big" | "large" => {
            let thing = asked.clone().any(|i| THINGS.contains(&tokens.word(i)));
            (!thing && !asked.is_empty()).then_some((at + 4).min(asked.end))
        }
        _ => None,
    }
}

fn big(tokens: &Tokens, at: usize) -> Option<usize> {
    if tokens.word_before(at, 1) == "how" {
        return None;
    }
    // "Is the group large?"
    let ends = at + 1 == tokens.len() || tokens.break_after(at) >= Break::Sentence;
    let after = ends
        && EMPLOYERS.contains(&tokens.word_before(at, 1))
        && matches!(tokens.word_before(at, 2), "the" | "your");
    window(tokens, at + 1, 2)
        .find(|&i| EMPLOYERS.contains(&tokens.word(i)))
        .map(|i| i + 1)
        .or(after.then_some(at + 1))
}

fn size(tokens: &Tokens, at: usize) -> Option<usize> {
    let of = window(tokens, at + 1, 5)
        .find(|&i| EMPLOYERS.contains(&tokens.word(i)) || HEADS.contains(&tokens.word(i)))
        .filter(|_| tokens.word(at + 1) == "of")
        .map(|i| i + 1);
    let what = tokens.word_before(at, 1) == "what"
        && window(tokens, at + 1, 5)
            .any(|i| EMPLOYERS.contains(&tokens.word(i)) || tokens.word(i) == "you");
    // "Company size?", "what's your crew size all up?"
    let before = tokens.word_before(at, 1);
    let named = EMPLOYERS.contains(&before) || HEADS.contains(&before);
    of.or(what.then_some(at + 3)).or(named.then_some(at + 1))
}

/// Whether others than those employed are asked for: "how many people on the night shift?"
pub(in crate::signals) fn asks_others(tokens: &Tokens) -> bool {
    const PARTS: &[&str] = &[
        "department",
        "family",
        "shift",
        "sick",
        "join",
        "joining",
        "demo",
        "hold",
        "tonight",
        "quit",
        "fired",
    ];
    const PLACES: &[&str] = &[
        "town",
        "city",
        "village",
        "hall",
        "farm",
        "territory",
        "shed",
        "barn",
        "church",
        "family",
    ];
    (0..tokens.len()).any(|at| {
        let asked = || window(tokens, at + 2, 8);
        tokens.starts_with(at, &["how", "many"])
            && asked()
                .any(|i| PARTS.contains(&tokens.word(i)) || tokens.starts_with(i, &["let", "go"]))
            || tokens.starts_with(at, &["how", "big"])
                && asked().any(|i| PLACES.contains(&tokens.word(i)))
    })
}

/// "And is it just yourself?", "so just you?"
fn alone(tokens: &Tokens, at: usize) -> Option<usize> {
    let only = matches!(tokens.word_before(at, 1), "just" | "only");
    let ends = at + 1 == tokens.len() || tokens.break_after(at) >= Break::Sentence;
    // "So thirty of you, is that right?"
    let told = tokens.word_before(at, 1) == "of"
        && tokens.len() <= 10
        && tokens.word_before(at, 3) != "the"
        && (ends || matches!(tokens.word(at + 1), "is" | "right" | "then" | "total"))
        && at >= 2
        && (number::small(tokens.word(at - 2)).is_some()
            || number::tens(tokens.word(at - 2)).is_some()
            || tokens
                .word(at - 2)
                .starts_with(|c: char| c.is_ascii_digit()));
    if told {
        return Some(tokens.len());
    }
    (only && ends && tokens.len() <= 8).then_some(at + 1)
}

/// "You're what, thirty people?", "a shelter with, say, twenty staff?", "the crew's about ten?"
fn guessed(tokens: &Tokens, at: usize) -> Option<usize> {
    let is_number = |i: usize| {
        let word = tokens.word(i);
        number::small(word).is_some()
            || number::tens(word).is_some()
            || matches!(word, "dozen" | "hundred" | "odd")
            || word.starts_with(|c: char| c.is_ascii_digit())
    };
    let hedged = |range: std::ops::Range<usize>| {
        range.clone().any(|i| {
            matches!(
                tokens.word(i),
                "what" | "about" | "around" | "roughly" | "say" | "maybe"
            )
        })
    };
    let ends = |i: usize| i + 1 >= tokens.len() || tokens.break_after(i) >= Break::Sentence;
    let before = at > 0
        && is_number(at - 1)
        && hedged(at.saturating_sub(6)..at)
        && (ends(at) || hedged(at.saturating_sub(4)..at));
    // "So fifty people total", "i've got you down as forty staff", "are you over fifty employees?"
    let told = at > 0
        && is_number(at - 1)
        && tokens.len() <= 16
        && matches!(
            tokens.word(at),
            "people" | "staff" | "employees" | "heads" | "bodies" | "souls" | "folks" | "workers"
        )
        && (matches!(tokens.word(0), "so" | "and" | "is" | "are" | "would" | "about" | "last" | "still")
            || (0..tokens.len()).any(|i| matches!(tokens.word(i), "you" | "your")))
        && !(0..tokens.len()).any(|i| {
            NOT_EMPLOYEES.contains(&tokens.word(i)) || matches!(tokens.word(i), "we" | "our" | "us" | "i" if tokens.word(i + 1) != "have")
        });
    if told {
        return Some(tokens.len());
    }
    let after = matches!(tokens.word(at + 1), "is" | "'s")
        && matches!(tokens.word(at + 2), "about" | "what" | "around" | "roughly")
        && is_number(at + 3);
    if after {
        return Some(at + 4);
    }
    before.then_some(at + 1)
}

/// "And on staff you've got?"
fn on_staff(tokens: &Tokens, at: usize) -> Option<usize> {
    let on = tokens.word(at) == "staff" && tokens.word_before(at, 1) == "on";
    let have = window(tokens, at + 1, 3).find(|&i| matches!(tokens.word(i), "have" | "got"))?;
    on.then_some(have + 1)
}

/// "And the whole business?"
fn whole(tokens: &Tokens, at: usize) -> Option<usize> {
    let end = at + 2;
    let ends = end >= tokens.len()
        || tokens.break_after(at + 1) >= Break::Comma
        || tokens.word(end) == "there";
    (EMPLOYERS.contains(&tokens.word(at + 1)) && ends).then_some(end)
}

/// "And Kestrel Foods overall?"
fn overall(tokens: &Tokens, at: usize) -> Option<usize> {
    let start = at.saturating_sub(4);
    let short = window(tokens, start, 5).any(|i| i <= 1 && tokens.word(i) == "and");
    let ends = at + 1 == tokens.len() || tokens.break_after(at) >= Break::Sentence;
    (short && ends).then_some(at + 1)
}

/// "Any employees?", "do you employ anybody?", "who's actually employed by the club?"
fn employs(tokens: &Tokens, at: usize) -> Option<usize> {
    match tokens.word(at) {
        "employ" | "employing" => Some(at + 1),
        "any" => matches!(tokens.word(at + 1), "employees" | "staff" | "helpers").then_some(at + 2),
        "have" => (matches!(tokens.word(at + 1), "employees" | "staff")
            && tokens.word_before(at, 1) == "you")
            .then_some(at + 2),
        _ => (tokens.word(at + 1) == "employed").then_some(at + 2),
    }
}

/// "And people in all?", "I meant people": a question of a few words.
fn short(tokens: &Tokens, at: usize) -> Option<usize> {
    /// So few words ask for nothing else.
    const WORDS_MAX: usize = 6;
    let starts = (0..at)
        .rev()
        .find(|&i| tokens.break_after(i) >= Break::Sentence)
        .map_or(0, |i| i + 1);
    let sentence = window(tokens, starts, WORDS_MAX + 1);
    let verb = matches!(
        tokens.word(starts),
        "who" | "when" | "what" | "why" | "where" | "how" | "do" | "thanks" | "so" | "that"
    );
    let asked = sentence.clone().any(|i| {
        matches!(
            tokens.word(i),
            "all" | "total" | "meant" | "altogether" | "overall" | "count"
        )
    }) || (tokens.word(starts) == "and" || at > 0 && tokens.word(at - 1) == "and")
        && sentence.len() <= 4
        // "Employees?", "people at the firm?"
        || sentence.len() == 1 && tokens.word(at) != "crew"
        || sentence.len() <= 4
            && tokens.word(at + 1) == "at"
            && sentence.clone().any(|i| EMPLOYERS.contains(&tokens.word(i)));
    (sentence.len() <= WORDS_MAX && !verb && asked).then_some(at + 1)
}
