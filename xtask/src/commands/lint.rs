//! `cargo xtask lint`: everything that judges the code without running it.

use super::tidy;
use crate::failure::Result;
use crate::outside::suites;
use crate::process::{self, cargo};
use crate::steps::Step;
use crate::workspace::Workspace;

/// From the quickest answer to the slowest.
pub(super) const STEPS: &[Step] = &[
    ("toolchain", install_components),
    ("format", format),
    ("tidy", tidy::check),
    ("clippy", clippy),
    ("docs", docs),
];

/// A minimal toolchain comes without the formatter and the linter.
fn install_components(_: &Workspace) -> Result<()> {
    let missing: Vec<&str> = [("rustfmt", "fmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(_, command)| process::run_quietly(cargo().args([command, "--version"])).is_err())
        .map(|(component, _)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    process::run(
        std::process::Command::new("rustup")
            .args(["component", "add"])
            .args(missing),
    )
}

fn format(_: &Workspace) -> Result<()> {
    process::run(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy(workspace: &Workspace) -> Result<()> {
    // The gated tests are linted too: compiling them needs none of the programs they run.
    process::run(
        cargo()
            .args(["clippy", "--workspace", "--all-targets"])
            .args(suites::feature_arguments(workspace))
            .args(["--", "-D", "warnings"]),
    )
}

fn docs(_: &Workspace) -> Result<()> {
    process::run(
        cargo()
            .args(["doc", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}
