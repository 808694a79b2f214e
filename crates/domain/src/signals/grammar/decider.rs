//! Reads the people and bodies that may decide: titles, relatives, boards, departments.

use super::{
    belonging::{is_body, is_kin, is_of, is_one_with, is_relative, is_several, named_relative},
    number,
    person::is_part as is_name_part,
    spelling::spelled,
    title_modifiers::MODIFIERS,
    titles::{COLLECTIVES, ENDS, HEADS},
};
use crate::signals::tokens::{Break, Tokens};

/// A person or body, as a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::signals) struct Role {
    /// Lower case, without article: `operations director`.
    pub(in crate::signals) name: String,
    /// Index of the first word, article included.
    pub(in crate::signals) start: usize,
    /// Index after the last word.
    pub(in crate::signals) end: usize,
}

/// Reads every decider of a text, left to right.
pub(in crate::signals) fn read_all(tokens: &Tokens) -> Vec<Role> {
    let mut found: Vec<Role> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let floor = found.last().map_or(0, |role| role.end);
        match read(tokens, at, floor) {
            Some(role) => {
                at = role.end.max(at + 1);
                match found.last_mut() {
                    // "My boss's boss", "my father's brother".
                    Some(whose) if is_of(tokens, whose, &role) => {
                        whose.name = format!("{}'s {}", whose.name, role.name);
                        whose.end = role.end;
                    }
                    Some(whose) if is_one_with(tokens, whose, &role) => {
                        // "The governors' finance committee": the apostrophe is not heard.
                        let joint = if is_several(tokens.word(whose.end - 1)) {
                            "' "
                        } else {
                            " "
                        };
                        whose.name = format!("{}{joint}{}", whose.name, role.name);
                        whose.end = role.end;
                    }
                    _ => found.push(role),
                }
            }
            None => at += 1,
        }
    }
    found
}

/// Whether a title begins with somebody's name: "Mrs Hanley", "Captain Ray".
pub(in crate::signals) fn is_titled(name: &str) -> bool {
    name.split_once(' ').is_some_and(|(title, _)| {
        matches!(title, "mr" | "mrs" | "ms" | "dr" | "miss" | "mister") || is_rank(title)
    })
}

/// What stands before a name as "mister" does.
fn is_rank(word: &str) -> bool {
    matches!(
        word,
        "captain" | "commander" | "lieutenant" | "sergeant" | "deacon"
    )
}

fn read(tokens: &Tokens, at: usize, floor: usize) -> Option<Role> {
    if let Some((name, after)) = spelled(tokens, at) {
        let (tail, end) = of_what(tokens, after);
        let start = title_start(tokens, at, floor);
        let full = title(tokens, start, at, &format!("{name}{tail}"));
        return Some(role(full, article(tokens, start, floor), end));
    }
    let word = tokens.word(at);
    // "Head of clinical operations", "head office", and "the head" of a school.
    if word == "head" {
        let (tail, end) = of_what(tokens, at + 1);
        if !tail.is_empty() {
            return Some(role(format!("head{tail}"), article(tokens, at, floor), end));
        }
        if tokens.word(at + 1) == "office" {
            return Some(role(
                "head office".into(),
                article(tokens, at, floor),
                at + 2,
            ));
        }
        let before = tokens.word_before(at, 1);
        if MODIFIERS.contains(before) && at > floor {
            return Some(role(
                format!("{before} head"),
                article(tokens, at - 1, floor),
                at + 1,
            ));
        }
        let alone = matches!(tokens.word_before(at, 1), "the" | "our" | "my")
            && (!MODIFIERS.holds(tokens, at + 1) && !HEADS.holds(tokens, at + 1));
        return alone.then(|| role("head".into(), at - 1, at + 1));
    }
    // "Father Brendan", but "my father".
    let priest = word == "father"
        && !matches!(
            tokens.word_before(at, 1),
            "my" | "the" | "our" | "his" | "her" | "and"
        )
        && is_open(tokens.word(at + 1))
        && !MODIFIERS.holds(tokens, at + 1)
        && tokens.break_after(at) == Break::None;
    let ranked = is_rank(word)
        && !matches!(tokens.word_before(at, 1), "the" | "our" | "a" | "fire")
        && is_open(tokens.word(at + 1))
        && is_name_part(tokens.word(at + 1))
        && tokens.break_after(at) == Break::None;
    if (matches!(
        word,
        "mr" | "mrs" | "ms" | "dr" | "doctor" | "mister" | "miss"
    ) || priest
        || ranked)
        // "The doctor decides" and "doctor's wife" name none.
        && !ENDS.holds(tokens, at + 1)
        && tokens.word(at + 1) != "'s"
        && at + 1 < tokens.len()
    {
        let name = format!("{word} {}", tokens.word(at + 1));
        return Some(role(name, at, at + 2));
    }
    let head = tokens.word(at);
    let own = matches!(tokens.word_before(at, 1), "my" | "the" | "her" | "his");
    // "Her indoors", "the old man".
    if head == "indoors" && tokens.word_before(at, 1) == "her" {
        return Some(role("wife".into(), at - 1, at + 1));
    }
    if head == "man"
        && tokens.word_before(at, 1) == "old"
        && matches!(tokens.word_before(at, 2), "my" | "the" | "her")
        && at >= floor + 2
    {
        return Some(role("old man".into(), at - 2, at + 1));
    }
    if head == "lead" && matches!(tokens.word_before(at, 1), "i" | "we" | "to" | "they") {
        return None;
    }
    // "My ex", "the misses".
    let kin = head == "misses" && own
        || head == "ex" && own && !matches!(tokens.word(at + 1), "wife" | "husband" | "boss");
    if !HEADS.contains(head) && !COLLECTIVES.contains(head) && !kin {
        return None;
    }
    // "Family business" is a kind of business, and a bare "group" or "team" is nobody.
    if tokens.word(at + 1) == "business" && head == "family"
        || COLLECTIVES.contains(head) && !is_modified(tokens, at)
    {
        return None;
    }
    // A longer title is read at its last word: "finance director" is no "finance".
    let next = tokens.word(at + 1);
    let goes_on = HEADS.contains(next)
        || COLLECTIVES.contains(next)
        || (MODIFIERS.contains(next) && HEADS.holds(tokens, at + 2));
    if goes_on && MODIFIERS.contains(head) && tokens.break_after(at) == Break::None {
        return None;
    }
    // "The fire chief" is one, "the chief reason" is none.
    let chief = matches!(tokens.word_before(at, 1), "fire" | "police" | "our" | "my")
        || tokens.word_before(at, 1) == "the"
            && (at + 1 >= tokens.len()
                || tokens.break_after(at) != Break::None
                || ENDS.contains(next));
    // A bath chair decides nothing, and neither does the one that somebody sits in.
    let seat = head == "chair"
        && at > 0
        && !matches!(
            tokens.word_before(at, 1),
            "the" | "our" | "my" | "board" | "vice" | "committee" | "and" | "by" | "department"
        );
    if seat {
        return None;
    }
    // "Goodbye, son", "son, I've no time": nobody's son, but whoever is spoken to.
    let spoken_to = at == 0
        || tokens.break_after(at - 1) != Break::None
        || matches!(tokens.word(at - 1), "goodbye" | "no" | "yes" | "sorry");
    if head == "son" && spoken_to && tokens.word(at + 1) != "and" {
        return None;
    }
    // "Everyone has to be on board", "power of attorney".
    if tokens.starts_with(at.saturating_sub(2), &["power", "of", "attorney"])
        || head == "board" && tokens.word_before(at, 1) == "on"
    {
        return None;
    }
    if matches!(head, "chief" | "deputy") && next != "of" && !chief {
        return None;
    }
    let (tail, mut end) = of_what(tokens, at + 1);
    let start = title_start(tokens, at, floor);
    let name = match head {
        "missus" | "misses" => "wife",
        "papa" | "daddy" => "father",
        _ => head,
    };
    if tokens.starts_with(at + 1, &["in", "law"]) {
        end = at + 3;
        return Some(role(
            format!("{name}-in-law"),
            article(tokens, start, floor),
            end,
        ));
    }
    if tokens.starts_with(at, &["mother", "superior"]) {
        return Some(role(
            "mother superior".into(),
            article(tokens, at, floor),
            at + 2,
        ));
    }
    // "The procurement lady", "management trust".
    if !is_kin(head)
        && !is_relative(head)
        && tokens.break_after(at) == Break::None
        && matches!(
            tokens.word(at + 1),
            "lady" | "trust" | "office" | "bod" | "madam" | "guy" | "fella" | "wallah"
        )
        && tail.is_empty()
    {
        let full = title(
            tokens,
            start,
            at,
            &format!("{name} {}", tokens.word(at + 1)),
        );
        return Some(role(full, article(tokens, start, floor), at + 2));
    }
    // "The bishop's office."
    if tokens.starts_with(at + 1, &["'s", "office"]) {
        let full = title(tokens, start, at, &format!("{name}'s office"));
        return Some(role(full, article(tokens, start, floor), at + 3));
    }
    if is_relative(head)
        && start == at
        && let Some(whose) = named_relative(tokens, at, floor)
    {
        return Some(role(format!("{whose}'s {name}"), at - 2, end));
    }
    let full = title(tokens, start, at, &format!("{name}{tail}"))
        .replace("co founder", "co-founder")
        .replace("ex wife", "ex-wife")
        .replace("ex husband", "ex-husband")
        .replace("co counsel", "co-counsel");
    Some(role(full, article(tokens, start, floor), end))
}

/// Whether a word before a group says which one: "the allotment association", "parent company".
fn is_modified(tokens: &Tokens, at: usize) -> bool {
    let before = tokens.word_before(at, 1);
    let open = matches!(
        tokens.word(at),
        "association" | "society" | "cooperative" | "guild" | "corporation" | "commission"
    ) && is_name_part(before);
    open || MODIFIERS.contains(before)
        || tokens.word(at) == "company" && matches!(before, "family" | "holding" | "bonding")
}

/// The words `start..at` before the head of a title, and the head.
fn title(tokens: &Tokens, start: usize, at: usize, head: &str) -> String {
    let mut words: Vec<&str> = (start..at).map(|i| tokens.word(i)).collect();
    words.push(head);
    words.join(" ")
}

/// Where the title whose head stands at `at` starts.
///
/// Known modifiers belong to it, and after "the", "our" or "my" whatever else does: every trade
/// has its own directors.
fn title_start(tokens: &Tokens, at: usize, floor: usize) -> usize {
    /// A longer title than this is a sentence.
    const WORDS_MAX: usize = 4;
    let joined = |i: usize| i > floor && tokens.break_after(i - 1) == Break::None;
    let mut start = at;
    while joined(start) && MODIFIERS.holds(tokens, start - 1) && at - start < WORDS_MAX {
        start -= 1;
    }
    let mut from = start;
    while joined(from) && is_open(tokens.word(from - 1)) && at - from < WORDS_MAX - 1 {
        from -= 1;
    }
    let possessed = joined(from)
        && matches!(
            tokens.word(from - 1),
            "the" | "our" | "my" | "am" | "their" | "his" | "her" | "this" | "your" | "'s"
        );
    // "Housekeeping director would be the one": the title opens what is said.
    let most = 1 + usize::from(is_body(tokens.word(at)));
    let opens = from == 0 && start - from <= most && is_name_part(tokens.word(from));
    if possessed || opens && !is_kin(tokens.word(at)) {
        from
    } else {
        start
    }
}

/// Whether a word may be part of a title that is not in the list.
pub(super) fn is_open(word: &str) -> bool {
    /// Words that only point at somebody.
    const POINTING: &[&str] = &[
        "new", "old", "whole", "other", "actual", "real", "big", "same", "own", "poor", "good",
        "dear", "current", "present", "only", "entire", "third", "second", "two", "three", "four",
        "five", "six", "seven", "eight", "nine", "ten", "next", "great", "bloody", "damn",
        "lovely", "young", "little", "no", "or", "if", "every", "any", "all", "some", "one", "way",
        "place", "guy", "call", "decision", "money", "person", "right", "usual", "former", "late",
        "company",
    ];
    word.len() > 2
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && !ENDS.contains(word)
        && !POINTING.contains(&word)
        && !HEADS.contains(word)
        && !word.contains('\'')
}

/// " of ops", and where it ends; empty when no "of" follows.
fn of_what(tokens: &Tokens, at: usize) -> (String, usize) {
    /// Words that are followed by what they describe.
    const OF_TWO: &[&str] = &[
        "clinical",
        "customer",
        "human",
        "public",
        "information",
        "product",
        "patient",
        "medical",
        "business",
        "academic",
        "people",
        "student",
        "supply",
        "real",
        "corporate",
        "global",
        "external",
        "guest",
        "digital",
        "commercial",
        "special",
        "general",
        "technical",
        "strategic",
        "creative",
        "community",
        "talent",
        "capital",
        "quality",
        "risk",
        "health",
        "property",
        "social",
        "brand",
        "revenue",
        "data",
    ];
    let mut tail = String::new();
    // "Cabinet member for transport."
    if tokens.word_before(at, 1) == "member"
        && tokens.word(at) == "for"
        && is_open(tokens.word(at + 1))
    {
        return (format!(" for {}", tokens.word(at + 1)), at + 2);
    }
    // "Our head of it" is a title, "that's the head of it" is not worth the risk elsewhere.
    let of_it = tokens.starts_with(at, &["of", "it"])
        && matches!(
            tokens.word_before(at, 1),
            "head" | "director" | "vp" | "manager"
        );
    if of_it {
        return (" of it".to_owned(), at + 2);
    }
    if tokens.word(at) != "of"
        || matches!(
            tokens.word(at + 1),
            "it" | "the" | "that" | "this" | "us" | "them"
        )
    {
        return (tail, at);
    }
    // One word says of what, unless it is a modifier itself: "of clinical operations".
    let mut end = at + 1;
    while end < at + 4
        && end < tokens.len()
        && !ENDS.holds(tokens, end)
        && number::small(tokens.word(end)).is_none()
        && (end == at + 1
            || tokens.break_after(end - 1) == Break::None
                && (MODIFIERS.holds(tokens, end) || OF_TWO.contains(&tokens.word(end - 1))))
    {
        end += 1;
    }
    if end == at + 1 {
        return (tail, at);
    }
    // "The manager of open space has it": one more word that nothing else follows.
    let more = is_open(tokens.word(end))
        && is_name_part(tokens.word(end))
        && tokens.break_after(end - 1) == Break::None
        && (ENDS.holds(tokens, end + 1) && !ENDS.holds(tokens, end)
            || tokens.break_after(end) != Break::None);
    end += usize::from(more);
    for i in at..end {
        tail.push(' ');
        tail.push_str(tokens.word(i));
    }
    (tail, end)
}

/// Takes the article or possessive along.
fn article(tokens: &Tokens, start: usize, floor: usize) -> usize {
    let before = tokens.word_before(start, 1);
    if start > floor
        && matches!(
            before,
            "the" | "our" | "my" | "a" | "an" | "his" | "her" | "their" | "your"
        )
    {
        start - 1
    } else {
        start
    }
}

fn role(name: String, start: usize, end: usize) -> Role {
    Role { name, start, end }
}

#[cfg(test)]
mod tests {
    use super::read_all;
    use crate::signals::tokens::Tokens;

    #[test]
    fn roles() {
        for (said, expected) in [
            ("our operations director", "operations director"),
            ("me and the see eff oh both have to agree", "cfo"),
            ("the vp of ops chooses", "vp of ops"),
            (
                "that's the head of clinical operations and our sponsor",
                "head of clinical operations, sponsor",
            ),
            ("my husband and I", "husband"),
            ("the missus does all that", "wife"),
            ("me and my mother in law", "mother-in-law"),
            (
                "finance approves the spend and our COO picks",
                "finance, coo",
            ),
            ("my co-founder", "co-founder"),
            ("our chief risk officer", "chief risk officer"),
            ("doctor shah and doctor kim", "doctor shah, doctor kim"),
            ("the head and i jointly", "head"),
            ("head office in melbourne", "head office"),
            ("nobody at all", ""),
            ("I sat in a bath chair", ""),
            ("a committee of six", "committee"),
            ("father brendan signs", "father brendan"),
            ("it goes up to the chief", "chief"),
            (
                "the trustees finance committee",
                "trustees' finance committee",
            ),
            ("that is our fair board president", "fair board president"),
            ("captain reyes signs", "captain reyes"),
            ("everybody has to be on board", ""),
            ("harbor commission picks those", "harbor commission"),
            ("cabinet member for housing", "cabinet member for housing"),
            ("the manager of open water has it", "manager of open water"),
            ("it goes to the a g m", ""),
            ("the safety guy", "safety guy"),
            ("goodbye son", ""),
            ("me and my son", "son"),
            ("the club's house manager", "house manager"),
        ] {
            let names: Vec<String> = read_all(&Tokens::read(said))
                .into_iter()
                .map(|r| r.name)
                .collect();
            assert_eq!(names.join(", "), expected, "{said}");
        }
    }
}
