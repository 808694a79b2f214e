//! Reads the people of a list who are counted without a number: "six fitters, a cook and me".

use super::number;
use crate::signals::tokens::{Break, Tokens};

/// One of them, by relation or work, who may be named with "a", "my" or "the".
const ONES: &[&str] = &[
    "admin",
    "apprentice",
    "apprentices",
    "assistant",
    "bloke",
    "bookkeeper",
    "boy",
    "brother",
    "caretaker",
    "chap",
    "cleaner",
    "clerk",
    "cook",
    "cousin",
    "dad",
    "daughter",
    "dentist",
    "director",
    "driver",
    "fella",
    "fellow",
    "foreman",
    "girl",
    "granddaughter",
    "hand",
    "waitress",
    "welder",
    "labourer",
    "laborer",
    "grandson",
    "guy",
    "handyman",
    "helper",
    "husband",
    "intern",
    "kid",
    "lad",
    "lady",
    "manager",
    "man",
    "mate",
    "missus",
    "mom",
    "mother",
    "mum",
    "nephew",
    "niece",
    "nurse",
    "owner",
    "part-timer",
    "partner",
    "receptionist",
    "secretary",
    "sister",
    "son",
    "technician",
    "teacher",
    "timer",
    "trainee",
    "uncle",
    "wife",
    "woman",
    "father",
    "girlfriend",
    "gal",
    "cofounder",
    "co-founder",
    "boyfriend",
    "accountant",
    "dispatcher",
    "hygienist",
    "mechanic",
    "gardener",
    "janitor",
    "porter",
    "chef",
];

/// What the list of people in a text comes to besides its numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::signals) struct Singles {
    /// How many are named one by one, the speaker included.
    pub(in crate::signals) people: u64,
    /// Whether the speaker is one of them.
    pub(in crate::signals) has_me: bool,
    /// Index after the last one.
    pub(in crate::signals) end: usize,
}

/// Reads those who are named one by one.
pub(in crate::signals) fn singles(tokens: &Tokens) -> Singles {
    let mut found = Singles::default();
    let mut at = 0;
    while at < tokens.len() {
        match single(tokens, at, &found) {
            Some((end, is_me)) if !(is_me && found.has_me) => {
                found.people += 1;
                found.has_me |= is_me;
                found.end = end;
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// Somebody at `at`; the index after them, and whether it is the speaker.
fn single(tokens: &Tokens, at: usize, found: &Singles) -> Option<(usize, bool)> {
    let before = tokens.word_before(at, 1);
    let starts = at == 0
        || tokens.break_after(at - 1) != Break::None
        || matches!(
            before,
            "and" | "plus" | "just" | "only" | "then" | "'s" | "is" | "me" | "myself"
        )
        || found.people > 0 && found.end == at;
    let joined = matches!(
        tokens.word(at + 1),
        "and" | "plus" | "my" | "the" | "mum" | "mom" | "dad" | "our"
    ) || tokens.break_after(at) != Break::None
        || at + 1 == tokens.len();
    let word = tokens.word(at);
    let included = is_counted_already(tokens, at);
    if matches!(word, "me" | "myself" | "muggins")
        && !included
        && starts
        && (joined || matches!(before, "and" | "plus" | "then"))
    {
        return Some((at + 1, true));
    }
    if tokens.starts_with(at, &["yours", "truly"]) {
        return Some((at + 2, true));
    }
    // "Me, the wife and our Susan": a relative by name.
    let ours = word == "our"
        && found.has_me
        && starts
        && tokens.word(at + 1).len() > 2
        && !tokens.word(at + 1).ends_with('s')
        && (at + 2 >= tokens.len()
            || tokens.break_after(at + 1) != Break::None
            || matches!(tokens.word(at + 2), "and" | "so" | "on" | "that"));
    if ours {
        return Some((at + 2, false));
    }
    if matches!(word, "a" | "an" | "one" | "my" | "the" | "our" | "another")
        && !included
        && starts_list(tokens, at, starts)
    {
        return (at + 1..at + 4)
            .find(|&i| is_one(tokens.word(i)))
            .filter(|&i| {
                (at + 1..i).all(|j| {
                    number::small(tokens.word(j)).is_none()
                        && !matches!(tokens.word(j), "of" | "and")
                })
            })
            .map(|i| (i + 1, false));
    }
    if starts && matches!(word, "mum" | "mom" | "dad") {
        return Some((at + 1, false));
    }
    // "Me and Gwen": a name, once the speaker has begun the list.
    let follows_me = found.has_me && matches!(tokens.word_before(at, 2), "me" | "myself");
    let ends_list = found.people > 1 && found.end + 1 == at && before == "and";
    let name = (follows_me || ends_list)
        && matches!(before, "and" | "plus")
        && word.len() > 2
        && word.starts_with(char::is_alphabetic)
        && number::small(word).is_none()
        && !matches!(
            word,
            "the"
                | "that"
                | "then"
                | "they"
                | "our"
                | "his"
                | "her"
                | "some"
                | "about"
                | "couple"
                | "dozen"
                | "around"
                | "maybe"
                | "another"
                | "there"
                | "it"
                | "you"
                | "hundred"
                | "two"
                | "few"
                | "all"
                | "sometimes"
        )
        && number::tens(word).is_none();
    name.then_some((at + 1, false))
}

/// "Twenty, with my sister and me": named, but part of the number before.
fn is_counted_already(tokens: &Tokens, at: usize) -> bool {
    /// Nobody names more than two after "with".
    const REACH: usize = 6;
    (at.saturating_sub(REACH)..at)
        .rev()
        .take_while(|&i| tokens.break_after(i) < Break::Sentence)
        .take_while(|&i| number::small(tokens.word(i)).is_none_or(|n| n == 1.0))
        .any(|i| {
            matches!(
                tokens.word(i),
                "with" | "including" | "counting" | "inside" | "includes"
            )
        })
}

/// Whether a word is one person, by relation, by work, or by the way works are named.
fn is_one(word: &str) -> bool {
    /// Things and turns of phrase that end as works do.
    const NO_WORKS: &[&str] = &[
        "answer", "center", "colour", "computer", "corner", "counter", "couple", "customer",
        "doberman", "door", "floor", "summer", "winter", "letter", "matter", "minor", "never",
        "number", "order", "other", "over", "paper", "printer", "quarter", "river", "server",
        "list", "tractor", "trailer", "under", "water", "whatever", "whoever", "year",
    ];
    const WORKS: &[&str] = &[
        "er", "or", "ist", "man", "woman", "boy", "girl", "maid", "keeper", "wright", "smith",
    ];
    ONES.contains(&word)
        || word.len() > 4
            && WORKS.iter().any(|ending| word.ends_with(ending))
            && !NO_WORKS.contains(&word)
}

/// Whether an article at `at` opens an item of a list rather than the object of a sentence.
fn starts_list(tokens: &Tokens, at: usize, starts: bool) -> bool {
    // "Six instructors my sister and me": recognizers drop the comma.
    starts
        || matches!(tokens.word(at), "my" | "a" | "one")
            && !matches!(
                tokens.word_before(at, 1),
                "with"
                    | "of"
                    | "for"
                    | "to"
                    | "from"
                    | "told"
                    | "ask"
                    | "has"
                    | "like"
                    | "by"
                    | "at"
                    | "in"
                    | "on"
                    | "have"
                    | "was"
                    | "than"
                    | "as"
                    | "including"
                    | "counting"
                    | "the"
                    | "no"
                    | "this"
                    | "that"
                    | "any"
                    | "each"
                    | "every"
                    | "another"
            )
}

#[cfg(test)]
mod tests {
    use super::singles;
    use crate::signals::tokens::Tokens;

    #[test]
    fn people_named_one_by_one() {
        for (said, people) in [
            ("four fitters, a bookkeeper and me", 2),
            ("me my brother and his mate", 2),
            ("just me and Olga", 2),
            ("it is me my dad and one hired hand", 3),
            ("my sister me and four gals", 2),
            ("forty of us including me", 0),
            ("that suits me", 0),
        ] {
            assert_eq!(singles(&Tokens::read(said)).people, people, "{said}");
        }
    }
}
