//! What a file owes its reader: an opening that says what it is, and an end in reach.

use super::finding::{Finding, Rule};
use super::source::Source;

/// Lines of code a file may have, its unit tests not counted. The largest we want is 400; the rest
/// is room to finish a thought before splitting it.
const LINES_MAX: usize = 500;

const OPENING: Rule = Rule {
    why: "a file that cannot say what it is, and why it is separate, holds two things or none",
    hint: "open it with one or two sentences: what it is, why it is separate, what it never does",
};

const LENGTH: Rule = Rule {
    why: "what does not fit into a reader's head gets changed by people who have not read it",
    hint: "find the second noun in it and give it a file of its own",
};

/// A file opens with a `//!` comment.
pub(super) fn opening(source: &Source<'_>) -> Vec<Finding> {
    if source.text.starts_with("//! ") {
        return Vec::new();
    }
    vec![source.finding(0, "the file does not open with `//!`".into(), &OPENING)]
}

/// A file of the shipped code has at most [`LINES_MAX`] lines before its tests.
pub(super) fn length(source: &Source<'_>) -> Vec<Finding> {
    let lines = source.tests_from;
    if lines <= LINES_MAX || source.is_test(0) {
        return Vec::new();
    }
    let what = format!("the file has {lines} lines before its tests; {LINES_MAX} is the limit");
    vec![source.finding(LINES_MAX, what, &LENGTH)]
}

#[cfg(test)]
mod tests {
    use super::super::finding::assert_found;
    use super::*;

    const PATH: &str = "crates/a/src/a.rs";

    #[test]
    fn files_open_with_what_they_are() {
        let check = |text: &str, expected: &[(usize, &str)]| {
            assert_found(&opening(&Source::parse(PATH, text)), expected);
        };
        check("//! What a lead needs.\n", &[]);
        check("use std::fs;\n", &[(1, "does not open with `//!`")]);
        check("//!\n", &[(1, "does not open")]);
        check("", &[(1, "does not open")]);
    }

    #[test]
    fn files_end_in_reach_of_a_reader() {
        let check = |path: &str, text: &str, expected: &[(usize, &str)]| {
            assert_found(&length(&Source::parse(path, text)), expected);
        };
        let long = "let a = 1;\n".repeat(LINES_MAX);
        check(PATH, &long, &[]);
        check(
            PATH,
            &format!("{long}#[cfg(test)]\nmod tests {{\n{long}}}\n"),
            &[],
        );
        check(
            PATH,
            &format!("{long}}}\n"),
            &[(LINES_MAX + 1, "501 lines")],
        );
        check("crates/a/tests/a.rs", &long.repeat(2), &[]);
    }
}
