//! Lists of words and of phrases that know at a glance what they do not hold.
//!
//! Most words are in none of the lists that a rule looks at. So each list carries a filter over the
//! digests of its words, made when the program is compiled, and the tokens carry their own digests:
//! a word is compared with those of a list only if its digest may be among theirs.

use super::tokens::Tokens;

/// FNV-1a, 32 bits.
pub(super) const fn digest(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut digest = 0x811C_9DC5_u32;
    let mut at = 0;
    while at < bytes.len() {
        digest = (digest ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    digest
}

/// The digests that may be in a list, by their upper bits. Large enough that even among hundreds
/// of words few are taken for others.
#[derive(Clone, Copy, Debug)]
struct Filter([u64; 32]);

impl Filter {
    const NOTHING: Self = Self([0; 32]);

    const fn and(mut self, word: &str) -> Self {
        let digest = digest(word);
        self.0[(digest >> 27) as usize] |= 1 << (digest >> 21 & 63);
        self
    }

    #[inline]
    fn may_hold(&self, digest: u32) -> bool {
        self.0[(digest >> 27) as usize] >> (digest >> 21 & 63) & 1 == 1
    }
}

/// Words of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordList {
    filter: Filter,
    words: &'static [&'static str],
}

impl WordList {
    /// A list of these words.
    pub(super) const fn of(words: &'static [&'static str]) -> Self {
        let mut filter = Filter::NOTHING;
        let mut at = 0;
        while at < words.len() {
            filter = filter.and(words[at]);
            at += 1;
        }
        Self { filter, words }
    }

    /// Whether a word is in the list.
    #[inline]
    pub(super) fn contains(&self, word: &str) -> bool {
        self.filter.may_hold(digest(word)) && self.search(word).is_some()
    }

    /// The same of the word at `at`, whose digest is known.
    #[inline]
    pub(super) fn holds(&self, tokens: &Tokens, at: usize) -> bool {
        self.place(tokens, at).is_some()
    }

    /// Where in the list the word at `at` is.
    #[inline]
    pub(super) fn place(&self, tokens: &Tokens, at: usize) -> Option<usize> {
        match self.filter.may_hold(tokens.digest(at)) {
            true => self.search(tokens.word(at)),
            false => None,
        }
    }

    fn search(&self, word: &str) -> Option<usize> {
        self.words.iter().position(|known| *known == word)
    }
}

/// Phrases of one kind, word by word.
#[derive(Clone, Copy, Debug)]
pub(super) struct PhraseList {
    /// Of the first words.
    filter: Filter,
    phrases: &'static [&'static [&'static str]],
}

impl PhraseList {
    /// A list of these phrases, none of which is empty.
    pub(super) const fn of(phrases: &'static [&'static [&'static str]]) -> Self {
        let mut filter = Filter::NOTHING;
        let mut at = 0;
        while at < phrases.len() {
            filter = filter.and(phrases[at][0]);
            at += 1;
        }
        Self { filter, phrases }
    }

    /// How many words each phrase has that starts at `at`, in the order of the list.
    pub(super) fn lengths<'a>(
        &self,
        tokens: &'a Tokens,
        at: usize,
    ) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        let phrases = match self.filter.may_hold(tokens.digest(at)) {
            true => self.phrases,
            false => &[],
        };
        phrases
            .iter()
            .filter(move |words| tokens.starts_with(at, words))
            .map(|words| words.len())
    }

    /// Whether a phrase starts at `at`.
    pub(super) fn starts(&self, tokens: &Tokens, at: usize) -> bool {
        self.lengths(tokens, at).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{PhraseList, WordList};
    use crate::signals::tokens::Tokens;

    static PETS: WordList = WordList::of(&["cat", "dog", "goldfish"]);
    static GREETINGS: PhraseList = PhraseList::of(&[
        &["good", "morning"],
        &["good"],
        &["good", "day", "to", "you"],
    ]);

    #[test]
    fn words_are_found_where_they_stand() {
        let tokens = Tokens::read("My dog, my goldfish and my catfish");
        let places: Vec<_> = (0..=tokens.len())
            .map(|at| PETS.place(&tokens, at))
            .collect();
        let nothing = None;
        assert_eq!(
            places,
            [
                nothing,
                Some(1),
                nothing,
                Some(2),
                nothing,
                nothing,
                nothing,
                nothing
            ]
        );
        assert!(PETS.holds(&tokens, 1) && PETS.contains("cat") && !PETS.contains("cats"));
    }

    #[test]
    fn phrases_come_in_the_order_of_the_list() {
        let tokens = Tokens::read("good day to you, good morning");
        let lengths = |at| GREETINGS.lengths(&tokens, at).collect::<Vec<_>>();
        assert_eq!(lengths(0), [1, 4]);
        assert_eq!(lengths(1), [0; 0]);
        assert_eq!(lengths(4), [2, 1]);
        assert!(GREETINGS.starts(&tokens, 4) && !GREETINGS.starts(&tokens, 9));
    }
}
