//! Who is meant: the speaker, somebody named, or both.

use std::ops::Range;

use crate::signals::{
    grammar::{
        decider::{Role, is_titled},
        number, person,
    },
    lexicon::Tag,
    reading::Reading,
    tokens::{Break, Tokens},
};

/// "Me and the CFO", "my husband and I", "both of us".
pub(super) fn shares(reading: &Reading, clause: &Range<usize>) -> bool {
    let tokens = &reading.tokens;
    let with = clause.clone().any(|at| {
        let mine = |word: &str| matches!(word, "me" | "i" | "myself");
        let joins =
            matches!(tokens.word(at), "and" | "plus") || tokens.break_after(at) == Break::Comma;
        let me_first = (mine(tokens.word(at)) || tokens.word(at) == "mine")
            && matches!(
                tokens.word(at + 1),
                "and" | "plus" | "my" | "the" | "our" | "next" | "alongside" | "along"
            );
        let me_last = tokens.word(at) == "and"
            && (mine(tokens.word(at + 1))
                || tokens.word(at + 1) == "mine"
                || tokens.starts_with(at + 1, &["yours", "truly"]))
            // "He is a partner and I mean silent."
            && !matches!(tokens.word(at + 2), "mean" | "think" | "guess" | "know" | "am")
            && reading.roles.iter().any(|r| r.end == at || r.end + 1 == at);
        let me_listed = joins
            && matches!(tokens.word(at), "me" | "myself")
            && at + 1 < clause.end
            && is_beside_role(reading, at);
        let i_first =
            tokens.word(at) == "i" && tokens.word(at + 1) == "and" && at <= clause.start + 1;
        (me_first && tokens.word(at) != "i" || i_first || me_last || me_listed)
            && !matches!(
                tokens.word_before(at, 1),
                "told"
                    | "not"
                    | "gave"
                    | "gives"
                    | "give"
                    | "given"
                    | "lets"
                    | "let"
                    | "asked"
                    | "handed"
                    | "hands"
            )
    });
    with || reading.has(&[Tag::Shared], clause.clone())
}

/// Whether a role stands right before or after a word: "the CFO, me and the board".
fn is_beside_role(reading: &Reading, at: usize) -> bool {
    reading
        .roles
        .iter()
        .any(|role| (at + 1..=at + 2).contains(&role.start) || role.end == at || role.end + 1 == at)
}

/// "Me and Sandra in accounts": a name when no role is said.
pub(super) fn partner_name(reading: &Reading, clause: &Range<usize>) -> Vec<String> {
    let tokens = &reading.tokens;
    clause
        .clone()
        .find(|&at| {
            matches!(tokens.word(at), "me" | "myself" | "mine") && tokens.word(at + 1) == "and"
        })
        .map(|at| at + 2)
        .or_else(|| {
            // "Petra and I sign together": the name opens the sentence.
            reading.all().find(|&at| {
                (at == 0 || tokens.break_after(at - 1) != Break::None)
                    && tokens.word(at + 1) == "and"
                    && matches!(tokens.word(at + 2), "i" | "me" | "myself")
                    && at + 2 < clause.end
            })
        })
        .map(|at| tokens.word(at).to_owned())
        .filter(|name| {
            let role = reading
                .roles
                .iter()
                .any(|r| r.name.split(' ').any(|word| word == name));
            is_name(name) && !role
        })
        .into_iter()
        .collect()
}

/// "Is it you or Petra?": the name beside "you" in an agent's words.
pub(super) fn beside_you(tokens: &Tokens) -> Option<String> {
    let joined = |at: usize| matches!(tokens.word(at), "and" | "or" | "with");
    let at = (0..tokens.len())
        .find(|&at| tokens.word(at) == "you" && joined(at + 1))
        .or_else(|| {
            // "Is it your decision, or Jim's?"
            (1..tokens.len()).find(|&at| {
                tokens.word(at + 1) == "or"
                    && tokens.word(at + 3) == "'s"
                    && matches!(tokens.word_before(at, 1), "your" | "you")
            })
        })?;
    let name = tokens.word(at + 2);
    let ends = at + 3 >= tokens.len()
        || tokens.break_after(at + 2) != Break::None
        || matches!(
            tokens.word(at + 3),
            "who"
                | "that"
                | "both"
                | "together"
                | "decide"
                | "sign"
                | "pick"
                | "choose"
                | "agree"
                | "'s"
        );
    (ends && is_name(name)).then(|| name.to_owned())
}

/// Whether a word may be somebody's name.
fn is_name(word: &str) -> bool {
    word.len() > 2
        && word.starts_with(char::is_alphabetic)
        && number::small(word).is_none()
        && !matches!(
            word,
            "the"
                | "nobody"
                | "that"
                | "then"
                | "our"
                | "his"
                | "her"
                | "they"
                | "just"
                | "always"
                | "now"
                | "never"
                | "also"
                | "still"
                | "somebody"
                | "someone"
                | "anybody"
                | "anyone"
                | "others"
                | "another"
                | "your"
                | "him"
                | "them"
                | "she"
                | "you"
                | "only"
                | "there"
                | "yes"
                | "not"
                | "sir"
                | "both"
                | "what"
                | "well"
                | "this"
                | "mine"
                | "me"
        )
}

/// The deciders named in a clause, the speaker's own role left out.
pub(super) fn roles_in(reading: &Reading, clause: Range<usize>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut last_end = usize::MAX;
    for role in &reading.roles {
        let inside = role.start >= clause.start && role.end <= clause.end;
        // "Our facilities director, Mr. Okonkwo" is one person.
        let apposition = role.start == last_end && is_titled(&role.name);
        // "Mr. Rourke, the bursar", "Dr. Vane, he's the dean": the office stands for the name.
        let office = matches!(reading.tokens.word(role.start), "the" | "our")
            && (role.start == last_end
                || reading.tokens.word_before(role.start, 1) == "is"
                    && matches!(reading.tokens.word_before(role.start, 2), "he" | "she"));
        if inside && office && names.last().is_some_and(|name| is_titled(name)) {
            names.pop();
        }
        last_end = role.end;
        let before = |back: usize| reading.tokens.word_before(role.start, back);
        let denied = is_denied(reading, role);
        // "Bought it off dad", "then somebody has to tell dad".
        let bought = before(1) == "off" && (2..=5).any(|back| before(back) == "bought");
        let aside = bought || matches!(before(1), "tell" | "tells" | "told" | "than");
        // "The county council's museums officer" is one.
        let whose = reading.tokens.word(role.end) == "'s"
            && reading.roles.iter().any(|of| {
                of.start == role.end + 1
                    && !matches!(reading.tokens.word(of.start), "the" | "our" | "my" | "a")
            });
        // "Mrs Hanley down at the business office": where somebody is found.
        let place = !names.is_empty()
            && matches!(before(1), "at" | "from" | "in")
            && last_end_before(reading, role.start);
        if inside && let Some(name) = found_in(reading, role) {
            names.push(name.to_owned());
            continue;
        }
        if !inside || apposition || denied || aside || whose || place || is_own(reading, role.start)
        {
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

/// "Denise in procurement", "Bec does compliance": the name that opens, where the role only says where
/// somebody is found.
fn found_in<'a>(reading: &'a Reading, role: &Role) -> Option<&'a str> {
    let tokens = &reading.tokens;
    let office = tokens.word(role.end - 1);
    let place = matches!(
        office,
        "procurement" | "purchasing" | "compliance" | "finance" | "legal" | "accounting" | "hr"
    ) || office == "office";
    let linked = matches!(
        tokens.word_before(role.start, 1),
        "in" | "from" | "does" | "at"
    );
    let at = role.start.checked_sub(2)?;
    let name = tokens.word(at);
    let opens = at == 0
        || tokens.break_after(at - 1) != Break::None
        || matches!(
            tokens.word(at - 1),
            "no" | "yes" | "ask" | "be" | "me" | "well" | "is" | "'s"
        );
    let verb = name.ends_with("ed") || name.ends_with("ing");
    let known = reading.roles.iter().any(|known| known.end == at + 1);
    (place && linked && opens && !verb && !known && person::is_part(name) && is_name(name))
        .then_some(name)
}

/// "There is no head office", "it's not really a committee", "no partner, no husband, just me".
fn is_denied(reading: &Reading, role: &Role) -> bool {
    let before = |back: usize| reading.tokens.word_before(role.start, back);
    let ends = matches!(reading.tokens.word(role.end), "" | "no" | "or" | "just")
        || reading.tokens.break_after(role.end - 1) != Break::None;
    let parted = role.start > 0 && reading.tokens.break_after(role.start - 1) != Break::None;
    let no = before(1) == "no" && !parted;
    no && (ends || matches!(before(2), "is" | "'s" | "are" | "have" | "got"))
        || before(1) == "not"
        || before(1) == "really" && before(2) == "not"
}

/// Where the list starts whose last name stands at `last`: "the CFO and the board", but not "the office
/// runs it and the board".
pub(super) fn list_start(reading: &Reading, floor: usize, last: usize) -> usize {
    let joins = |at: usize| {
        matches!(
            reading.tokens.word(at),
            "and" | "or" | "plus" | "then" | "'s" | "both" | "also" | "with"
        )
    };
    let before = |role: &&Role| role.start >= floor && role.end <= last;
    let mut start = last;
    for role in reading.roles.iter().rev().filter(before) {
        if !(role.end..start).all(joins) {
            break;
        }
        start = role.start;
    }
    start
}

/// Whether somebody was named a word or two before: "the sisters from the mother house".
fn last_end_before(reading: &Reading, start: usize) -> bool {
    reading
        .roles
        .iter()
        .any(|role| role.end < start && role.end + 2 >= start)
}

/// "I'm the head of support": the speaker's own.
pub(super) fn is_own(reading: &Reading, start: usize) -> bool {
    // "I'm the director's assistant" is nobody's director.
    let of_another = |role: &Role| role.start == start && reading.tokens.word(role.end) == "'s";
    if reading.roles.iter().any(of_another) {
        return false;
    }
    // "I'm on the front desk" is where somebody works.
    let desk = reading.tokens.starts_with(start, &["the", "front", "desk"])
        && matches!(
            reading.tokens.word_before(start, 1),
            "on" | "at" | "man" | "work" | "answer"
        );
    // "Front desk here", "accounts speaking".
    let here = reading.roles.iter().any(|role| {
        role.start == start && matches!(reading.tokens.word(role.end), "here" | "speaking")
    });
    // "We are both partners."
    let ours = (1..=3).any(|back| {
        start > back
            && reading.tokens.starts_with(start - back - 1, &["we", "are"])
            && (start - back + 1..start).all(|i| {
                matches!(reading.tokens.word(i), "the" | "both" | "all")
                    || number::small(reading.tokens.word(i)).is_some()
            })
    });
    // "It's me, the owner."
    let owner = matches!(reading.tokens.word_before(start, 1), "me" | "myself")
        && matches!(
            reading.tokens.word(start + 1),
            "owner" | "boss" | "proprietor"
        )
        && reading.tokens.word(start + 2) != "and";
    desk || here
        || owner
        || ours
        || (1..=2).any(|back| {
            matches!(
                reading.tokens.word_before(start, back),
                "am" | "myself" | "as"
            ) && (back == 1
                || matches!(
                    reading.tokens.word_before(start, 1),
                    "the" | "a" | "an" | "also" | "one"
                ))
        })
}

pub(super) fn own_role(reading: &Reading) -> Option<String> {
    reading
        .roles
        .iter()
        .find(|role| role.name != "front desk" && is_own(reading, role.start))
        .map(|role| role.name.clone())
}

/// "I own two restaurants", but not "I own a boat".
pub(super) fn is_business(reading: &Reading, at: usize) -> bool {
    const BUSINESSES: &[&str] = &[
        "agency",
        "bakery",
        "brewery",
        "dairy",
        "estate",
        "half",
        "hill",
        "home",
        "house",
        "inn",
        "it",
        "joint",
        "lodge",
        "mill",
        "nursery",
        "orchard",
        "outfit",
        "pharmacy",
        "pub",
        "ranch",
        "school",
        "spa",
        "station",
        "vineyard",
        "workshop",
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
    !matches!(tokens.word(at.saturating_sub(1)), "own" | "owned")
        || (at..at + 4).any(|i| BUSINESSES.contains(&tokens.word(i)))
}
