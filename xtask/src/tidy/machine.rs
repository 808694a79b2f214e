//! Paths that exist on one machine only: in a file for everybody they are noise at best.

use super::finding::{Finding, Rule};
use super::tree::TextFile;

/// The folder the project's machines keep their checkouts in. Put together here, so that this very
/// file does not hold it.
const CHECKOUTS: &str = concat!("/", "work/");

const RULE: Rule = Rule {
    why: "the path means nothing to a reader elsewhere, and says where this was written",
    hint: "say it relative to the repository's root, or leave it out",
};

/// No line has an absolute path into the checkouts' folder.
pub(super) fn paths(file: &TextFile) -> Vec<Finding> {
    file.text
        .lines()
        .enumerate()
        .filter(|(_, line)| has_absolute_path(line))
        .map(|(index, _)| Finding {
            path: file.path.clone(),
            line: index + 1,
            what: format!("a path that starts with `{CHECKOUTS}`"),
            rule: &RULE,
        })
        .collect()
}

/// Whether the folder is named from the root, and not as a part of a longer path or address.
fn has_absolute_path(line: &str) -> bool {
    let is_in_path = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '}');
    line.match_indices(CHECKOUTS).any(|(at, _)| {
        let before = &line[..at];
        !before.ends_with(is_in_path) || before.ends_with("file://")
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::assert_found;
    use super::*;

    #[test]
    fn absolute_paths_are_found_and_longer_ones_are_not() {
        let text = [
            "see ~main",
            "(~a)",
            "x=`~`",
            "src~a.rs",
            "https://a.example~b",
            "file://~c",
        ]
        .join("\n")
        .replace('~', CHECKOUTS);
        let file = TextFile {
            path: "README.md".into(),
            text,
        };
        let path = "a path that starts";
        assert_found(&paths(&file), &[(1, path), (2, path), (3, path), (6, path)]);
    }
}
