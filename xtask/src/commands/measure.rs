//! `cargo xtask bench`, `crash` and `load`: hands over to the package that measures.

use crate::failure::{Failure, Result};
use crate::process::{self, cargo};
use crate::workspace::Workspace;

/// Measures the shipped program from outside, always optimized.
const PACKAGE: &str = "midcall-bench";

/// Runs one measurement.
///
/// # Errors
/// The measurement failed, or this checkout has no package for it.
pub(super) fn run(workspace: &Workspace, which: &str, arguments: &[String]) -> Result<()> {
    if workspace.package(PACKAGE).is_none() {
        return Err(Failure::new(format!(
            "`cargo xtask {which}` needs the package {PACKAGE}, and this workspace has none"
        )));
    }
    // The crash trial kills the shipped program itself, which is another package's binary. Built
    // together, the two share what they depend on.
    process::run(cargo().args([
        "build",
        "--release",
        "--package",
        PACKAGE,
        "--package",
        "midcall",
    ]))?;
    process::run(
        cargo()
            .args(["run", "--release", "--package", PACKAGE, "--", which])
            .args(arguments),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_package_is_said_by_name() {
        let failure = run(&Workspace::default(), "crash", &[]).expect_err("there is no package");
        assert!(failure.to_string().contains(PACKAGE), "{failure}");
    }
}
