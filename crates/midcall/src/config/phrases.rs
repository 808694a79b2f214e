//! Phrases of a rubric: from text in a file to patterns, and what is wrong with those that are none.

use midcall_domain::signals::{Pattern, PatternError};

use super::document::Entry;

/// A list that is longer was made by a program, and slows down every call.
const PHRASES_MAX: usize = 200;

/// The patterns of a list of phrases; every one that cannot be used is refused.
pub(super) fn patterns(entry: Option<Entry<'_>>) -> Vec<Pattern> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    let members = entry.members();
    if members.len() > PHRASES_MAX {
        entry.refuse(
            &format!("has {} phrases; {PHRASES_MAX} is the limit", members.len()),
            "one phrase with `|` and `*` can stand for many",
        );
        return Vec::new();
    }
    members.iter().filter_map(pattern).collect()
}

/// The pattern of one phrase.
pub(super) fn pattern(entry: &Entry<'_>) -> Option<Pattern> {
    let text = entry.text()?;
    Pattern::parse(text)
        .map_err(|error| refuse(entry, text, &error))
        .ok()
}

fn refuse(entry: &Entry<'_>, text: &str, error: &PatternError) {
    /// As much of a phrase as it takes to find it.
    const SHOWN_CHARS: usize = 60;
    let mut shown: String = text.chars().take(SHOWN_CHARS).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let (what, hint) = match error {
        PatternError::Empty => (
            "has an empty phrase".to_owned(),
            "write the words people say, or take the phrase out".to_owned(),
        ),
        PatternError::NoWord(part) => (
            format!("has the phrase \"{shown}\", in which \"{part}\" lacks a word"),
            "on both sides of `|` stands a word, as in `sponsor|champion`".to_owned(),
        ),
        PatternError::StarInWord(part) => (
            format!("has the phrase \"{shown}\" with a star inside \"{part}\""),
            format!(
                "a star stands alone, for up to {} words; other forms of a word are found without it: write `{}`",
                Pattern::STAR_WORDS_MAX,
                part.replace('*', "")
            ),
        ),
        PatternError::MatchesEverything => (
            format!("has the phrase \"{shown}\", which nearly everything would match"),
            "add a word that is only said when this is meant".to_owned(),
        ),
        PatternError::TooLong => (
            format!(
                "has the phrase \"{shown}\" of more than {} words",
                Pattern::WORDS_MAX
            ),
            "keep the words that tell, put `*` for the others".to_owned(),
        ),
        PatternError::TooManyStars => (
            format!(
                "has the phrase \"{shown}\" with more than {} stars",
                Pattern::STARS_MAX
            ),
            "make two phrases of it".to_owned(),
        ),
    };
    entry.refuse(&what, &hint);
}
