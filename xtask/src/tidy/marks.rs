//! Marks that mean "not finished": allowed with an issue's number, because that can be looked up;
//! and tests that are written but never run, which are not allowed at all.

use super::finding::{Finding, Rule};
use super::source::Source;
use super::tree::TextFile;

const MARKS: &[&str] = &["TODO", "FIXME", "XXX"];

/// Texts other than Rust that people write by hand and that have comments.
const WRITTEN: &[&str] = &[
    ".css", ".html", ".js", ".mjs", ".py", ".sh", ".sql", ".toml", ".ts", ".yaml", ".yml",
];

const UNNUMBERED: Rule = Rule {
    why: "a mark without a number is a wish nobody will find again",
    hint: "do it, or write `TODO(#123)` with the number of the issue that says what is missing",
};

const IGNORED: Rule = Rule {
    why: "a test that does not run reads like a promise and keeps none",
    hint: "make it run, put it behind a feature that `cargo xtask test` switches on, or delete it",
};

/// No comment of a Rust file has an unnumbered mark.
pub(super) fn unnumbered_in_source(source: &Source<'_>) -> Vec<Finding> {
    source
        .lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            let mark = unnumbered(&line.comment)?;
            Some(source.finding(
                index,
                format!("{mark} without an issue number"),
                &UNNUMBERED,
            ))
        })
        .collect()
}

/// No line of another hand-written file has an unnumbered mark.
pub(super) fn unnumbered_in_text(file: &TextFile) -> Vec<Finding> {
    if !WRITTEN.iter().any(|ending| file.path.ends_with(ending)) {
        return Vec::new();
    }
    file.text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let mark = unnumbered(line)?;
            Some(Finding {
                path: file.path.clone(),
                line: index + 1,
                what: format!("{mark} without an issue number"),
                rule: &UNNUMBERED,
            })
        })
        .collect()
}

/// No test is switched off.
pub(super) fn ignored_tests(source: &Source<'_>) -> Vec<Finding> {
    let is_ignored = |code: &str| {
        code.contains("#[ignore") || (code.contains("cfg_attr") && code.contains(", ignore"))
    };
    source
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_ignored(&line.code))
        .map(|(index, _)| source.finding(index, "the test is switched off".into(), &IGNORED))
        .collect()
}

/// The first mark, as a word of its own, that is not followed by `#` and a digit.
fn unnumbered(text: &str) -> Option<&'static str> {
    MARKS.iter().copied().find(|mark| {
        text.match_indices(mark).any(|(at, _)| {
            let after = &text[at + mark.len()..];
            let is_word = !text[..at].ends_with(char::is_alphanumeric)
                && !after.starts_with(char::is_alphanumeric);
            let number = after.trim_start_matches(['(', ' ']).strip_prefix('#');
            is_word
                && !number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::assert_found;
    use super::*;

    #[test]
    fn marks_need_a_number() {
        for (text, expected) in [
            ("// TODO: later", Some("TODO")),
            ("// fix this, FIXME", Some("FIXME")),
            ("// XXX(ana) why", Some("XXX")),
            ("// TODO(#x)", Some("TODO")),
            ("// TODO(#12): later", None),
            ("// TODO #12", None),
            ("// MXXXIV, xxx, TODOS", None),
        ] {
            assert_eq!(unnumbered(text), expected, "{text}");
        }
    }

    #[test]
    fn in_rust_only_comments_count() {
        let source = Source::parse("a.rs", "let a = \"TODO\";\nlet b = 1; // TODO\n");
        assert_found(&unnumbered_in_source(&source), &[(2, "TODO without")]);
    }

    #[test]
    fn data_and_prose_are_left_alone() {
        let check = |path: &str, expected: &[(usize, &str)]| {
            let file = TextFile {
                path: path.into(),
                text: "a\n# TODO\n".into(),
            };
            assert_found(&unnumbered_in_text(&file), expected);
        };
        check("deny.toml", &[(2, "TODO without")]);
        check("samples/vapi/call.json", &[]);
        check("CONTRIBUTING.md", &[]);
    }

    #[test]
    fn tests_are_not_switched_off() {
        let text = "#[test]\n#[ignore]\nfn a() {}\n#[ignore = \"slow\"]\n// #[ignore]\n\
                    #[cfg_attr(windows, ignore)]\n";
        let source = Source::parse("a.rs", text);
        let off = "switched off";
        assert_found(&ignored_tests(&source), &[(2, off), (4, off), (6, off)]);
    }
}
