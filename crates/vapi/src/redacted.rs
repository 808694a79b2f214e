//! A value that must not be printed. Separate so that every type holding one may derive `Debug`.

use std::{fmt, ops::Deref};

/// A value that prints as `[redacted]`: words of a caller, a token, a link to a recording.
///
/// It reads like the value itself. Only printing is different, so a struct that is logged whole
/// by mistake betrays nobody.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Redacted<T>(pub T);

/// A token, key or password.
pub type Secret = Redacted<String>;

impl<T> Deref for Redacted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Redacted<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
