//! The questions of own signals in words that an agent can ask: what a rubric's phrases leave of
//! them once they have become patterns. Notes no mistakes, for those are noted where the phrases
//! are read.

use super::document::{Entry, Section};

/// The questions of one signal, each in one of the ways it may be asked.
pub(super) fn questions(signal: &Section<'_>) -> Vec<String> {
    let questions = signal.get("questions").map(|entry| entry.members());
    let questions = questions.unwrap_or_default();
    questions.iter().filter_map(question).collect()
}

fn question(entry: &Entry<'_>) -> Option<String> {
    let asks = match entry.section() {
        Some(section) => section.get("asks")?.members().into_iter().next()?,
        None => entry.clone(),
    };
    asks.is_text().then(|| asks.text()).flatten().map(spoken)
}

/// A phrase as one would say it: the first of several words, and a gap where any words may stand.
fn spoken(phrase: &str) -> String {
    let words = phrase.split_whitespace().map(|word| match word {
        "*" => "…".to_owned(),
        word => word.split('|').next().unwrap_or_default().replace('_', " "),
    });
    let words: Vec<String> = words.collect();
    let mut text = words.join(" ");
    if !text.ends_with(['?', '…']) {
        text.push('?');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_becomes_a_question() {
        for (phrase, expected) in [
            ("who * drive|drives this", "who … drive this?"),
            ("sign_off|approve by when?", "sign off by when?"),
            ("what * colleagues think", "what … colleagues think?"),
        ] {
            assert_eq!(spoken(phrase), expected);
        }
    }
}
