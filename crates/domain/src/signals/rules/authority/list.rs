//! Who is listed beside the speaker, whatever they are called: "me, the city engineer and a resident
//! rep", "Dev and me", "mine and Sudhakar's".

use std::ops::Range;

use super::people::is_own;
use crate::signals::{
    grammar::{
        decider::{Role, is_titled},
        person,
    },
    reading::Reading,
    tokens::Break,
};

/// The names listed with the speaker in these words.
pub(super) fn beside_speaker(reading: &Reading, words: &Range<usize>) -> Vec<String> {
    let tokens = &reading.tokens;
    for at in words.clone() {
        let word = tokens.word(at);
        let speaker = matches!(word, "me" | "myself" | "mine")
            || word == "i" && tokens.word(at + 1) == "and" && at <= words.start + 1
            || word == "i" && tokens.word_before(at, 1) == "and"
            || word == "truly" && tokens.word_before(at, 1) == "yours";
        // "Told me and the others", "leave it to me".
        let led = matches!(
            tokens.word_before(at, 1),
            "told"
                | "gave"
                | "give"
                | "gives"
                | "given"
                | "asked"
                | "let"
                | "lets"
                | "to"
                | "for"
                | "not"
                | "hands"
                | "handed"
                | "left"
                | "leaves"
                | "sent"
                | "after"
        );
        if !speaker || led {
            continue;
        }
        let first = at - usize::from(word == "truly");
        let mut found = listed_before(reading, first, words.start);
        found.extend(listed_after(reading, at + 1, words.end));
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// "…, the bursar and the dean".
fn listed_after(reading: &Reading, mut at: usize, until: usize) -> Vec<String> {
    /// A longer list is no list.
    const MOST: usize = 4;
    let tokens = &reading.tokens;
    let mut names: Vec<String> = Vec::new();
    let mut helpers = false;
    while names.len() < MOST && at < until {
        // "Me and the old boy with the tracksuit": the first may join, later it tells of him.
        let joins = matches!(tokens.word(at), "and" | "plus" | "or")
            || names.is_empty() && matches!(tokens.word(at), "with" | "alongside");
        let parted = tokens.break_after(at - 1) == Break::Comma;
        // "Myself the bursar": raw transcripts have no commas.
        let opens = names.is_empty() && matches!(tokens.word(at), "the" | "my" | "our");
        if !joins && !parted && !opens {
            break;
        }
        let start = at + usize::from(joins);
        let Some(role) = person::from(tokens, &reading.roles, start, until) else {
            break;
        };
        let marked = role.end - role.start > 1 || role.name.contains(' ');
        // After a comma or without a joint a bare word is too little: "me, always".
        // "Myself, the bursar" is one, "myself the bursar and the dean" are three.
        let own = is_own(reading, role.start) && !(opens && tokens.word(role.end) == "and");
        if !joins && !marked && !is_known(reading, &role) || own {
            break;
        }
        at = role.end + usize::from(tokens.word(role.end) == "'s");
        // "The head, Mrs. Abara" is one.
        let same = !joins && names.len() == 1 && is_titled(&role.name);
        if same {
            continue;
        }
        helpers |= matches!(tokens.word(role.start), "a" | "an") && !is_known(reading, &role);
        names.push(role.name);
    }
    // "Me and a lad who does the engines": company, and no say.
    if helpers && names.len() == 1 {
        names.clear();
    }
    names
}

/// "The CNO, IT and …".
fn listed_before(reading: &Reading, at: usize, from: usize) -> Vec<String> {
    let tokens = &reading.tokens;
    if at <= from + 1 || tokens.word(at - 1) != "and" {
        return Vec::new();
    }
    let Some(last) = person::before(tokens, &reading.roles, at - 1, from) else {
        return Vec::new();
    };
    if is_own(reading, last.start) {
        return Vec::new();
    }
    let mut names = Vec::new();
    // Of several, one stands right before it: "mum, dad and me".
    if last.start > from {
        let other = reading
            .roles
            .iter()
            .find(|role| role.end == last.start && role.start >= from);
        names.extend(other.map(|role| role.name.clone()));
    }
    names.push(last.name);
    names
}

fn is_known(reading: &Reading, role: &Role) -> bool {
    reading.roles.iter().any(|known| known.start == role.start)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::beside_speaker;
    use crate::signals::{Locale, Setting, reading::Reading};

    #[test]
    fn lists() {
        let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
        for (said, expected) in [
            (
                "Me, the city engineer, and a resident rep",
                "city engineer, resident rep",
            ),
            ("it's me and the old man", "old man"),
            ("Dev and me and he won't sign till I have", "dev"),
            ("mine and the union rep's", "union rep"),
            (
                "myself the bursar and the dean of students",
                "bursar, dean of students",
            ),
            ("my business partner and yours truly", "business partner"),
            ("me and my fiancee we have a spreadsheet", "fiancee"),
            ("just me", ""),
            ("me and that is all", ""),
            ("me and my two sisters", "sisters"),
            ("mum dad and me", "mum, dad"),
            ("me and a lad who does the engines", ""),
        ] {
            let reading = Reading::new(said, &setting);
            assert_eq!(
                beside_speaker(&reading, &reading.all()).join(", "),
                expected,
                "{said}"
            );
        }
    }
}
