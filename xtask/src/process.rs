//! Starts other programs: the one place that says how they are shown and judged.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::failure::{Failure, Result};

/// The cargo that runs this program; inside `cargo xtask` that is the same toolchain's.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program to its end, its output shown as it comes.
///
/// # Errors
/// The program is missing or ends with anything but success.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "`{}` failed: {status}",
            shown(command)
        )))
    }
}

/// Runs a program to its end and shows nothing.
///
/// # Errors
/// The program is missing or ends with anything but success.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    run(command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null()))
}

/// What a program prints to stdout, while its stderr is shown.
///
/// # Errors
/// The program is missing, ends with anything but success, or prints something other than UTF-8.
pub(crate) fn output_of(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        let status = output.status;
        return Err(Failure::new(format!(
            "`{}` failed: {status}",
            shown(command)
        )));
    }
    String::from_utf8(output.stdout).map_err(|_| {
        Failure::new(format!(
            "`{}` printed something other than UTF-8",
            shown(command)
        ))
    })
}

/// Whether a program exists and succeeds; nothing is shown.
pub(crate) fn succeeds(program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    run_quietly(Command::new(program).args(arguments)).is_ok()
}

/// The failure to say when a program could not be started at all.
pub(crate) fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!(
        "`{}` could not be started: {error}",
        shown(command)
    ))
}

/// A command as a person would type it.
fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_program_and_its_arguments() {
        let missing = run(Command::new("no-such-program").args(["one", "two"]));
        let failure = missing
            .expect_err("nobody ships a program of that name")
            .to_string();
        assert!(
            failure.starts_with("`no-such-program one two` could not be started"),
            "{failure}"
        );

        let failing = run(cargo().arg("--no-such-flag").stderr(Stdio::null()));
        let failure = failing.expect_err("cargo has no such flag").to_string();
        assert!(
            failure.contains("--no-such-flag` failed: exit status"),
            "{failure}"
        );
    }

    #[test]
    fn a_missing_program_does_not_succeed() {
        assert!(!succeeds("no-such-program", &["--version"]));
    }
}
