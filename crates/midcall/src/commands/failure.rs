//! A command that failed: what happened, and whose turn it is.

use std::{error::Error, fmt, io};

use midcall::{config, eval, login, output, wiring};

/// A command that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    text: String,
    is_yours: bool,
}

impl Failure {
    /// The user can fix it.
    pub(crate) fn yours(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_yours: true,
        }
    }

    /// We failed.
    pub(crate) fn ours(error: impl Error) -> Self {
        Self {
            text: output::chain(&error),
            is_yours: false,
        }
    }

    /// 1: the user can fix it, 2: we failed.
    pub(crate) fn code(&self) -> u8 {
        if self.is_yours { 1 } else { 2 }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        // Each mistake comes with its own hint.
        if matches!(error, config::Error::Mistakes(_)) {
            return Self::yours(output::chain(&error));
        }
        Self::yours(format!(
            "{}\nhint: config.default.toml lists every setting",
            output::chain(&error)
        ))
    }
}

impl From<eval::Unreadable> for Failure {
    fn from(error: eval::Unreadable) -> Self {
        Self::yours(format!(
            "{}\nhint: each line is a call as in evals/README.md",
            output::chain(&error)
        ))
    }
}

impl From<login::Error> for Failure {
    fn from(error: login::Error) -> Self {
        match error {
            login::Error::Store(error) => error.into(),
            error => Self::yours(output::chain(&error)),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::ours(error)
    }
}

impl From<wiring::Error> for Failure {
    fn from(error: wiring::Error) -> Self {
        match error {
            wiring::Error::Store(error) => error.into(),
            wiring::Error::Http(_) => Self::ours(error),
            error => Self::yours(output::chain(&error)),
        }
    }
}

impl From<midcall_store::Error> for Failure {
    fn from(error: midcall_store::Error) -> Self {
        use midcall_store::Error;
        let is_yours = matches!(
            error,
            Error::NewerSchema { .. }
                | Error::Key(_)
                | Error::Folder { .. }
                | Error::Journal(_)
                | Error::Database(_)
        );
        Self {
            text: output::chain(&error),
            is_yours,
        }
    }
}
