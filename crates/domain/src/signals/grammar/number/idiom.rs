//! Numbers that are no counting: "half a million", "a couple hundred", "a dozen".

use super::{Number, number, scale, small, tens, two_digits, words};
use crate::signals::tokens::{Break, Tokens};

/// "Half a million", "a couple hundred", "a dozen".
pub(super) fn idiom(tokens: &Tokens, at: usize) -> Option<Number> {
    let article = usize::from(matches!(tokens.word(at), "a" | "the"));
    let first = at + article;
    let (value, mut end) = match tokens.word(first) {
        "half" if tokens.starts_with(first + 1, &["a", "dozen"]) => {
            return Some(number(6.0, 1.0, at, first + 3));
        }
        "half" if tokens.word(first + 1) == "dozen" => {
            return Some(number(6.0, 1.0, at, first + 2));
        }
        "half" if tokens.word(first + 1) == "a" => (0.5, first + 2),
        "half" if scale(tokens.word(first + 1)).is_some_and(|s| s >= 1e5) => (0.5, first + 1),
        // "A buck a door": a coin counts one where a price goes on.
        "buck" | "dollar" | "quid" | "pound" | "euro"
            if article == 1
                && tokens.word(at) == "a"
                && (matches!(tokens.word(first + 1), "a" | "per" | "each" | "every")
                    || tens(tokens.word(first + 1)).is_some()
                    || tokens.word(first + 1) == "ten")
                && !matches!(
                    tokens.word_before(at, 1),
                    "not" | "for" | "even" | "of" | "dollars" | "pounds" | "bucks" | "quid"
                ) =>
        {
            return Some(number(1.0, 1.0, at, at + 1));
        }
        "quarter" if scale(tokens.word(first + 1)).is_some() => (0.25, first + 1),
        "quarter" if tokens.starts_with(first + 1, &["of", "a"]) => (0.25, first + 3),
        // "Point five million."
        "point" if scale(tokens.word(first + 2)).is_some_and(|s| s >= 1e5) => {
            let tenths = small(tokens.word(first + 1)).filter(|n| (1.0..10.0).contains(n))?;
            (tenths / 10.0, first + 2)
        }
        "couple" if tokens.starts_with(first + 1, &["of", "dozen"]) => {
            return Some(number(24.0, 1.0, at, first + 3));
        }
        "couple" if tokens.word(first + 1) == "dozen" => {
            return Some(number(24.0, 1.0, at, first + 2));
        }
        "couple" => (2.0, first + 1 + usize::from(tokens.word(first + 1) == "of")),
        "dozen" => return Some(number(12.0, 1.0, at, first + 1)),
        word if article == 1 && scale(word).is_some_and(|s| s >= 100.0 && word.len() > 2) => {
            return words(tokens, first);
        }
        // "Thousand a month", "I'd go hundred ten".
        "hundred" | "thousand"
            if !matches!(
                tokens.word_before(at, 1),
                "several" | "few" | "couple" | "many" | "odd" | "some" | "of" | "per"
            ) && (at == 0
                || tokens.break_after(at - 1) != Break::None
                || tokens.word_before(at, 1) == "go")
                && (matches!(tokens.word(at + 1), "a" | "an")
                    || two_digits(tokens, at + 1).is_some()) =>
        {
            return words(tokens, first);
        }
        _ => return None,
    };
    let (mut factor, mut last) = (1.0, 1.0);
    while let Some(by) = scale(tokens.word(end)) {
        factor *= by;
        last = by;
        end += 1;
    }
    // "Half a day" is no number.
    (value >= 1.0 || factor > 1.0).then(|| number(value * factor, last, at, end))
}
