//! Whose somebody is, and which titles told in one breath name one decider: "my boss's boss", "the
//! governors' finance committee".

use super::{
    decider::{Role, is_open},
    person::is_part as is_name_part,
};
use crate::signals::tokens::{Break, Tokens};

/// Whether a role is told by somebody it belongs to; a name tells nothing of whose it is.
pub(super) fn is_of(tokens: &Tokens, whose: &Role, role: &Role) -> bool {
    tokens.word(whose.end) == "'s"
        && role.start == whose.end + 1
        && !matches!(tokens.word(role.start), "the" | "our" | "my" | "a" | "an")
        && (is_kin(tokens.word(whose.end - 1))
            || is_relative(tokens.word(role.end - 1))
            || matches!(
                tokens.word(role.end - 1),
                "office" | "secretary" | "cabinet"
            ))
}

/// "The governors' finance committee", "fair board president", "clerk treasurer": two titles in one
/// breath name one decider.
pub(super) fn is_one_with(tokens: &Tokens, whose: &Role, role: &Role) -> bool {
    let (first, last) = (tokens.word(whose.end - 1), tokens.word(role.end - 1));
    let next = role.start == whose.end
        && tokens.break_after(whose.end - 1) == Break::None
        && !matches!(tokens.word(role.start), "the" | "our" | "my" | "a" | "an");
    let holder = matches!(
        last,
        "president" | "treasurer" | "secretary" | "chair" | "chairman" | "pharmacist"
    );
    next && (is_several(first) && is_body(last)
        || (is_body(first) || matches!(first, "clerk" | "superintendent")) && holder
        || first == "family" && last == "company")
}

/// Whether a word names a body that votes or decides as one.
pub(super) fn is_body(word: &str) -> bool {
    matches!(
        word,
        "board"
            | "committee"
            | "council"
            | "panel"
            | "cabinet"
            | "commission"
            | "association"
            | "assembly"
    )
}

/// Whether a word names the people whose body comes next.
pub(super) fn is_several(word: &str) -> bool {
    matches!(
        word,
        "governors"
            | "trustees"
            | "members"
            | "partners"
            | "directors"
            | "doctors"
            | "parents"
            | "owners"
            | "elders"
            | "ministers"
            | "managers"
            | "officers"
    )
}

/// Whether a word names somebody by whose they are: "the chairman's wife".
pub(super) fn is_relative(word: &str) -> bool {
    is_kin(word)
        && !matches!(
            word,
            "family" | "partner" | "boss" | "owner" | "owners" | "founder" | "parents"
        )
}

/// "Gordon's dad", "Earl's widow": the name before a relative, when it is one.
pub(super) fn named_relative(tokens: &Tokens, start: usize, floor: usize) -> Option<&str> {
    if start < floor + 2 || tokens.word(start - 1) != "'s" {
        return None;
    }
    let name = tokens.word(start - 2);
    let opens = start == 2
        || matches!(
            tokens.word(start - 3),
            "is" | "'s" | "and" | "so" | "ask" | "to" | "by" | "no" | "yes" | "with" | "but"
        )
        || tokens.break_after(start - 3) != Break::None;
    (opens
        && is_open(name)
        && is_name_part(name)
        && !matches!(
            name,
            "that" | "there" | "here" | "who" | "what" | "where" | "how" | "she" | "this"
        ))
    .then_some(name)
}

/// Relatives have no titles.
pub(super) fn is_kin(word: &str) -> bool {
    matches!(
        word,
        "husband"
            | "wife"
            | "missus"
            | "brother"
            | "sister"
            | "father"
            | "mother"
            | "son"
            | "daughter"
            | "dad"
            | "mum"
            | "mom"
            | "uncle"
            | "aunt"
            | "cousin"
            | "family"
            | "parents"
            | "partner"
            | "spouse"
            | "boss"
            | "brothers"
            | "sisters"
            | "widow"
            | "nephew"
            | "niece"
            | "auntie"
            | "owner"
            | "owners"
            | "founder"
    )
}
