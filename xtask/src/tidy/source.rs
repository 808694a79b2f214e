//! A Rust file taken apart just far enough for the rules: per line, what the compiler reads and
//! what people read, so that a rule about code is not set off by a comment or a string.

mod split;

pub(super) use self::split::Line;
use super::finding::{Finding, Rule};
use super::tree::TextFile;

/// One Rust file.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    pub(crate) lines: Vec<Line>,
    /// Index of the first line of the trailing `#[cfg(test)] mod tests`; past the end without one.
    pub(crate) tests_from: usize,
}

impl<'a> Source<'a> {
    /// Takes a file apart if it is Rust.
    pub(crate) fn of(file: &'a TextFile) -> Option<Self> {
        let is_rust = file.path.ends_with(".rs");
        is_rust.then(|| Self::parse(&file.path, &file.text))
    }

    pub(crate) fn parse(path: &'a str, text: &'a str) -> Self {
        let lines = split::lines(text);
        let tests_from = tests_from(&lines);
        Self {
            path,
            text,
            lines,
            tests_from,
        }
    }

    /// Whether a line belongs to tests: a test target, a `tests.rs`, or a trailing `mod tests`.
    pub(crate) fn is_test(&self, index: usize) -> bool {
        index >= self.tests_from
            || self
                .path
                .split('/')
                .any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
    }

    /// A finding at the line with that index.
    pub(crate) fn finding(&self, index: usize, what: String, rule: &'static Rule) -> Finding {
        Finding {
            path: self.path.to_owned(),
            line: index + 1,
            what,
            rule,
        }
    }
}

fn tests_from(lines: &[Line]) -> usize {
    lines
        .windows(2)
        .rposition(|pair| pair[0].code == "#[cfg(test)]" && pair[1].code.starts_with("mod tests"))
        .unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "//! A.\n#[cfg(test)]\nconst A: u8 = 1;\n#[cfg(test)]\nmod tests {\n}\n";

    #[test]
    fn trailing_tests_are_told_from_the_code_before_them() {
        let source = Source::parse("crates/a/src/a.rs", FILE);
        assert_eq!(source.tests_from, 3);
        assert!(!source.is_test(2) && source.is_test(3) && source.is_test(5));
    }

    #[test]
    fn a_file_may_be_all_tests() {
        for path in ["crates/a/tests/it/main.rs", "crates/a/src/calls/tests.rs"] {
            assert!(Source::parse(path, "//! A.\n").is_test(0), "{path}");
        }
        assert!(!Source::parse("crates/a/src/contests.rs", "//! A.\n").is_test(0));
    }

    #[test]
    fn only_rust_is_source() {
        let file = |path: &str| TextFile {
            path: path.into(),
            text: String::new(),
        };
        assert!(Source::of(&file("a.rs")).is_some());
        assert!(Source::of(&file("rs.md")).is_none());
    }
}
