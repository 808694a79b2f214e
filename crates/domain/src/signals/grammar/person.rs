//! Reads whom words name that no list of titles knows, by where they stand: "the old man decides",
//! "that's with the condo association", "Denise makes that call".

use super::{
    decider::Role,
    number,
    person_words::{NO_PARTS, THINGS},
    titles::{ENDS, HEADS},
};
use crate::signals::tokens::{Break, Tokens};

/// The most words of a name.
const WORDS_MAX: usize = 5;

/// Whoever is named right before the word `at`: the subject of a verb there.
pub(in crate::signals) fn before(
    tokens: &Tokens,
    roles: &[Role],
    at: usize,
    floor: usize,
) -> Option<Role> {
    let mut end = at;
    // "The board always decides", "Fiona who chooses now".
    while end > floor
        && (is_between(tokens.word(end - 1)) || end < at && tokens.word(end - 1) == "'s")
        && (end == at || tokens.break_after(end - 1) < Break::Sentence)
    {
        end -= 1;
    }
    if end <= floor || tokens.break_after(end - 1) >= Break::Sentence {
        return None;
    }
    let mut start = end;
    while start > floor && end - start < WORDS_MAX {
        let word = tokens.word(start - 1);
        let parted = start < end && tokens.break_after(start - 1) != Break::None;
        if parted || !is_part(word) && !is_inner(tokens, start - 1, end) {
            break;
        }
        start -= 1;
    }
    let marked = start > floor && is_determiner(tokens.word(start - 1));
    // A bare name opens its statement: "no, Denise decides", "it's Fiona who chooses".
    let opens = start == 0
        || tokens.break_after(start - 1) != Break::None
        || start <= floor
        || matches!(
            tokens.word(start - 1),
            "and"
                | "but"
                | "because"
                | "so"
                | "no"
                | "yes"
                | "is"
                | "'s"
                | "then"
                | "actually"
                | "think"
                | "only"
                | "unless"
                | "till"
                | "until"
                | "well"
                | "ask"
                | "told"
        );
    named(tokens, roles, start..end, marked, opens)
}

/// Whoever is named from the word `at` on: the object of what stands before.
pub(in crate::signals) fn from(
    tokens: &Tokens,
    roles: &[Role],
    mut at: usize,
    until: usize,
) -> Option<Role> {
    while matches!(tokens.word(at), "all" | "just" | "only" | "like") {
        at += 1;
    }
    if let Some(role) = roles
        .iter()
        .find(|role| role.start == at || role.start == at + 1 && is_determiner(tokens.word(at)))
    {
        return Some(role.clone());
    }
    let marked = is_determiner(tokens.word(at));
    let start = at + usize::from(marked);
    let mut end = start;
    while end < until
        && end - start < WORDS_MAX
        && (is_part(tokens.word(end)) || is_inner(tokens, end, until))
        && (end == start || tokens.break_after(end - 1) == Break::None)
    {
        end += 1;
    }
    // A bare name is one word, unless a title or an epithet comes first: "Big Steve".
    let most = if marked {
        WORDS_MAX
    } else {
        1 + usize::from(is_epithet(tokens.word(start)))
    };
    let end = end.min(start + most);
    named(tokens, roles, start..end, marked, !marked)
}

/// The words as somebody's name, if they may be one.
fn named(
    tokens: &Tokens,
    roles: &[Role],
    words: std::ops::Range<usize>,
    marked: bool,
    opens: bool,
) -> Option<Role> {
    let std::ops::Range { mut start, end } = words;
    if start >= end {
        return None;
    }
    // "The owner Mister Tran": the office stands for the name.
    let mut within = roles
        .iter()
        .filter(|role| role.start + 1 >= start && role.end <= end);
    if let (Some(office), Some(name)) = (within.next(), within.next())
        && is_epithet(tokens.word(name.start))
    {
        return Some(office.clone());
    }
    // "Mum, dad and me" comes without its comma, too.
    let mut listed = roles
        .iter()
        .filter(|role| role.start >= start && role.end <= end);
    if let Some(last) = listed.next_back()
        && listed.next_back().is_some()
    {
        return Some(last.clone());
    }
    // Of a known title the words before it belong to it: "records management".
    let known = roles
        .iter()
        .rfind(|role| role.end == end && role.start <= end);
    if let Some(role) = known
        && (marked && !opens || start + 1 >= role.start)
        && role.name.split(' ').count() >= end - start
    {
        return Some(role.clone());
    }
    // "The hotel's owners": whose they are, is not who they are, unless it is somebody too.
    if let Some(whose) = (start..end).rev().find(|&i| tokens.word(i) == "'s") {
        let person = HEADS.holds(tokens, whose.wrapping_sub(1)) || whose + 1 == end;
        if !person {
            start = whose + 1;
        }
    }
    let end = if tokens.word(end - 1) == "'s" {
        end - 1
    } else {
        end
    };
    // "My two sisters", "the other partners": how many or which, is no part of the name.
    while start + 1 < end
        && (number::small(tokens.word(start)).is_some() || tokens.word(start) == "other")
    {
        start += 1;
    }
    if start >= end || !(marked || opens) || end - start > 4 + usize::from(marked) {
        return None;
    }
    if !marked && end - start > 3 {
        return None;
    }
    // Without a title, the word right before the verb is the name: "it's worthless, Denise decides".
    if !marked && start > 0 && end - start > 1 && !is_epithet(tokens.word(end - 2)) {
        start = end - 1;
    }
    let last = tokens.word(end - 1);
    if is_thing(last) || number::small(last).is_some() && !marked {
        return None;
    }
    let mut name = String::new();
    for at in start..end {
        let word = tokens.word(at);
        if !name.is_empty() && word != "'s" {
            name.push(' ');
        }
        name.push_str(word);
    }
    let start = start - usize::from(marked && start > 0 && is_determiner(tokens.word(start - 1)));
    Some(Role { name, start, end })
}

/// Words that may stand between a subject and its verb.
fn is_between(word: &str) -> bool {
    matches!(
        word,
        "who"
            | "that"
            | "always"
            | "only"
            | "also"
            | "still"
            | "now"
            | "actually"
            | "really"
            | "usually"
            | "then"
            | "just"
            | "himself"
            | "herself"
            | "themselves"
            | "alone"
            | "all"
            | "both"
            | "normally"
            | "generally"
            | "officially"
            | "ultimately"
            | "upstairs"
            | "there"
            | "here"
            | "ji"
            | "sir"
            | "madam"
            | "saab"
    )
}

fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the" | "our" | "my" | "a" | "an" | "his" | "her" | "their" | "this" | "some" | "another"
    )
}

/// "Boss's boss", "council of sisters": words that only join the parts of a name.
fn is_inner(tokens: &Tokens, at: usize, end: usize) -> bool {
    at > 0
        && at + 1 < end
        && match tokens.word(at) {
            "'s" => true,
            "of" => is_part(tokens.word(at - 1)) && is_part(tokens.word(at + 1)),
            _ => false,
        }
}

fn is_epithet(word: &str) -> bool {
    matches!(
        word,
        "big"
            | "old"
            | "young"
            | "uncle"
            | "auntie"
            | "aunt"
            | "cousin"
            | "miss"
            | "mister"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
            | "doctor"
            | "sister"
            | "brother"
            | "father"
            | "lady"
            | "lord"
            | "captain"
            | "little"
            | "head"
    )
}

/// Whether a word may be part of a name.
pub(in crate::signals) fn is_part(word: &str) -> bool {
    word.len() > 1
        && word.starts_with(char::is_alphabetic)
        && (word.len() > 2
            || matches!(
                word,
                "it" | "hr" | "md" | "vp" | "jo" | "al" | "ed" | "ji" | "pa"
            ))
        && NO_PARTS.binary_search(&word).is_err()
        && !ENDS.contains(word)
}

/// What decides nothing, however it is said: "the price decides".
fn is_thing(word: &str) -> bool {
    THINGS.binary_search(&word).is_ok() || is_between(word)
}

#[cfg(test)]
mod tests {
    use super::{before, from};
    use crate::signals::{grammar::decider, tokens::Tokens};

    #[track_caller]
    fn subject(said: &str, verb: &str, expected: Option<&str>) {
        let tokens = Tokens::read(said);
        let at = (0..tokens.len())
            .rfind(|&at| tokens.word(at) == verb)
            .expect("the verb is said");
        let found = before(&tokens, &decider::read_all(&tokens), at, 0);
        assert_eq!(found.map(|role| role.name).as_deref(), expected, "{said}");
    }

    #[track_caller]
    fn object(said: &str, lead: &str, expected: Option<&str>) {
        let tokens = Tokens::read(said);
        let at = (0..tokens.len())
            .rfind(|&at| tokens.word(at) == lead)
            .expect("the lead is said");
        let found = from(&tokens, &decider::read_all(&tokens), at + 1, tokens.len());
        assert_eq!(found.map(|role| role.name).as_deref(), expected, "{said}");
    }

    #[test]
    fn subjects() {
        subject(
            "i can shake on it but the old man has to agree",
            "has",
            Some("old man"),
        );
        subject("denise makes that decision", "makes", Some("denise"));
        subject("it is fiona who chooses now", "chooses", Some("fiona"));
        subject(
            "the township supervisors decide",
            "decide",
            Some("township supervisors"),
        );
        subject(
            "records management picks those",
            "picks",
            Some("records management"),
        );
        subject("the hotel's owners decide", "decide", Some("owners"));
        subject("doctor patel says yes", "says", Some("doctor patel"));
        subject("the price decides", "decides", None);
        subject("nobody decides", "decides", None);
        subject("whatever he decides", "decides", None);
    }

    #[test]
    fn objects() {
        object(
            "it goes past our parish warden",
            "past",
            Some("parish warden"),
        );
        object(
            "i have to run it by the syndicate first",
            "by",
            Some("syndicate"),
        );
        object("hat in hand to karen upstairs", "to", Some("karen"));
        object("it is up to you", "to", None);
    }
}
