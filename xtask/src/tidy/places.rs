//! Calls that have one place: printing, the environment, the wall clock.
//!
//! Clippy forbids the same calls; this check also sees where somebody has silenced clippy.

use super::finding::{Finding, Rule};
use super::source::Source;

/// Calls and the only places for them.
#[derive(Debug)]
struct Kept {
    calls: &'static [&'static str],
    /// How the paths of the places begin.
    places: &'static [&'static str],
    rule: Rule,
}

const KEPT: &[Kept] = &[
    Kept {
        calls: &["print!", "println!", "eprint!", "eprintln!"],
        places: &["crates/midcall/src/output", "crates/bench/", "xtask/"],
        rule: Rule {
            why: "stdout is data and stderr is talk, and only one module keeps them apart",
            hint: "print through `midcall::output`, or log it",
        },
    },
    Kept {
        calls: &["env::var", "env::var_os", "env::vars", "env::vars_os"],
        places: &["crates/midcall/src/config", "crates/bench/", "xtask/"],
        rule: Rule {
            why: "a setting read elsewhere is in no reference, and `doctor` cannot say its origin",
            hint: "make it a setting of `midcall::config` and hand the value in",
        },
    },
    Kept {
        calls: &["SystemTime::now", "Timestamp::now", "Zoned::now"],
        places: &["crates/midcall/src/clock", "crates/sim/src/clock"],
        rule: Rule {
            why: "time is an argument: replay and simulation must decide as the first run did",
            hint: "take `now` as a parameter; only a `clock` module asks for it",
        },
    },
];

/// Finds kept calls outside their places. Tests and examples may do as they like.
pub(super) fn calls(source: &Source<'_>) -> Vec<Finding> {
    if source.path.split('/').any(|part| part == "examples") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for kept in KEPT {
        if kept
            .places
            .iter()
            .any(|place| source.path.starts_with(place))
        {
            continue;
        }
        for (index, line) in source.lines.iter().enumerate() {
            let found = kept.calls.iter().find(|call| has_call(&line.code, call));
            if let Some(call) = found.filter(|_| !source.is_test(index)) {
                let what = format!("`{call}` has no place here");
                findings.push(source.finding(index, what, &kept.rule));
            }
        }
    }
    findings
}

/// Whether the code names the call as a whole word, however long the path before it.
fn has_call(code: &str, call: &str) -> bool {
    let is_in_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(call).any(|(at, _)| {
        !code[..at].ends_with(is_in_word) && !code[at + call.len()..].starts_with(is_in_word)
    })
}

#[cfg(test)]
mod tests {
    use super::super::finding::assert_found;
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[(usize, &str)]) {
        assert_found(&calls(&Source::parse(path, text)), expected);
    }

    #[test]
    fn each_call_has_its_place() {
        for (call, place) in [
            ("println!(\"a\");", "crates/midcall/src/output.rs"),
            ("eprint!();", "xtask/src/main.rs"),
            ("std::env::var(name)", "crates/midcall/src/config/load.rs"),
            ("env::vars()", "crates/bench/src/main.rs"),
            (
                "std::time::SystemTime::now()",
                "crates/midcall/src/clock.rs",
            ),
            ("Timestamp::now()", "crates/sim/src/clock.rs"),
        ] {
            check(place, call, &[]);
            check(
                "crates/store/src/lease.rs",
                call,
                &[(1, "has no place here")],
            );
        }
    }

    #[test]
    fn tests_and_examples_are_free() {
        let text = "//! A.\n#[cfg(test)]\nmod tests {\n    println!();\n}\n";
        check("crates/store/src/lease.rs", text, &[]);
        check("crates/store/tests/lease.rs", "println!();", &[]);
        check("crates/store/examples/append.rs", "println!();", &[]);
    }

    #[test]
    fn only_the_call_itself_counts() {
        for text in [
            "// println!",
            "\"println!\"",
            "my_println!();",
            "env::variable()",
            "env::args()",
        ] {
            check("crates/store/src/lease.rs", text, &[]);
        }
    }
}
