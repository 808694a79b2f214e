//! Comparing what was said regardless of case and punctuation.

/// A word, known by a digest of its letters in lower case: words are only ever compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(u64);

/// The words of a text, without case and punctuation.
///
/// "It's ninety, not sixty." and "its ninety not sixty" are the same words: recognizers differ in
/// punctuation between a final transcript and the merged history of the same turn.
pub(super) fn words(text: &str) -> Vec<Word> {
    text.split_whitespace().filter_map(word).collect()
}

/// FNV-1a over the letters and digits; `None` when there are none.
fn word(text: &str) -> Option<Word> {
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let mut is_empty = true;
    let mut add = |letter: char| {
        digest = (digest ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3);
        is_empty = false;
    };
    for letter in text.chars() {
        if letter.is_ascii() {
            if letter.is_ascii_alphanumeric() {
                add(letter.to_ascii_lowercase());
            }
        } else if letter.is_alphanumeric() {
            letter.to_lowercase().for_each(&mut add);
        }
    }
    (!is_empty).then_some(Word(digest))
}

/// Where `needle` first stands as a whole in `hay`, at or after `from`.
pub(super) fn position(hay: &[Word], needle: &[Word], from: usize) -> Option<usize> {
    if needle.is_empty() || hay.len() < needle.len() + from {
        return None;
    }
    (from..=hay.len() - needle.len()).find(|&at| hay[at..at + needle.len()] == *needle)
}

/// Whether `longer` can be the same utterance as `shorter`, heard further: at least half of the
/// words of `shorter` open `longer`. A recognizer revises the last words of a partial freely.
pub(super) fn continues(shorter: &[Word], longer: &[Word]) -> bool {
    let same = shorter
        .iter()
        .zip(longer)
        .take_while(|(a, b)| a == b)
        .count();
    same > 0 && same * 2 >= shorter.len()
}

/// How many of `some` occur in `all`, as a share in hundredths.
pub(super) fn overlap_percent(some: &[Word], all: &[Word]) -> usize {
    if some.is_empty() {
        return 100;
    }
    some.iter().filter(|word| all.contains(word)).count() * 100 / some.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_case_do_not_matter() {
        assert_eq!(
            words("It's ninety, NOT sixty —"),
            words("its ninety not sixty")
        );
    }

    #[test]
    fn a_revised_partial_continues() {
        let said = |text| words(text);
        assert!(continues(
            &said("We have to be life"),
            &said("We have to be live before")
        ));
        assert!(!continues(
            &said("Just me and"),
            &said("We need it by March")
        ));
    }
}
