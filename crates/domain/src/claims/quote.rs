//! Finding a quote in what was said, regardless of case, punctuation and spacing.

/// A word, and where it stands in its text.
struct Word<'a> {
    /// With its punctuation.
    spelled: &'a str,
    start: usize,
}

impl Word<'_> {
    fn end(&self) -> usize {
        self.start + self.spelled.len()
    }

    /// The letters and digits in lower case: what is compared.
    fn letters(&self) -> impl Iterator<Item = char> {
        let letters = self.spelled.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase)
    }

    fn is_same(&self, other: &Word<'_>) -> bool {
        self.letters().eq(other.letters())
    }
}

/// The words of a text. "It's" and "its" are one word, "40,000" and "40 000" are not.
fn words(text: &str) -> Vec<Word<'_>> {
    pieces(text)
        .filter(|(_, piece)| piece.contains(char::is_alphanumeric))
        .map(|(start, spelled)| Word { spelled, start })
        .collect()
}

/// What stands between spaces, dashes and brackets.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_gap =
        |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '…' | '(' | ')' | '/');
    text.split(is_gap)
        .map(move |piece| (piece.as_ptr() as usize - text.as_ptr() as usize, piece))
}

/// How many words a quote has.
pub(super) fn length(quote: &str) -> usize {
    words(quote).len()
}

/// Where the quote's words stand in the text, one after the other: bytes from the first to the
/// last of them, for every place.
pub(super) fn find(quote: &str, text: &str) -> Vec<(usize, usize)> {
    let (needle, hay) = (words(quote), words(text));
    if needle.is_empty() {
        return Vec::new();
    }
    hay.windows(needle.len())
        .filter(|window| {
            let mut pairs = window.iter().zip(&needle);
            pairs.all(|(said, quoted)| said.is_same(quoted))
        })
        .map(|window| (window[0].start, window[needle.len() - 1].end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_found_however_they_are_written() {
        let said = "Well, it’s about €40k – maybe a bit more.";
        for (quote, expected) in [
            ("its about 40K maybe", "it’s about €40k – maybe"),
            ("\"It's about €40k\"", "it’s about €40k"),
            ("a bit more…", "a bit more."),
        ] {
            let (start, end) = find(quote, said)[0];
            assert_eq!(&said[start..end], expected);
        }
        for quote in ["about 40", "it’s roughly €40k", "…", "", "more maybe"] {
            assert_eq!(find(quote, said), vec![], "{quote}");
        }
        assert_eq!(find("yes", "Yes. Yes!").len(), 2);
    }
}
