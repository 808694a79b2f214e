//! The `midcall` command: parse, run one command, turn its result into an exit code.

mod cli;
mod commands;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;
use midcall::output;

/// Deliveries are allocated on one thread and freed on another, which the system's allocator pays
/// for with a third of the CPU of taking one in.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            // Help and version are asked for; anything else the user can fix.
            let code = u8::from(usage.use_stderr());
            let _ = usage.print();
            return ExitCode::from(code);
        }
    };
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::talk(&format!("error: {failure}"));
            ExitCode::from(failure.code())
        }
    }
}
