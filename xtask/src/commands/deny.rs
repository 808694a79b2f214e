//! `cargo xtask deny`: licenses, advisories and sources of every dependency, by cargo-deny.
//!
//! Separate from `lint` because cargo-deny is a program of its own that takes minutes to build.

use crate::failure::Result;
use crate::process::{self, cargo};
use crate::workspace::Workspace;

/// Checks the dependencies, installing cargo-deny first when it is missing.
///
/// # Errors
/// A dependency breaks a rule of `deny.toml`, or cargo-deny could not be installed.
pub(super) fn check(_: &Workspace) -> Result<()> {
    if !is_installed() {
        process::run(cargo().args(["install", "cargo-deny", "--locked"]))?;
    }
    process::run(cargo().args(["deny", "check"]))
}

/// Checks what a commit alone decides, where cargo-deny is at hand; otherwise says that nobody did.
///
/// Leaves advisories out: they need the network, and a new one must not fail an old commit.
///
/// # Errors
/// A dependency breaks a rule of `deny.toml`.
pub(super) fn check_if_installed(_: &Workspace) -> Result<()> {
    if is_installed() {
        return process::run(cargo().args(["deny", "check", "bans", "licenses", "sources"]));
    }
    println!(
        "    NOT CHECKED: cargo-deny is not installed; `cargo xtask deny` installs and runs it"
    );
    Ok(())
}

fn is_installed() -> bool {
    process::run_quietly(cargo().args(["deny", "--version"])).is_ok()
}
