//! What of an utterance and its surroundings the model weighs, as numbers of rows in its table.

use super::{families::families, weights::CUES};
use crate::signals::{
    SignalKind,
    grammar::number,
    lexicon::Tag,
    reading::Reading,
    rules::{Context, Finding},
    tokens::{Break, Tokens},
    word_list::digest,
};

/// As much of the agent's words as is weighed: the question stands at their end.
const AGENT_WORDS_MAX: usize = 30;
/// A prospect who speaks longer than this is weighed by the first words.
const WORDS_MAX: usize = 160;

/// The agent's last words, as digests.
#[derive(Clone, Debug, Default)]
pub(in crate::signals) struct Heard(Vec<u32>);

impl Heard {
    /// More words of the same speaker.
    pub(in crate::signals) fn extend(&mut self, tokens: &Tokens) {
        let mut words = symbols(tokens);
        self.0.append(&mut words);
        let surplus = self.0.len().saturating_sub(AGENT_WORDS_MAX);
        self.0.drain(..surplus);
    }
}

/// How an answer begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    Yes = 1,
    No = 2,
    Other = 3,
}

/// Cues from here on are what the rules and the lexicon made of the words.
const RULES_FROM: u32 = CUES as u32 / 2;

/// Whether a cue is what the rules and the lexicon made of the words.
#[must_use]
pub fn is_of_rules(cue: u32) -> bool {
    cue >= RULES_FROM
}

/// What a cue is made of. The numbers are part of the trained table.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Pair = 2,
    Triple = 3,
    Skip = 4,
    First = 5,
    FirstPair = 6,
    Opening = 7,
    Length = 8,
    Asked = 9,
    AskedOpening = 10,
    AskedPair = 11,
    AskedPairOpening = 12,
    FirstTurn = 13,
    Rule = 14,
    Stands = 15,
    Tag = 16,
    Topic = 17,
    TopicOpening = 18,
    TopicTag = 19,
    LastPair = 20,
    TopicShape = 21,
    LastWord = 22,
    Stem = 23,
    TopicWord = 24,
    TopicStem = 25,
    StemPair = 26,
    Family = 27,
    FamilyPair = 28,
    WordFamily = 29,
    FamilyWord = 30,
    FamilyTriple = 31,
    AskedFamily = 32,
    AskedFamilyOpening = 33,
}

/// The cues of a prospect's words, each once.
pub(in crate::signals) fn cues(
    reading: &Reading,
    context: &Context<'_>,
    asked: &Heard,
    findings: &[Finding],
    opt_out: Option<&'static str>,
) -> Vec<u32> {
    let words = symbols(&reading.tokens);
    let words = &words[..words.len().min(WORDS_MAX)];
    let mut cues = Vec::with_capacity(words.len() * 4 + 128);
    let mut add = |kind: Kind, parts: &[u32]| cues.push(row(kind, parts));

    let topic = context.topic().map_or(0, |topic| 1 + topic as u32);
    for (at, &word) in words.iter().enumerate() {
        add(Kind::Word, &[word]);
        add(Kind::TopicWord, &[topic, word]);
        if let Some(&next) = words.get(at + 1) {
            add(Kind::Pair, &[word, next]);
        }
        if let Some(&third) = words.get(at + 2) {
            add(Kind::Triple, &[word, words[at + 1], third]);
            add(Kind::Skip, &[word, third]);
        }
    }
    let stems = stems(&reading.tokens);
    for (at, &stem) in stems.iter().enumerate() {
        add(Kind::Stem, &[stem]);
        add(Kind::TopicStem, &[topic, stem]);
        if let Some(&next) = stems.get(at + 1) {
            add(Kind::StemPair, &[stem, next]);
        }
    }
    if let [first, ..] = words {
        add(Kind::First, &[*first]);
    }
    if let [first, second, ..] = words {
        add(Kind::FirstPair, &[*first, *second]);
    }
    if let [.., last] = words {
        add(Kind::LastWord, &[*last]);
    }
    if let [.., before, last] = words {
        add(Kind::LastPair, &[*before, *last]);
    }
    let opening = opening(reading);
    let length = u32::try_from(words.len() / 3).unwrap_or(u32::MAX).min(6);
    add(Kind::Opening, &[opening as u32]);
    add(Kind::Length, &[length]);
    add_families(words, &mut add);
    for (at, &word) in asked.0.iter().enumerate() {
        for (level, family) in (0..).zip(families(word)) {
            add(Kind::AskedFamily, &[level, family]);
            add(Kind::AskedFamilyOpening, &[level, family, opening as u32]);
        }
        add(Kind::Asked, &[word]);
        add(Kind::AskedOpening, &[word, opening as u32]);
        if let Some(&next) = asked.0.get(at + 1) {
            add(Kind::AskedPair, &[word, next]);
            add(Kind::AskedPairOpening, &[word, next, opening as u32]);
        }
    }
    if context.is_first {
        add(Kind::FirstTurn, &[]);
    }
    for finding in findings {
        add(Kind::Rule, &[digest(finding.rule), finding.state as u32]);
    }
    if let Some(rule) = opt_out {
        add(Kind::Rule, &[digest(rule)]);
    }
    for signal in SignalKind::ALL {
        let state = context.standing.state(signal);
        add(Kind::Stands, &[signal as u32, state as u32]);
    }
    add(Kind::Topic, &[topic]);
    add(Kind::TopicOpening, &[topic, opening as u32, length.min(2)]);
    let amounts = reading.amounts.len().min(2) as u32;
    let times = reading.times.len().min(2) as u32;
    let roles = reading.roles.len().min(2) as u32;
    add(Kind::TopicShape, &[topic, amounts, 0]);
    add(Kind::TopicShape, &[topic, times, 1]);
    add(Kind::TopicShape, &[topic, roles, 2]);
    for phrase in reading.phrases.iter() {
        let turned = u32::from(reading.is_negated(phrase.start));
        add(Kind::Tag, &[phrase.tag as u32, turned]);
        add(Kind::TopicTag, &[topic, phrase.tag as u32]);
    }
    once(&mut cues);
    cues
}

/// Drops the cues that came before.
fn once(cues: &mut Vec<u32>) {
    /// No cue is this.
    const FREE: u32 = u32::MAX;
    // At least half the slots stay free, so that a search soon ends.
    let size = (cues.len() * 2).next_power_of_two();
    let mut seen = vec![FREE; size];
    cues.retain(|&cue| {
        let mut slot = cue as usize & (size - 1);
        while seen[slot] != FREE && seen[slot] != cue {
            slot = (slot + 1) & (size - 1);
        }
        let is_new = seen[slot] == FREE;
        seen[slot] = cue;
        is_new
    });
}

/// What words of their families would have been cues for. Narrow families are cues as words are,
/// wide ones beside their neighbors.
fn add_families(words: &[u32], add: &mut impl FnMut(Kind, &[u32])) {
    let kinds: Vec<[u32; 3]> = words.iter().map(|word| families(*word)).collect();
    for (at, (&word, own)) in words.iter().zip(&kinds).enumerate() {
        for (level, &family) in (0..).zip(own) {
            add(Kind::Family, &[level, family]);
        }
        let Some(next) = kinds.get(at + 1) else {
            continue;
        };
        for level in [1, 2] {
            let as_number = level as u32;
            add(Kind::FamilyPair, &[as_number, own[level], next[level]]);
            add(Kind::WordFamily, &[as_number, word, next[level]]);
            add(Kind::FamilyWord, &[as_number, own[level], words[at + 1]]);
        }
        if let Some(third) = kinds.get(at + 2) {
            add(Kind::FamilyTriple, &[own[2], next[2], third[2]]);
        }
    }
}

fn opening(reading: &Reading) -> Opening {
    if reading
        .opens_with(Tag::Affirm)
        .is_some_and(|p| p.start == 0)
    {
        Opening::Yes
    } else if reading.opens_with(Tag::Deny).is_some_and(|p| p.start == 0) {
        Opening::No
    } else {
        Opening::Other
    }
}

/// The words as digests, numbers all alike and in one.
fn symbols(tokens: &Tokens) -> Vec<u32> {
    let number_sign = digest("#");
    let mut symbols = Vec::with_capacity(tokens.len());
    for at in 0..tokens.len() {
        let word = tokens.word(at);
        let symbol = if is_number(word) {
            number_sign
        } else {
            tokens.digest(at)
        };
        if symbol != number_sign || symbols.last() != Some(&number_sign) {
            symbols.push(symbol);
        }
        if tokens.break_after(at) == Break::Question {
            symbols.push(digest("?"));
        }
    }
    symbols
}

/// The longer words, cut to where their endings begin.
fn stems(tokens: &Tokens) -> Vec<u32> {
    const STEM_CHARS: usize = 5;
    const SHORT_CHARS: usize = 3;
    (0..tokens.len().min(WORDS_MAX))
        .map(|at| tokens.word(at))
        .filter(|word| word.len() > SHORT_CHARS && !is_number(word))
        .map(|word| {
            let end = word.char_indices().nth(STEM_CHARS);
            let stem = end.map_or(word, |(end, _)| &word[..end]);
            digest(stem.strip_suffix('s').unwrap_or(stem))
        })
        .collect()
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || number::small(word).is_some()
        || matches!(
            word,
            "hundred"
                | "thousand"
                | "grand"
                | "k"
                | "lakh"
                | "lakhs"
                | "crore"
                | "crores"
                | "million"
                | "dozen"
        )
}

fn row(kind: Kind, parts: &[u32]) -> u32 {
    let mixed = parts.iter().fold(kind as u32, |mixed, part| {
        (mixed.rotate_left(13) ^ part).wrapping_mul(0x9E37_79B1)
    });
    let place = (mixed ^ mixed >> 15).wrapping_mul(0x85EB_CA6B) >> (33 - CUES.ilog2());
    match kind {
        Kind::Rule | Kind::Tag | Kind::TopicTag => place | RULES_FROM,
        _ => place,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_came_before_is_dropped() {
        let mut cues = vec![7, 3, 7, 11, 3, 19, 0, 0];
        super::once(&mut cues);
        assert_eq!(cues, [7, 3, 11, 19, 0]);
        let mut none = Vec::new();
        super::once(&mut none);
        assert!(none.is_empty());
    }
}
