//! Names that say nothing: a file or module called after them collects what nobody could place.

use super::finding::{Finding, Rule};
use super::source::Source;

/// Forbidden alone and as the last word of a longer name, as in `string_utils`.
const EMPTY_NAMES: &[&str] = &[
    "base",
    "common",
    "core",
    "handler",
    "helper",
    "helpers",
    "imp",
    "manager",
    "misc",
    "models",
    "processor",
    "shared",
    "types",
    "util",
    "utils",
];

const RULE: Rule = Rule {
    why: "a name that fits everything attracts everything, and nobody can guess what is inside",
    hint: "use the missing noun, in the field's own terms: `phone`, `money`, `lease`",
};

/// No folder, file or inline module has an empty name.
pub(super) fn modules(source: &Source<'_>) -> Vec<Finding> {
    let folders_and_file = source
        .path
        .trim_end_matches(".rs")
        .split('/')
        .filter(|name| is_empty_name(name))
        .map(|name| {
            source.finding(
                0,
                format!("`{name}` is no name for a file or folder"),
                &RULE,
            )
        });
    let inline = source.lines.iter().enumerate().filter_map(|(index, line)| {
        let name = module_opened(&line.code).filter(|name| is_empty_name(name))?;
        Some(source.finding(index, format!("`{name}` is no name for a module"), &RULE))
    });
    folders_and_file.chain(inline).collect()
}

fn is_empty_name(name: &str) -> bool {
    let last_word = name.rsplit('_').next().unwrap_or(name);
    EMPTY_NAMES.contains(&last_word)
}

/// The name in `mod name {`. A `mod name;` is found by its file.
fn module_opened(code: &str) -> Option<&str> {
    let (before, name) = code
        .trim_end()
        .strip_suffix('{')?
        .trim_end()
        .rsplit_once(' ')?;
    (before == "mod" || before.ends_with(" mod")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::finding::assert_found;
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[(usize, &str)]) {
        assert_found(&modules(&Source::parse(path, text)), expected);
    }

    #[test]
    fn files_and_folders() {
        check("crates/domain/src/calls/state.rs", "", &[]);
        check("crates/domain/src/database.rs", "", &[]);
        check("crates/domain/src/core_hours.rs", "", &[]);
        check("crates/domain/src/utils.rs", "", &[(1, "`utils`")]);
        check(
            "crates/domain/src/string_helpers.rs",
            "",
            &[(1, "`string_helpers`")],
        );
        check("crates/midcall/tests/common/mod.rs", "", &[(1, "`common`")]);
    }

    #[test]
    fn inline_modules() {
        check(
            "a.rs",
            "mod money {\n}\npub(crate) mod types {\n}\n",
            &[(3, "`types`")],
        );
        check("a.rs", "    mod imp {\n// mod util {\n", &[(1, "`imp`")]);
    }
}
