//! The words of an utterance as the opt-out grammar sees them: who speaks, and what starts where.

use crate::signals::{
    lexicon::{Phrase, Tag},
    reading::Reading,
    tokens::{Break, Tokens},
};

/// Whose words are read: what the prospect calls "my number", the agent calls "your number".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// Asks to be left alone.
    Prospect,
    /// Offers it.
    Agent,
}

/// The words of one utterance.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    /// Who says them.
    pub(super) voice: Voice,
    /// The words themselves.
    pub(super) tokens: &'a Tokens,
    /// The reading they are from.
    reading: &'a Reading,
    /// The lexicon's phrases, by their first words.
    phrases: Vec<Phrase>,
}

impl<'a> Words<'a> {
    /// The words of a reading.
    pub(super) fn new(reading: &'a Reading, voice: Voice) -> Self {
        let mut phrases: Vec<Phrase> = reading.phrases.iter().collect();
        phrases.sort_by_key(|phrase| phrase.start);
        Self {
            voice,
            tokens: &reading.tokens,
            reading,
            phrases,
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The word at `at`, or nothing.
    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.word(at)
    }

    /// The word `back` places before `at`, or nothing.
    pub(super) fn before(&self, at: usize, back: usize) -> &'a str {
        self.tokens.word_before(at, back)
    }

    /// Where the longest phrase of a tag ends that starts at `at`.
    pub(super) fn end_of(&self, tag: Tag, at: usize) -> Option<usize> {
        if !self.reading.phrases.any(tag) {
            return None;
        }
        let first = self.phrases.partition_point(|phrase| phrase.start < at);
        self.phrases[first..]
            .iter()
            .take_while(|phrase| phrase.start == at)
            .filter(|phrase| phrase.tag == tag)
            .map(|phrase| phrase.end)
            .max()
    }

    /// Whether a phrase of a tag starts at one of these words.
    pub(super) fn any(&self, tag: Tag, mut range: std::ops::Range<usize>) -> bool {
        range.any(|at| self.end_of(tag, at).is_some())
    }

    /// Whether a sentence or question ends before `at`.
    pub(super) fn starts_sentence(&self, at: usize) -> bool {
        at == 0 || self.tokens.break_after(at - 1) >= Break::Sentence
    }

    /// Whether the words before `at` and from `at` on are parted at all.
    pub(super) fn is_parted(&self, at: usize) -> bool {
        at == 0 || at >= self.len() || self.tokens.break_after(at - 1) != Break::None
    }

    /// The first word of the sentence of `at`, at most `reach` words back.
    pub(super) fn sentence_start(&self, at: usize, reach: usize) -> usize {
        let mut start = at;
        while start > 0 && at - start < reach && !self.starts_sentence(start) {
            start -= 1;
        }
        start
    }

    /// The index after up to `most` words that all are among `words`, within one sentence.
    pub(super) fn skip(&self, from: usize, most: usize, words: &[&str]) -> usize {
        let mut at = from;
        while at < self.len()
            && at - from < most
            && words.contains(&self.word(at))
            && !(at > from && self.starts_sentence(at))
        {
            at += 1;
        }
        at
    }

    /// Whether one of the words in the range is among `words`.
    pub(super) fn holds(&self, mut range: std::ops::Range<usize>, words: &[&str]) -> bool {
        range.any(|at| words.contains(&self.word(at)))
    }

    /// Whether the word is the person called.
    pub(super) fn is_person(&self, word: &str) -> bool {
        match self.voice {
            Voice::Prospect => matches!(
                word,
                "me" | "us" | "myself" | "ourselves" | "him" | "her" | "em"
            ),
            Voice::Agent => matches!(word, "you" | "yourself" | "him" | "her" | "them"),
        }
    }

    /// Whether the word says that what follows belongs to the person called.
    pub(super) fn is_owner(&self, word: &str) -> bool {
        match self.voice {
            Voice::Prospect => matches!(
                word,
                "my" | "our" | "this" | "me" | "his" | "these" | "mine" | "both"
            ),
            Voice::Agent => matches!(word, "your" | "you" | "this" | "that" | "his" | "their"),
        }
    }

    /// The end of "my number", "all of our old phone numbers", "me", "us all".
    pub(super) fn own(&self, from: usize) -> Option<Own> {
        /// "My", adjectives, the thing.
        const ADJECTIVES: usize = 3;
        let at = self.skip(
            from,
            4,
            &["both", "all", "every", "one", "any", "of", "the"],
        );
        let article = at > from && self.before(at, 1) == "the";
        let owner = self.is_owner(self.word(at)) || article;
        let at = if owner && !article { at + 1 } else { at };
        if owner {
            for adjectives in 0..=ADJECTIVES {
                let noun = at + adjectives;
                if let Some(end) = self.end_of(Tag::OptOutOwn, noun) {
                    let end = self.possession(end);
                    return self.is_whole(end).then_some(Own {
                        end,
                        is_thing: true,
                    });
                }
                if FOREIGN.contains(&self.word(noun)) || self.is_parted(noun + 1) {
                    break;
                }
            }
        }
        let person = self.is_person(self.word(from));
        person.then(|| Own {
            end: self.skip(from + 1, 2, &["all", "both", "too", "guys", "folks"]),
            is_thing: false,
        })
    }

    /// "My mother's number", "our number and address".
    fn possession(&self, end: usize) -> usize {
        let mut end = end;
        if matches!(self.word(end), "'s" | "s") {
            end = self.end_of(Tag::OptOutOwn, end + 1).unwrap_or(end);
        }
        if self.word(end) == "and" {
            let next = end + 1 + usize::from(self.is_owner(self.word(end + 1)));
            end = self.end_of(Tag::OptOutOwn, next).unwrap_or(end);
        }
        end
    }

    /// "My phone bill" is no phone.
    fn is_whole(&self, end: usize) -> bool {
        !matches!(
            self.word(end),
            "bill"
                | "plan"
                | "plans"
                | "address"
                | "addresses"
                | "insurance"
                | "loan"
                | "extension"
        ) || self.is_parted(end)
    }
}

/// Adjectives after which a number is one among others.
const FOREIGN: &[&str] = &[
    "old",
    "other",
    "second",
    "fax",
    "extra",
    "duplicate",
    "email",
    "former",
    "ex",
    "first",
    "third",
    "wrong",
    "card",
    "credit",
    "bank",
    "payment",
    "billing",
    "shipping",
    "previous",
    "backup",
    "spare",
];

/// What belongs to the person called, or the person.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own {
    /// Index after its last word.
    pub(super) end: usize,
    /// "My number" rather than "me".
    pub(super) is_thing: bool,
}
