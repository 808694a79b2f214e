//! Many patterns looked for at once. Separate because it alone knows how to pass over the words that
//! no pattern begins with, so that hearing costs the same with one pattern and with hundreds.

use std::collections::BTreeMap;

use super::pattern::{Found, Pattern};
use crate::signals::tokens::Tokens;

/// Patterns, each with what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::signals) struct PatternSet<M> {
    patterns: Vec<(Pattern, M)>,
    /// Which patterns may begin with a word.
    openers: BTreeMap<String, Vec<usize>>,
}

impl<M> Default for PatternSet<M> {
    fn default() -> Self {
        Self {
            patterns: Vec::new(),
            openers: BTreeMap::new(),
        }
    }
}

impl<M: Copy> PatternSet<M> {
    /// Adds a pattern.
    pub(super) fn add(&mut self, pattern: Pattern, meaning: M) {
        let number = self.patterns.len();
        for word in pattern.openers() {
            let known = self.openers.entry(word.to_owned()).or_default();
            if known.last() != Some(&number) {
                known.push(number);
            }
        }
        self.patterns.push((pattern, meaning));
    }

    /// Whether there is anything to look for.
    pub(in crate::signals) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// Every place a pattern is found at, in the order of first words.
    pub(in crate::signals) fn find<'a>(
        &'a self,
        tokens: &'a Tokens,
    ) -> impl Iterator<Item = (Found, M)> + 'a {
        (0..tokens.len()).flat_map(move |at| {
            let candidates = self
                .openers
                .get(tokens.word(at))
                .map_or(&[][..], Vec::as_slice);
            candidates.iter().filter_map(move |&number| {
                let (pattern, meaning) = &self.patterns[number];
                Some((pattern.find_at(tokens, at)?, *meaning))
            })
        })
    }
}
