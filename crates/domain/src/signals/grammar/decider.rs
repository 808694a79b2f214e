//! Reads the people and bodies that may decide: titles, relatives, boards, departments.

use super::titles::{COLLECTIVES, ENDS, HEADS, MODIFIERS};
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
                found.push(role);
            }
            None => at += 1,
        }
    }
    found
}

fn read(tokens: &Tokens, at: usize, floor: usize) -> Option<Role> {
    if let Some((name, end)) = spelled(tokens, at) {
        return Some(role(name.to_owned(), article(tokens, at, floor), end));
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
        if MODIFIERS.contains(&before) && at > floor {
            return Some(role(
                format!("{before} head"),
                article(tokens, at - 1, floor),
                at + 1,
            ));
        }
        let alone = matches!(tokens.word_before(at, 1), "the" | "our" | "my")
            && (!MODIFIERS.contains(&tokens.word(at + 1)) && !HEADS.contains(&tokens.word(at + 1)));
        return alone.then(|| role("head".into(), at - 1, at + 1));
    }
    if matches!(word, "mr" | "mrs" | "ms" | "dr" | "doctor" | "mister") && at + 1 < tokens.len() {
        let title = if word == "mister" { "mr" } else { word };
        let name = format!("{title} {}", tokens.word(at + 1));
        return Some(role(name, at, at + 2));
    }
    let head = tokens.word(at);
    if !HEADS.contains(&head) && !COLLECTIVES.contains(&head) {
        return None;
    }
    // "Family business" is a kind of business, and a bare "group" or "team" is nobody.
    if tokens.word(at + 1) == "business" && head == "family"
        || COLLECTIVES.contains(&head) && !MODIFIERS.contains(&tokens.word_before(at, 1))
    {
        return None;
    }
    // A longer title is read at its last word: "finance director" is no "finance".
    let next = tokens.word(at + 1);
    let goes_on = HEADS.contains(&next)
        || (MODIFIERS.contains(&next) && HEADS.contains(&tokens.word(at + 2)));
    if goes_on && MODIFIERS.contains(&head) && tokens.break_after(at) == Break::None {
        return None;
    }
    if head == "chief" && next != "of" {
        return None;
    }
    let (tail, mut end) = of_what(tokens, at + 1);
    let mut start = at;
    while start > floor
        && MODIFIERS.contains(&tokens.word(start - 1))
        && tokens.break_after(start - 1) == Break::None
        && at - start < 4
    {
        start -= 1;
    }
    let mut words: Vec<&str> = (start..at).map(|i| tokens.word(i)).collect();
    let mut name = head;
    if tokens.starts_with(at + 1, &["in", "law"]) {
        words.clear();
        end = at + 3;
    }
    name = match name {
        "missus" => "wife",
        "mom" | "mum" => "mother",
        "dad" | "papa" => "father",
        name => name,
    };
    let mut full = words.join(" ");
    if !full.is_empty() {
        full.push(' ');
    }
    full.push_str(name);
    if end == at + 3 && tokens.starts_with(at + 1, &["in", "law"]) {
        full.push_str("-in-law");
    }
    full.push_str(&tail);
    let full = full
        .replace("co founder", "co-founder")
        .replace("cofounder", "co-founder")
        .replace("co counsel", "co-counsel");
    Some(role(full, article(tokens, start, floor), end))
}

/// "See eff oh", "c e o" and "C.F.O." as recognizers leave them; "oh" is dropped as a filler.
fn spelled(tokens: &Tokens, at: usize) -> Option<(&'static str, usize)> {
    if !matches!(tokens.word(at), "see" | "c") {
        return None;
    }
    let name = match tokens.word(at + 1) {
        "eff" | "f" => "cfo",
        "ee" | "e" => "ceo",
        "tee" | "t" => "cto",
        _ => return None,
    };
    let end = at + 2 + usize::from(tokens.word(at + 2) == "o");
    Some((name, end))
}

/// " of ops", and where it ends; empty when no "of" follows.
fn of_what(tokens: &Tokens, at: usize) -> (String, usize) {
    let mut tail = String::new();
    if tokens.word(at) != "of"
        || matches!(
            tokens.word(at + 1),
            "it" | "the" | "that" | "this" | "us" | "them"
        )
    {
        return (tail, at);
    }
    let mut end = at + 1;
    while end < at + 4
        && end < tokens.len()
        && !ENDS.contains(&tokens.word(end))
        && (end == at + 1 || tokens.break_after(end - 1) == Break::None)
    {
        end += 1;
    }
    if end == at + 1 {
        return (tail, at);
    }
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
        ] {
            let names: Vec<String> = read_all(&Tokens::read(said))
                .into_iter()
                .map(|r| r.name)
                .collect();
            assert_eq!(names.join(", "), expected, "{said}");
        }
    }
}
