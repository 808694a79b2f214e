//! What is wrong in a file of settings: all of it at once, each with its line and what to do.

use std::fmt;

/// One thing that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong. Names keys and phrases, never a value that may be secret.
    pub what: String,
    /// What to do.
    pub hint: String,
}

/// Everything that is wrong in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistakes {
    /// Which file.
    pub path: String,
    /// In the order of lines.
    pub list: Vec<Mistake>,
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.list.len() {
            1 => write!(f, "{} has a mistake", self.path)?,
            count => write!(f, "{} has {count} mistakes", self.path)?,
        }
        for Mistake { line, what, hint } in &self.list {
            write!(f, "\n{}:{line}: {what}\n    hint: {hint}", self.path)?;
        }
        Ok(())
    }
}

/// The word that was probably meant, if one is near.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// More changes than this, and it is another word.
    const CHANGES_MAX: usize = 2;
    let near = known.into_iter().map(|it| (changes(word, it), it));
    near.filter(|(changes, it)| *changes <= CHANGES_MAX.min(it.len() / 2))
        .min()
        .map(|(_, it)| it)
}

/// How many letters must be changed, two that are exchanged counting as two.
fn changes(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (at, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_word_that_was_meant_is_found() {
        let known = ["weight", "label", "positive"];
        assert_eq!(nearest("wieght", known), Some("weight"));
        assert_eq!(nearest("positives", known), Some("positive"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
    }
}
