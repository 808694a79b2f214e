//! Why a command stopped, in words for the person at the terminal.
//!
//! One sentence type is enough: nothing in this program decides anything by the kind of failure.

use std::fmt;

/// What went wrong and, on further lines, what to do about it.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// What a command or a step comes to.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure that reads well after `error: `.
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
