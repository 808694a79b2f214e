//! Yes or no, however it is put: "it doesn't", "you have", "not any more", "entirely".

use std::ops::Range;

use crate::signals::{lexicon::Tag, reading::Reading, tokens::Break};

/// An answer's direction and the words that give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) is_yes: bool,
    /// "She does": said of somebody else.
    pub(super) is_of_others: bool,
    pub(super) words: Range<usize>,
}

/// The yes or no that opens the words, if they open with one.
pub(super) fn reply(reading: &Reading) -> Option<Reply> {
    /// Words said before an answer.
    const LEADS: &[&str] = &[
        "well",
        "so",
        "sadly",
        "unfortunately",
        "personally",
        "honestly",
        "actually",
        "technically",
        "officially",
        "god",
        "lord",
        "gosh",
        "hell",
        "heavens",
        "goodness",
        "oh",
        "uh",
        "ha",
        "haha",
        "look",
        "see",
        "afraid",
        "i'm",
        "regretfully",
        "sorry",
        "frankly",
        "ooh",
        "right",
        "er",
        "crikey",
        "mercy",
        "dear",
        "me",
        "alas",
        "just",
        "sir",
        "madam",
    ];
    let tokens = &reading.tokens;
    let mut at = 0;
    while at < 3 && LEADS.contains(&tokens.word(at)) && !ends(reading, at) {
        at += 1;
    }
    // "I am afraid not."
    if tokens.starts_with(at, &["i", "am", "afraid"]) {
        at += 3;
    }
    elliptical(reading, at)
        .or_else(|| set_phrase(reading, at))
        .or_else(|| bare(reading, at))
}

/// "It does not", "you have", "there isn't", "would not": an auxiliary, and nothing more.
fn elliptical(reading: &Reading, at: usize) -> Option<Reply> {
    let tokens = &reading.tokens;
    let subject = usize::from(matches!(
        tokens.word(at),
        "it" | "i" | "you" | "we" | "he" | "she" | "they" | "that" | "there" | "this" | "those"
    ));
    let mut verb = at + subject;
    // "You sure are", "it certainly does".
    while matches!(
        tokens.word(verb),
        "sure" | "certainly" | "surely" | "definitely" | "absolutely" | "really" | "only" | "do"
    ) && subject > 0
        && is_auxiliary(tokens.word(verb + 1))
        && verb < at + 3
    {
        verb += 1;
    }
    if !is_auxiliary(tokens.word(verb)) {
        return None;
    }
    let not = tokens.word(verb + 1) == "not";
    let end = verb + 1 + usize::from(not);
    // "I will" and "do" alone may go on; "you may not" does not.
    // "I am the climber" answers nothing.
    let is_copula = matches!(
        tokens.word(verb),
        "am" | "is" | "are" | "was" | "were" | "'s"
    );
    let goes_on = is_copula
        && !not
        && matches!(
            tokens.word(end),
            "the"
                | "my"
                | "only"
                | "just"
                | "for"
                | "at"
                | "that"
                | "it"
                | "they"
                | "she"
                | "he"
                | "there"
                | "now"
                | "sorry"
                | "right"
                | "sure"
                | "so"
                | "though"
        )
        && !tokens.starts_with(end, &["for", "about"]);
    let alone = ends(reading, end - 1) || tails(tokens.word(end)) && !goes_on;
    let inverted = subject == 0 && !not;
    (alone && !inverted).then_some(Reply {
        is_yes: !not,
        is_of_others: subject == 1 && matches!(tokens.word(at), "he" | "she" | "they"),
        words: at..end,
    })
}

/// "Not any more", "not in the slightest", "far from it", "spot on".
fn set_phrase(reading: &Reading, at: usize) -> Option<Reply> {
    const NO: &[&[&str]] = &[
        &["not", "any", "more"],
        &["not", "anymore"],
        &["not", "in", "the", "slightest"],
        &["not", "really"],
        &["not", "quite"],
        &["not", "exactly"],
        &["not", "at", "all"],
        &["not", "as", "such"],
        &["not", "remotely"],
        &["not", "me"],
        &["not", "my"],
        &["not", "alone"],
        &["not", "likely"],
        &["not", "hardly"],
        &["not", "for", "this"],
        &["not", "at", "that"],
        &["not", "by", "myself"],
        &["not", "on", "my", "own"],
        &["far", "from", "it"],
        &["hardly"],
        &["someone", "else"],
        &["somebody", "else"],
        &["incorrect"],
        &["wrong"],
        &["negative"],
        &["afraid", "not"],
        &["i", "think", "not"],
        &["i", "wish"],
        &["if", "only"],
        &["chance", "would", "be"],
        &["you", "would", "think"],
        &["used", "to", "be"],
        &["never"],
        &["not"],
    ];
    const YES: &[&[&str]] = &[
        &["entirely"],
        &["totally"],
        &["completely"],
        &["wholly"],
        &["fully"],
        &["solely"],
        &["affirmative"],
        &["correct"],
        &["spot", "on"],
        &["bang", "on"],
        &["you", "bet"],
        &["you", "bet"],
        &["too", "right"],
        &["guilty"],
        &["naturally"],
        &["always", "has"],
        &["always", "have"],
        &["one", "and", "only"],
        &["hundred", "percent"],
        &["100", "percent"],
        &["you", "can", "assume"],
        &["you", "may", "assume"],
        &["that", "is", "fair"],
        &["fair", "to", "say"],
        &["afraid", "so"],
        &["i", "think", "so"],
        &["as", "it", "happens"],
        &["more", "or", "less"],
        &["pretty", "much"],
        &["without", "a", "doubt"],
        &["that", "is", "the", "one"],
    ];
    let tokens = &reading.tokens;
    let says = |list: &'static [&'static [&'static str]]| {
        list.iter().find(|words| {
            let end = at + words.len();
            tokens.starts_with(at, words)
                && (words.len() > 1 || ends(reading, end - 1) || tails(tokens.word(end)))
        })
    };
    let found = says(NO)
        .map(|words| (false, words.len()))
        .or_else(|| says(YES).map(|words| (true, words.len())));
    found.map(|(is_yes, length)| Reply {
        is_yes,
        is_of_others: false,
        words: at..at + length,
    })
}

/// A plain yes or no, or a phrase that the lexicon has for one.
fn bare(reading: &Reading, at: usize) -> Option<Reply> {
    let opens = |tag: Tag| reading.opens_with(tag).filter(|phrase| phrase.start <= at);
    let (yes, no) = (opens(Tag::Affirm), opens(Tag::Deny));
    let is_yes = match (&yes, &no) {
        (Some(yes), Some(no)) => yes.start < no.start,
        (yes, _) => yes.is_some(),
    };
    let phrase = if is_yes { yes } else { no }?;
    Some(Reply {
        is_yes,
        is_of_others: false,
        words: phrase.range(),
    })
}

fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "am"
            | "was"
            | "were"
            | "do"
            | "does"
            | "did"
            | "have"
            | "has"
            | "had"
            | "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "must"
            | "should"
            | "shall"
            | "need"
            | "'s"
            | "'ve"
            | "'d"
    )
}

/// Whether the statement ends at a word.
fn ends(reading: &Reading, at: usize) -> bool {
    at + 1 >= reading.tokens.len() || reading.tokens.break_after(at) != Break::None
}

/// Words that may follow a whole answer.
fn tails(word: &str) -> bool {
    matches!(
        word,
        "no" | "yes"
            | "sir"
            | "madam"
            | "ma'am"
            | "love"
            | "mate"
            | "i"
            | "but"
            | "and"
            | "because"
            | "so"
            | "sorry"
            | "unfortunately"
            | "sadly"
            | "indeed"
            | "sure"
            | "actually"
            | "right"
            | "honestly"
            | "thank"
            | "thanks"
            | "my"
            | "it"
            | "we"
            | "for"
            | "though"
            | "now"
            | "the"
            | "there"
            | "they"
            | "she"
            | "he"
            | "only"
            | "just"
            | "dear"
            | "honey"
            | "hon"
            | "darling"
            | "that"
            | "at"
    )
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::reply;
    use crate::signals::{Locale, Setting, reading::Reading};

    #[track_caller]
    fn check(said: &str, expected: Option<bool>) {
        let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
        let found = reply(&Reading::new(said, &setting));
        assert_eq!(found.map(|reply| reply.is_yes), expected, "{said}");
    }

    #[test]
    fn yes_and_no_in_any_words() {
        check("it doesn't, mine will do", Some(false));
        check("you sure are", Some(true));
        check("it sure is for about twelve years now", Some(true));
        check("would not", Some(false));
        check("i would yes", Some(true));
        check("there isn't it's my company", Some(false));
        check("personally no", Some(false));
        check("nah", Some(false));
        check("not any more", Some(false));
        check("entirely", Some(true));
        check("you've not", Some(false));
        check("i am not", Some(false));
        check("i will have to see", None);
        check("do you know", None);
        check("the board decides", None);
    }
}
