//! Comparing what was said regardless of case and punctuation.

/// The words of a text, lower case, without punctuation.
///
/// "It's ninety, not sixty." and "its ninety not sixty" are the same words: recognizers differ in
/// punctuation between a final transcript and the merged history of the same turn.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| {
            word.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// Where `needle` first stands as a whole in `hay`, at or after `from`.
pub(super) fn position(hay: &[String], needle: &[String], from: usize) -> Option<usize> {
    if needle.is_empty() || hay.len() < needle.len() + from {
        return None;
    }
    (from..=hay.len() - needle.len()).find(|&at| hay[at..at + needle.len()] == *needle)
}

/// Whether `longer` can be the same utterance as `shorter`, heard further: at least half of the
/// words of `shorter` open `longer`. A recognizer revises the last words of a partial freely.
pub(super) fn continues(shorter: &[String], longer: &[String]) -> bool {
    let same = shorter
        .iter()
        .zip(longer)
        .take_while(|(a, b)| a == b)
        .count();
    same > 0 && same * 2 >= shorter.len()
}

/// How many of `some` occur in `all`, as a share in hundredths.
pub(super) fn overlap_percent(some: &[String], all: &[String]) -> usize {
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
