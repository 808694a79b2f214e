//! `cargo xtask`: everything a developer or CI does, as one program that needs only cargo.
//!
//! This file is wiring: parse the arguments, run one command, turn its result into an exit code.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the person at the terminal is this program's job"
)]

mod cli;
mod commands;
mod failure;
mod outside;
mod process;
mod steps;
mod tally;
mod tidy;
mod workspace;

use std::env;
use std::process::ExitCode;

use crate::cli::Request;
use crate::failure::Result;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    run(&arguments).unwrap_or_else(|failure| {
        eprintln!("error: {failure}");
        ExitCode::FAILURE
    })
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    match cli::parse(arguments)? {
        Request::Help => {
            print!("{}", cli::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Request::Run(command) => {
            let workspace = Workspace::load()?;
            commands::run(&workspace, command)
        }
    }
}
