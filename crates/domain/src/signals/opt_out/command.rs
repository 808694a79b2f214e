//! Whether a "not" before a contact is said to the listener: "do not call", but not "they do not call".

use super::words::Words;

/// How a "not" forbids.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// By itself.
    Plain,
    /// Only if it is meant for good: "you don't call" may be a reproach.
    IfFirm,
}

/// Whether a "not" forbids something to the listener.
pub(super) fn command(words: &Words<'_>, at: usize) -> Option<Command> {
    if words.starts_sentence(at) {
        return Some(Command::Plain);
    }
    let subject = |back: usize| words.before(at, back);
    match subject(1) {
        "do" => match subject(2) {
            "i" | "we" | "they" | "he" | "she" | "who" | "them" | "reps" | "team" | "customers"
            | "people"
                if !(subject(2) == "people" && matches!(subject(3), "you" | "your")) =>
            {
                None
            }
            "you"
                if matches!(
                    subject(3),
                    "would"
                        | "that"
                        | "tell"
                        | "telling"
                        | "told"
                        | "ask"
                        | "asking"
                        | "asked"
                        | "sure"
                ) =>
            {
                Some(Command::Plain)
            }
            "you" | "why" => Some(Command::IfFirm),
            _ => Some(Command::Plain),
        },
        "did" | "does" => {
            let wish = [
                "prefer",
                "rather",
                "wish",
                "appreciate",
                "like",
                "glad",
                "grateful",
                "better",
                "love",
                "happy",
                "happier",
                "thank",
                "if",
                "obliged",
                "request",
            ];
            let wished = words.holds(at.saturating_sub(7)..at, &wish) && subject(2) != "i";
            wished.then_some(Command::Plain)
        }
        "can" | "could" | "will" | "would" | "should" | "must" | "may" | "shall" | "are"
        | "better" | "ought" | "shalt" | "need" => {
            if subject(1) == "are" && subject(2) == "we" {
                return Some(Command::IfFirm);
            }
            let you =
                (2..=3).any(|back| matches!(subject(back), "you" | "y'all" | "yous" | "nobody"));
            let asked = words.word(at + 1) == "you" && subject(2) != "why";
            match (you, asked) {
                (false, true) => Some(Command::Plain),
                (true, _) if subject(3) == "if" => Some(Command::Plain),
                (true, _) if matches!(subject(1), "could" | "would" | "will") => {
                    Some(Command::IfFirm)
                }
                (true, _) => Some(Command::Plain),
                _ => None,
            }
        }
        "i" | "we" | "they" | "he" | "she" | "who" | "have" | "has" | "had" | "it" | "was"
        | "were" | "that" => None,
        "am" | "is" => Some(Command::IfFirm),
        "you" if words.word(at) == "never" => matches!(
            subject(2),
            "that" | "if" | "about" | "hope" | "trust" | "better" | "can" | "could" | "would"
        )
        .then_some(Command::Plain),
        "" | "and" | "or" | "so" | "please" | "just" | "you" | "like" | "maybe" | "me" | "to" => {
            Some(Command::Plain)
        }
        _ if words.word(at) == "never" || words.is_parted(at) => Some(Command::Plain),
        // "Asking you not to call", "kindly not call".
        _ => Some(Command::Plain),
    }
}
