//! The command line: what may be asked, and the help text. Arguments only, no behavior.

use crate::failure::{Failure, Result};

/// Printed by `cargo xtask` and `cargo xtask help`.
pub(crate) const HELP: &str = "\
Usage: cargo xtask <command>

  test          everything CI runs; installs what the machine lacks; ends with the totals
  test --fast   the same without what needs a system package (no browser, no third-party clients)
  lint          format, clippy, tidy and docs, warnings as errors
  tidy          the rules about the code that no other tool knows
  deny          licenses, advisories and sources of all dependencies; installs cargo-deny if missing

  bench [..]    how fast: runs the measurements of midcall-bench, optimized
  crash [..]    how safe: kills the real program again and again, and counts what was lost
  load [..]     how many calls at once
  listen [..]   what hearing an utterance costs

  train         makes the listener's table of weights from the labelled calls in evals/
";

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Help,
    Run(Command),
}

/// One command with its arguments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Test(Extent),
    Lint,
    Tidy,
    Deny,
    /// Handed to the bench package: which measurement, and its own arguments.
    Measure {
        which: &'static str,
        arguments: Vec<String>,
    },
    /// Handed to the training package.
    Train(Vec<String>),
}

/// How much of the machine a test run may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything, installing system packages where they are missing.
    Everything,
    /// What a machine with only a Rust toolchain can run.
    Fast,
}

/// Reads the arguments after `cargo xtask`.
///
/// # Errors
/// An unknown command or an argument the command does not take.
pub(crate) fn parse(arguments: &[String]) -> Result<Request> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let command = match arguments.as_slice() {
        []
        | ["help" | "--help" | "-h", ..]
        | ["test" | "lint" | "tidy" | "deny", "--help" | "-h"] => return Ok(Request::Help),
        ["test"] => Command::Test(Extent::Everything),
        ["test", "--fast"] => Command::Test(Extent::Fast),
        ["lint"] => Command::Lint,
        ["tidy"] => Command::Tidy,
        ["deny"] => Command::Deny,
        ["bench", rest @ ..] => measure("bench", rest),
        ["crash", rest @ ..] => measure("crash", rest),
        ["load", rest @ ..] => measure("load", rest),
        ["listen", rest @ ..] => measure("listen", rest),
        ["train", rest @ ..] => Command::Train(rest.iter().map(ToString::to_string).collect()),
        unknown => {
            return Err(Failure::new(format!(
                "there is no `cargo xtask {}`\nhint: `cargo xtask help` lists the commands",
                unknown.join(" ")
            )));
        }
    };
    Ok(Request::Run(command))
}

fn measure(which: &'static str, arguments: &[&str]) -> Command {
    let arguments = arguments.iter().map(ToString::to_string).collect();
    Command::Measure { which, arguments }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<Request> {
        let arguments: Vec<String> = line.split_whitespace().map(String::from).collect();
        parse(&arguments).ok()
    }

    #[test]
    fn commands() {
        for (line, expected) in [
            ("test", Command::Test(Extent::Everything)),
            ("test --fast", Command::Test(Extent::Fast)),
            ("lint", Command::Lint),
            ("tidy", Command::Tidy),
            ("deny", Command::Deny),
            ("load --calls 9", measure("load", &["--calls", "9"])),
            ("crash --help", measure("crash", &["--help"])),
        ] {
            assert_eq!(parsed(line), Some(Request::Run(expected)), "{line}");
        }
    }

    #[test]
    fn help_is_never_far() {
        for line in [
            "",
            "help",
            "--help",
            "-h",
            "help test",
            "test --help",
            "deny -h",
        ] {
            assert_eq!(parsed(line), Some(Request::Help), "{line}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in ["tests", "test --slow", "test --fast --fast", "lint now"] {
            assert_eq!(parsed(line), None, "{line}");
        }
    }

    #[test]
    fn every_command_is_in_the_help() {
        for command in [
            "test",
            "test --fast",
            "lint",
            "tidy",
            "deny",
            "bench",
            "crash",
            "load",
        ] {
            assert!(HELP.contains(&format!("\n  {command} ")), "{command}");
        }
    }
}
