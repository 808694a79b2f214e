//! The list of all rules, and the one function that asks them all.

use super::finding::Finding;
use super::source::Source;
use super::tree::{TextFile, Tree};
use super::{fences, limits, machine, marks, names, places};
use crate::workspace::Workspace;

/// What is asked of every Rust file.
const OF_SOURCES: &[fn(&Source) -> Vec<Finding>] = &[
    limits::opening,
    limits::length,
    names::modules,
    places::calls,
    marks::unnumbered_in_source,
    marks::ignored_tests,
];

/// What is asked of every text file, Rust or not.
const OF_TEXTS: &[fn(&TextFile) -> Vec<Finding>] = &[machine::paths, marks::unnumbered_in_text];

/// Everything there is to mend, file by file.
pub(crate) fn check_everything(workspace: &Workspace, tree: &Tree) -> Vec<Finding> {
    let mut findings = fences::arrows(workspace, tree);
    for file in &tree.files {
        findings.extend(OF_TEXTS.iter().flat_map(|check| check(file)));
        if let Some(source) = Source::of(file) {
            findings.extend(OF_SOURCES.iter().flat_map(|check| check(&source)));
        }
    }
    findings.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    findings
}
