//! Cuts a text into comparable words that remember where they stood.
//!
//! Separate because everything above it compares words, and only quotes care about bytes. Nothing
//! may depend on punctuation or case: recognizers send "$14k", "14 k" and "fourteen thousand
//! dollars" for the same sound.

use super::{
    steps,
    word_list::{WordList, digest},
};

/// How a word is parted from the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    /// A space, a hyphen, or nothing.
    None,
    /// A comma or a dash.
    Comma,
    /// The end of a statement.
    Sentence,
    /// The end of a question.
    Question,
}

/// One comparable word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Where the word stands in [`Tokens::normal`].
    normal: (usize, usize),
    /// Where it came from in the text. The words of one contraction share their origin.
    pub(super) origin: (usize, usize),
    /// Of the word.
    digest: u32,
    /// What parts it from the next word.
    pub(super) after: Break,
}

/// A text as lower-case words: contractions opened, fillers dropped, numbers and letters parted.
#[derive(Clone, Debug, Default)]
pub(super) struct Tokens {
    /// The words, each with a space on both sides, for phrase search.
    normal: String,
    tokens: Vec<Token>,
    /// Whether a filler was dropped after the last word.
    is_filled: bool,
}

/// What is said to win time. Dropped, so that "sign, uh, it" is "sign it".
static FILLERS: WordList = WordList::of(&[
    "um",
    "uh",
    "er",
    "erm",
    "uhm",
    "hmm",
    "ah",
    "oh",
    "basically",
]);

/// Digits that may be said one by one.
const DIGITS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// A point after these words does not end a sentence.
const ABBREVIATIONS: &[&str] = &["mr", "mrs", "ms", "dr", "st"];

/// Words whose "'s" is "is" rather than a possessive.
const IS_CONTRACTED: &[&str] = &[
    "it",
    "that",
    "there",
    "what",
    "who",
    "he",
    "she",
    "here",
    "where",
    "when",
    "how",
    "money",
    "budget",
    "funding",
    "everything",
    "nothing",
    "nobody",
    "everybody",
    "which",
];

/// Spoken short forms, opened so that the lexicon needs one spelling.
const OPENED: &[(&str, &str)] = &[
    ("gotta", "got to"),
    ("gonna", "going to"),
    ("wanna", "want to"),
    ("cannot", "can not"),
    ("won't", "will not"),
    ("can't", "can not"),
    ("ain't", "is not"),
    ("let's", "let us"),
    ("dunno", "do not know"),
    ("yep", "yes"),
    ("yup", "yes"),
    ("yeah", "yes"),
    ("aye", "yes"),
    ("haan", "yes"),
    ("nope", "no"),
    ("nah", "no"),
    ("okay", "ok"),
    ("meself", "myself"),
    // What recognizers hear for "month" after "next".
    ("moth", "month"),
];

/// The digest of no word.
const NOTHING: u32 = digest("");

impl Tokens {
    /// Reads a text. Linear in its length.
    pub(super) fn read(text: &str) -> Self {
        /// Words are seldom shorter than this, with the space after them.
        const WORD_BYTES: usize = 4;
        let mut tokens = Self {
            normal: String::with_capacity(text.len() + text.len() / 8 + 16),
            tokens: Vec::with_capacity(text.len() / WORD_BYTES + 2),
            is_filled: false,
        };
        let mut lower = String::new();
        tokens.normal.push(' ');
        let mut rest = text.char_indices().peekable();
        while let Some((start, c)) = rest.next() {
            if c.is_ascii_digit() {
                let mut end = start + 1;
                while let Some(&(at, d)) = rest.peek() {
                    // A point, comma or colon belongs to a number only between digits.
                    // "2026-27" is one fiscal year; any other hyphen parts two numbers.
                    let inner = (matches!(d, '.' | ',' | ':') || d == '-' && at - start == 4)
                        && text[at + 1..].starts_with(|x: char| x.is_ascii_digit());
                    if !d.is_ascii_digit() && !inner {
                        break;
                    }
                    end = at + d.len_utf8();
                    rest.next();
                }
                tokens.push(&text[start..end].replace(',', ""), (start, end));
            } else if c.is_alphabetic() {
                let mut end = start + c.len_utf8();
                while let Some(&(at, d)) = rest.peek() {
                    let inner = matches!(d, '\'' | '’')
                        && text[at + d.len_utf8()..].starts_with(char::is_alphabetic);
                    if !d.is_alphabetic() && !inner {
                        break;
                    }
                    end = at + d.len_utf8();
                    rest.next();
                }
                lower_case(&text[start..end], &mut lower);
                tokens.push_word(&lower, (start, end));
            } else if c == '+' && text[start + 1..].starts_with(|x: char| x.is_ascii_digit()) {
                // A telephone number: its digits must never be read as amounts.
                let mut end = start + 1;
                while let Some(&(at, d)) = rest.peek() {
                    if !(d.is_ascii_digit() || matches!(d, ' ' | '-' | '(' | ')')) {
                        break;
                    }
                    if d.is_ascii_digit() {
                        end = at + 1;
                    }
                    rest.next();
                }
                tokens.push("+", (start, end));
            } else {
                match c {
                    '$' | '£' | '€' | '₹' => {
                        let mut sign = [0_u8; 4];
                        tokens.push(c.encode_utf8(&mut sign), (start, start + c.len_utf8()));
                    }
                    '%' => tokens.push("percent", (start, start + 1)),
                    ',' | '—' | '–' => tokens.part(Break::Comma),
                    '-' if text[start + 1..].starts_with(' ') => tokens.part(Break::Comma),
                    '?' => tokens.part(Break::Question),
                    '.' if ABBREVIATIONS.contains(&tokens.last_word()) => {}
                    '.' | '!' | ';' | ':' | '…' | '\n' => tokens.part(Break::Sentence),
                    _ => {}
                }
            }
        }
        tokens
    }

    /// Opens contractions and drops fillers.
    fn push_word(&mut self, word: &str, origin: (usize, usize)) {
        // "One oh six" is a number, "oh, one more thing" begins with a sigh.
        let is_digit = word == "oh" && DIGITS.contains(&self.last_word());
        if !is_digit && FILLERS.contains(word) {
            return self.fill();
        }
        if let Some((_, opened)) = OPENED.iter().find(|(short, _)| *short == word) {
            return opened.split(' ').for_each(|part| self.push(part, origin));
        }
        if let Some(verb) = word.strip_suffix("n't") {
            self.push(verb, origin);
            return self.push("not", origin);
        }
        let Some((stem, suffix)) = word.rsplit_once('\'') else {
            return self.push(word, origin);
        };
        let opened = match suffix {
            "re" => "are",
            "ve" => "have",
            "ll" => "will",
            "d" => "would",
            "m" => "am",
            "s" if IS_CONTRACTED.contains(&stem) => "is",
            "s" => "'s",
            _ => return self.push(word, origin),
        };
        self.push(stem, origin);
        self.push(opened, origin);
    }

    fn push(&mut self, word: &str, origin: (usize, usize)) {
        let start = self.normal.len();
        self.normal.push_str(word);
        self.tokens.push(Token {
            normal: (start, self.normal.len()),
            origin,
            digest: digest(word),
            after: Break::None,
        });
        self.normal.push(' ');
        self.is_filled = false;
    }

    /// Drops a filler, and the commas around it: "eighty, uh, five" is one number.
    fn fill(&mut self) {
        self.is_filled = true;
        if let Some(last) = self.tokens.last_mut().filter(|it| it.after == Break::Comma) {
            last.after = Break::None;
        }
    }

    fn part(&mut self, by: Break) {
        if by == Break::Comma && self.is_filled {
            return;
        }
        if let Some(last) = self.tokens.last_mut() {
            last.after = last.after.max(by);
        }
    }

    fn last_word(&self) -> &str {
        self.len().checked_sub(1).map_or("", |last| self.word(last))
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The word at `index`, or nothing past either end.
    pub(super) fn word(&self, index: usize) -> &str {
        steps::count();
        self.tokens
            .get(index)
            .map_or("", |token| &self.normal[token.normal.0..token.normal.1])
    }

    /// The digest of the word at `index`.
    pub(super) fn digest(&self, index: usize) -> u32 {
        self.tokens.get(index).map_or(NOTHING, |token| token.digest)
    }

    /// The word `back` places before `index`, or nothing before the start.
    pub(super) fn word_before(&self, index: usize, back: usize) -> &str {
        index.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// What parts the word at `index` from the next one.
    pub(super) fn break_after(&self, index: usize) -> Break {
        self.tokens.get(index).map_or(Break::Sentence, |t| t.after)
    }

    /// Whether the words from `index` on are exactly `words`.
    #[inline]
    pub(super) fn starts_with(&self, index: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(offset, word)| self.is(index + offset, word))
    }

    /// Whether the word at `index` is this one.
    #[inline]
    fn is(&self, index: usize, word: &str) -> bool {
        let Some(token) = self.tokens.get(index) else {
            return word.is_empty();
        };
        let (start, end) = token.normal;
        // Most words differ in length.
        end - start == word.len() && self.normal.as_bytes()[start..end] == *word.as_bytes()
    }

    /// The bytes of the text that the words `from..to` came from.
    pub(super) fn origin(&self, from: usize, to: usize) -> (usize, usize) {
        match (
            self.tokens.get(from),
            self.tokens[..to.min(self.len())].last(),
        ) {
            (Some(first), Some(last)) => (first.origin.0, last.origin.1.max(first.origin.1)),
            _ => (0, 0),
        }
    }

    /// All words in one string, each with a space on both sides.
    pub(super) fn normal(&self) -> &str {
        &self.normal
    }

    /// The index of the word that starts at byte `at` of [`Self::normal`].
    pub(super) fn at_normal(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| token.normal.0 < at)
    }
}

/// Writes a word in lower case, with plain apostrophes.
fn lower_case(word: &str, lower: &mut String) {
    lower.clear();
    if word.is_ascii() {
        lower.push_str(word);
        lower.make_ascii_lowercase();
    } else {
        lower.push_str(&word.to_lowercase().replace('’', "'"));
    }
}

#[cfg(test)]
mod tests {
    use super::{Break, Tokens};

    #[track_caller]
    fn check(text: &str, words: &str) {
        assert_eq!(Tokens::read(text).normal().trim(), words);
    }

    #[test]
    fn words_compare() {
        check(
            "We’re about $50k, um, per-seat.",
            "we are about $ 50 k per seat",
        );
        check(
            "It isn't 1,200 or 1.5 — can't be!",
            "it is not 1200 or 1.5 can not be",
        );
        check(
            "Dr. Shah's Q2, 3:30 at +1 555 201 0144?",
            "dr shah 's q 2 3:30 at +",
        );
        check("", "");
    }

    #[test]
    fn the_commas_around_a_filler_are_its_own() {
        for text in ["eighty uh, five", "eighty, uh, five", "eighty, um five"] {
            let tokens = Tokens::read(text);
            assert_eq!(tokens.break_after(0), Break::None, "{text}");
        }
        assert_eq!(
            Tokens::read("yes. um, five").break_after(0),
            Break::Sentence
        );
        assert_eq!(Tokens::read("um, yes, five").break_after(0), Break::Comma);
    }

    #[test]
    fn breaks_and_origins_are_kept() {
        let tokens = Tokens::read("Dr. Shah, okay? Yes");
        let breaks: Vec<Break> = (0..tokens.len()).map(|i| tokens.break_after(i)).collect();
        assert_eq!(
            breaks,
            [Break::None, Break::Comma, Break::Question, Break::None]
        );
        assert_eq!(tokens.origin(1, 3), (4, 14));
    }
}
