//! The only place that prints: data to stdout, talk to stderr. Colors reach terminals only,
//! and not those of people who set `NO_COLOR`.

use std::{error::Error, io::Write};

/// Data, for people and for the next program.
pub fn data(text: &str) {
    // A reader that closed the pipe has what it wanted.
    let _ = writeln!(anstream::stdout().lock(), "{text}");
}

/// Talk, for people.
pub fn talk(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// An error with its causes, in one line.
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        // A transparent error says what its cause says.
        if !text.ends_with(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    text
}
