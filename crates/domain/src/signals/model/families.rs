//! Which words are used alike: "boss" and "manager", "leak" and "drip".
//!
//! What was learned from one word of a family then counts a little for the others, which no
//! labelled call ever held. `families.txt` has one family a line: its kin, its kind, its words.
//! The families were made once by clustering the word vectors of all-MiniLM-L6-v2 (Apache-2.0).

use std::sync::LazyLock;

use crate::signals::{digest_map::DigestMap, word_list::digest};

/// The families of a word, from the narrowest to the widest: family, kind, kin.
pub(super) type Families = [u32; 3];

static TABLE: LazyLock<DigestMap<Families>> = LazyLock::new(|| read(include_str!("families.txt")));

/// The families of a word, given its digest. A word without one is its own.
pub(super) fn families(word: u32) -> Families {
    TABLE.get(word).copied().unwrap_or([word; 3])
}

fn read(text: &str) -> DigestMap<Families> {
    let mut table = Vec::new();
    for (family, line) in (1_u32..).zip(text.lines()) {
        let mut words = line.split(' ');
        let mut number = || words.next()?.parse::<u32>().ok();
        let (Some(kin), Some(kind)) = (number(), number()) else {
            continue;
        };
        table.extend(words.map(|word| (digest(word), [family, kind, kin])));
    }
    table.sort_unstable_by_key(|(word, _)| *word);
    table.dedup_by_key(|(word, _)| *word);
    table.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_family() {
        let words: usize = include_str!("families.txt")
            .lines()
            .map(|line| {
                let mut parts = line.split(' ');
                assert!(parts.next().is_some_and(|kin| kin.parse::<u32>().is_ok()));
                assert!(parts.next().is_some_and(|kind| kind.parse::<u32>().is_ok()));
                parts.count()
            })
            .sum();
        // A digest that two words share would make them one.
        assert!(TABLE.len() + 20 > words, "{} of {words}", TABLE.len());
    }

    #[test]
    fn words_used_alike_are_kin() {
        let [family, kind, kin] = families(digest("renewal"));
        assert_eq!(families(digest("renews")), [family, kind, kin]);
        assert_ne!(families(digest("boss"))[0], family);
    }

    #[test]
    fn an_unknown_word_is_its_own_family() {
        let word = digest("qzxv");
        assert_eq!(families(word), [word; 3]);
    }
}
