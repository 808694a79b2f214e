//! What a check found: where, what, why it matters, and what to do about it.

use std::fmt;

/// One place that breaks a rule.
#[derive(Debug)]
pub(crate) struct Finding {
    /// Relative to the workspace's root.
    pub(crate) path: String,
    /// Counted from 1, as editors do.
    pub(crate) line: usize,
    pub(crate) what: String,
    pub(crate) rule: &'static Rule,
}

/// The part of a finding that is the same wherever the rule is broken.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) why: &'static str,
    pub(crate) hint: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            what,
            rule,
        } = self;
        write!(
            f,
            "{path}:{line}: {what}\n  why:  {}\n  hint: {}",
            rule.why, rule.hint
        )
    }
}

/// Asserts line and a part of the words of every finding.
#[cfg(test)]
#[track_caller]
pub(super) fn assert_found(findings: &[Finding], expected: &[(usize, &str)]) {
    let found: Vec<(usize, &str)> = findings.iter().map(|f| (f.line, f.what.as_str())).collect();
    let is_as_expected = found.len() == expected.len()
        && found
            .iter()
            .zip(expected)
            .all(|((line, what), (expected_line, part))| {
                line == expected_line && what.contains(part)
            });
    assert!(is_as_expected, "found {found:?}, expected {expected:?}");
}
