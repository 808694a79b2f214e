//! The command line of the measurements: arguments, one measurement, its verdict as exit code.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use midcall::output;
use midcall_bench::{Result, Verdict, crash, ingest, listen, load, subject};

/// The one that `midcall` runs with: servers under measurement are this program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures Midcall from outside.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    which: Which,
}

#[derive(Debug, Subcommand)]
enum Which {
    /// How fast deliveries are taken in, beside a server that only reads, verifies and answers.
    Bench(ingest::Options),
    /// How many calls at once, from the webhook to the lead in Salesforce.
    Load(load::Options),
    /// What hearing an utterance costs.
    Listen(listen::Options),
    /// What kill -9 loses.
    Crash(crash::Options),
    /// A server under measurement, in a process of its own.
    #[command(hide = true)]
    Subject(subject::Options),
}

fn main() -> ExitCode {
    match run(Cli::parse().which) {
        Ok(Verdict::Passed) => ExitCode::SUCCESS,
        Ok(Verdict::Failed) => ExitCode::from(1),
        Err(error) => {
            output::talk(&format!("error: {}", output::chain(&*error)));
            ExitCode::from(2)
        }
    }
}

fn run(which: Which) -> Result<Verdict> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        match which {
            Which::Bench(options) => ingest::run(options).await,
            Which::Load(options) => load::run(options).await,
            Which::Listen(options) => listen::run(&options),
            Which::Crash(options) => crash::run(options).await,
            Which::Subject(options) => subject::run(options).await,
        }
    })
}
