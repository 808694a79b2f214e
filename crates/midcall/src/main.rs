//! The `midcall` command: parse, run one command, turn its result into an exit code.

mod cli;
mod commands;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;
use midcall::output;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::talk(&format!("error: {failure}"));
            ExitCode::from(failure.code())
        }
    }
}
