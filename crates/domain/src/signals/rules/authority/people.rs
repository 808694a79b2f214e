//! Who is meant: the speaker, somebody named, or both.

use std::ops::Range;

use crate::signals::{grammar::number, lexicon::Tag, reading::Reading, tokens::Break};

/// "Me and the CFO", "my husband and I", "both of us".
pub(super) fn shares(reading: &Reading, clause: &Range<usize>) -> bool {
    let tokens = &reading.tokens;
    let with = clause.clone().any(|at| {
        let mine = |word: &str| matches!(word, "me" | "i" | "myself");
        let joins =
            matches!(tokens.word(at), "and" | "plus") || tokens.break_after(at) == Break::Comma;
        let me_first = (mine(tokens.word(at)) || tokens.word(at) == "mine")
            && matches!(tokens.word(at + 1), "and" | "plus" | "my" | "the" | "our");
        let me_last = tokens.word(at) == "and"
            && mine(tokens.word(at + 1))
            && reading.roles.iter().any(|r| r.end == at || r.end + 1 == at);
        let me_listed = joins && matches!(tokens.word(at), "me" | "myself") && at + 1 < clause.end;
        let i_first =
            tokens.word(at) == "i" && tokens.word(at + 1) == "and" && at <= clause.start + 1;
        (me_first && tokens.word(at) != "i" || i_first || me_last || me_listed)
            && reading.tokens.word_before(at, 1) != "told"
    });
    with || reading.has(&[Tag::Shared], clause.clone())
}

/// "Me and Sandra in accounts": a name when no role is said.
pub(super) fn partner_name(reading: &Reading, clause: &Range<usize>) -> Vec<String> {
    let tokens = &reading.tokens;
    clause
        .clone()
        .find(|&at| matches!(tokens.word(at), "me" | "myself") && tokens.word(at + 1) == "and")
        .map(|at| tokens.word(at + 2).to_owned())
        .filter(|name| {
            let article = matches!(
                name.as_str(),
                "the" | "that" | "then" | "our" | "his" | "her" | "they" | "just"
            );
            let counted = number::small(name).is_some();
            let role = reading
                .roles
                .iter()
                .any(|r| r.name.split(' ').any(|word| word == name));
            name.len() > 2 && !article && !counted && !role
        })
        .into_iter()
        .collect()
}

/// The deciders named in a clause, the speaker's own role left out.
pub(super) fn roles_in(reading: &Reading, clause: Range<usize>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut last_end = usize::MAX;
    for role in &reading.roles {
        let inside = role.start >= clause.start && role.end <= clause.end;
        // "Our facilities director, Mr. Okonkwo" is one person.
        let titled = ["mr ", "mrs ", "ms ", "dr "];
        let apposition =
            role.start == last_end && titled.iter().any(|title| role.name.starts_with(title));
        last_end = role.end;
        if !inside || apposition || is_own(reading, role.start) {
            continue;
        }
        // "Doctor Reyes, well no, actually his wife."
        let repaired = (1..=3).any(|back| {
            matches!(
                reading.tokens.word_before(role.start, back),
                "actually" | "rather" | "sorry"
            )
        });
        if repaired {
            names.clear();
        }
        // "The council" after "the parish council" is the same one.
        if !names.iter().any(|name| name.ends_with(role.name.as_str())) {
            names.push(role.name.clone());
        }
    }
    names
}

/// "I'm the head of support": the speaker's own.
pub(super) fn is_own(reading: &Reading, start: usize) -> bool {
    (1..=2).any(|back| {
        matches!(
            reading.tokens.word_before(start, back),
            "am" | "myself" | "as"
        ) && (back == 1
            || matches!(
                reading.tokens.word_before(start, 1),
                "the" | "a" | "an" | "also"
            ))
    })
}

pub(super) fn own_role(reading: &Reading) -> Option<String> {
    reading
        .roles
        .iter()
        .find(|role| is_own(reading, role.start))
        .map(|role| role.name.clone())
}

/// "I own two restaurants", but not "I own a boat".
pub(super) fn is_business(reading: &Reading, at: usize) -> bool {
    const BUSINESSES: &[&str] = &[
        "agency",
        "bakery",
        "bar",
        "business",
        "cafe",
        "centre",
        "center",
        "clinic",
        "company",
        "dealership",
        "farm",
        "firm",
        "garage",
        "gym",
        "gyms",
        "hotel",
        "place",
        "practice",
        "restaurant",
        "restaurants",
        "salon",
        "shop",
        "shops",
        "store",
        "stores",
        "studio",
        "warehouse",
    ];
    let tokens = &reading.tokens;
    // The phrase itself says so when it does not end in "own": "I'm the owner".
    tokens.word(at.saturating_sub(1)) != "own"
        || (at..at + 4).any(|i| BUSINESSES.contains(&tokens.word(i)))
}
