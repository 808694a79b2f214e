//! Questions whether the place is the prospect's own. Apart from other questions about people because
//! an owner decides without being asked whether.

use super::inquiry::{Inquiry, settles_within, window};
use crate::signals::tokens::Tokens;

/// "Is this the proprietor?", "it's your own place?", "so the shop's yours?"
pub(super) fn owner(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    const PLACES: &[&str] = &[
        "business",
        "company",
        "farm",
        "firm",
        "home",
        "house",
        "place",
        "practice",
        "property",
        "restaurant",
        "salon",
        "shop",
        "store",
        "garage",
        "clinic",
        "pub",
        "café",
        "cafe",
        "studio",
    ];
    let top = matches!(
        tokens.word(at),
        "proprietor" | "proprietress" | "homeowner" | "householder" | "owner" | "founder"
    ) || tokens.starts_with(at, &["executive", "director"])
        || tokens.starts_with(at, &["chief", "executive"]) && tokens.word(at + 2) != "officer"
        || tokens.starts_with(at, &["managing", "director"])
        || tokens.word(at) == "ceo";
    let meant = at.saturating_sub(7)..at;
    let sought = || {
        meant.clone().any(|i| {
            matches!(
                tokens.word(i),
                "speak"
                    | "speaking"
                    | "talk"
                    | "talking"
                    | "after"
                    | "you"
                    | "this"
                    | "reach"
                    | "through"
                    | "hoping"
                    | "looking"
                    | "got"
            ) || tokens.starts_with(i, &["is", "that"])
                && !window(tokens, i, 9).any(|j| tokens.word(j) == "your")
        })
    };
    if top && sought() && !matches!(tokens.word_before(at, 1), "your" | "co") {
        return settles_within(tokens, at + 1, 6, &[])
            .is_none()
            .then_some((Inquiry::Owner, at + 1));
    }
    // "How's yours going" asks how, not whose.
    let yours = tokens.word(at) == "yours"
        && (matches!(tokens.word_before(at, 1), "is" | "all" | "'s")
            || PLACES.contains(&tokens.word_before(at, 1)))
        && !meant.clone().any(|i| tokens.word(i) == "how")
        && meant.clone().any(|i| PLACES.contains(&tokens.word(i)));
    let own = tokens.starts_with(at, &["your", "own"]) && PLACES.contains(&tokens.word(at + 2));
    (yours || own).then_some((Inquiry::Owner, at + 1 + 2 * usize::from(own)))
}
