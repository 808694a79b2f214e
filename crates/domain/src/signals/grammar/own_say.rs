//! Hears whether the agent asks for the prospect's own say: "is that your call?", "signed off by
//! you?"

use super::{
    inquiry::{Inquiry, settles, settles_within, window},
    settling::{BELONGINGS, WH},
};
use crate::signals::tokens::{Break, Tokens};

/// "Could you say yes to that?", "is that your call?", "signed off by you?"
pub(super) fn yourself(tokens: &Tokens, at: usize) -> Option<(Inquiry, usize)> {
    // "Somebody above you" is another.
    if matches!(tokens.word_before(at, 1), "above" | "besides" | "over") {
        return None;
    }
    let back = at.saturating_sub(4)..at;
    let open = || {
        !back
            .clone()
            .any(|i| WH.holds(tokens, i) && tokens.break_after(i) < Break::Sentence)
    };
    let settled_before = || {
        (at.saturating_sub(6)..at).any(|i| {
            settles(
                tokens,
                i,
                &[
                    "choosing",
                    "picking",
                    "word",
                    "call",
                    "final",
                    "approval",
                    "down",
                    "signed",
                    "released",
                    "approved",
                    "sanctioned",
                    "decided",
                    "picked",
                ],
            )
            .is_some()
                && (i..at).all(|j| tokens.break_after(j) < Break::Sentence)
        })
    };
    let end = match tokens.word(at) {
        "you" => {
            let given = matches!(
                tokens.word_before(at, 1),
                "by" | "with" | "on" | "to" | "for" | "just"
            ) && settled_before();
            let able = window(tokens, at.saturating_sub(2), 5).any(|i| {
                matches!(
                    tokens.word(i),
                    "can" | "could" | "able" | "yourself" | "just"
                )
            }) && back
                .clone()
                .chain(at..at + 9)
                .any(|i| tokens.word(i) == "yourself");
            let more: &[&str] = if able {
                &[
                    "book", "buy", "order", "start", "raise", "pick", "picking", "tick", "okay",
                ]
            } else {
                &["pick", "picking", "buying"]
            };
            given
                .then_some(at + 1)
                .or_else(|| settles_within(tokens, at + 1, 7, more).filter(|_| open()))
        }
        "your" => window(tokens, at + 1, 3)
            .find(|&i| {
                BELONGINGS.holds(tokens, i)
                    && tokens.word(i) != "budget"
                    && tokens.word(i) != "money"
            })
            .filter(|&i| open() && !is_courtesy(tokens, at) && tokens.word(i + 1) != "is")
            .or_else(|| {
                let named = matches!(tokens.word_before(at, 1), "put" | "in" | "under" | "have")
                    && matches!(tokens.word(at + 1), "name" | "own")
                    || window(tokens, at + 1, 3).any(|i| {
                        tokens.word(i) == "name"
                            && matches!(tokens.word(i + 1), "on" | "at" | "to" | "under")
                    });
                named.then_some(at + 1)
            })
            .map(|i| i + 1),
        "yours" => back
            .clone()
            .chain(at + 1..at + 4)
            .any(|i| {
                BELONGINGS.holds(tokens, i)
                    || tokens.word(i) == "name"
                    || settles(tokens, i, &[]).is_some()
            })
            .then_some(at + 1),
        "yourself" => settled_before()
            .then_some(at + 1)
            .or_else(|| settles_within(tokens, at + 1, 3, &["picking", "buying"])),
        _ => None,
    }?;
    Some((Inquiry::Yourself, end))
}

/// "Thanks for your call", "I caught you at your desk".
fn is_courtesy(tokens: &Tokens, at: usize) -> bool {
    matches!(
        tokens.word_before(at, 1),
        "for" | "returning" | "returned" | "taking" | "missed" | "on" | "about" | "during" | "at"
    )
}
