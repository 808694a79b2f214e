//! `cargo xtask test`: everything CI runs. The tests come last, so that the totals end the output.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use super::{deny, lint};
use crate::cli::Extent;
use crate::failure::{Failure, Result};
use crate::outside::{clients, programs, suites};
use crate::process::{self, cargo};
use crate::steps::{self, Step};
use crate::tally::Tally;
use crate::workspace::Workspace;

/// What may stop the run for lack of rights comes first: nobody should wait for clippy to hear it.
const INSTALLATIONS: &[Step] = &[
    ("programs", programs::install_missing),
    ("third-party clients", clients::install_all),
];

/// Runs everything; the last line printed is the total of all tests.
///
/// # Errors
/// A step before the tests failed, or `cargo test` failed outside of any test.
pub(super) fn run(workspace: &Workspace, extent: Extent) -> Result<ExitCode> {
    let installations = match extent {
        Extent::Everything => INSTALLATIONS,
        Extent::Fast => &[],
    };
    let dependencies: &[Step] = &[("dependencies", deny::check_if_installed)];
    steps::run(
        workspace,
        &[installations, lint::STEPS, dependencies].concat(),
    )?;

    println!("==> tests");
    let mut command = cargo();
    // Every target runs, or the totals would stop at the first one that fails.
    command.args(["test", "--workspace", "--no-fail-fast"]);
    if extent == Extent::Everything {
        command
            .args(suites::feature_arguments(workspace))
            .envs(clients::environment(workspace));
    }
    let started = Instant::now();
    let tally = count(&mut command)?;
    println!("    tests: {}", steps::shown(started.elapsed()));
    println!("{tally}");
    Ok(if tally.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs `cargo test`, showing its output as it comes and adding up the summaries in it.
fn count(command: &mut Command) -> Result<Tally> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| process::not_started(command, &error))?;
    let output = child.stdout.take().expect("stdout is piped above");
    let mut tally = Tally::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = line.map_err(|error| Failure::new(format!("reading test output: {error}")))?;
        // A test may print any bytes; those that are no text are shown as well as can be.
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally.hear(&line);
    }
    let status = child
        .wait()
        .map_err(|error| Failure::new(format!("waiting for the tests: {error}")))?;
    if !status.success() && tally.failed == 0 {
        // It did not compile, or a test's process died without a summary.
        return Err(Failure::new(format!(
            "the tests did not finish: {status}; until then {tally}"
        )));
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Result<Tally> {
        count(Command::new("sh").args(["-c", script]))
    }

    #[test]
    fn failing_tests_are_counted_and_not_an_error() {
        let tally = shell("echo 'test result: FAILED. 2 passed; 1 failed; 0 ignored'; exit 101");
        assert_eq!(tally.expect("a count").to_string(), "2 passed, 1 failed");
    }

    #[test]
    fn a_run_that_broke_off_is_an_error_even_when_nothing_failed() {
        let broken = shell("echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; exit 101");
        let failure = broken.expect_err("it broke off").to_string();
        assert!(
            failure.contains("did not finish") && failure.contains("2 passed"),
            "{failure}"
        );
    }

    #[test]
    fn output_that_is_no_text_is_survived() {
        let tally = shell(r"printf '\377\n'; echo 'test result: ok. 1 passed; 0 failed'");
        assert_eq!(tally.expect("a count").passed, 1);
    }
}
