//! One file per command; each is thin and says only what is done in which order.

mod deny;
mod lint;
mod measure;
mod test;
mod tidy;
mod train;

use std::process::ExitCode;

use crate::cli::Command;
use crate::failure::Result;
use crate::steps;
use crate::workspace::Workspace;

/// Carries out a command.
///
/// # Errors
/// What stopped it. Failing tests are no error but an exit code: the totals have said it already.
pub(crate) fn run(workspace: &Workspace, command: Command) -> Result<ExitCode> {
    match command {
        Command::Test(extent) => return test::run(workspace, extent),
        Command::Lint => steps::run(workspace, lint::STEPS)?,
        Command::Tidy => tidy::check(workspace)?,
        Command::Deny => deny::check(workspace)?,
        Command::Train(arguments) => train::run(workspace, &arguments)?,
        Command::Measure { which, arguments } => measure::run(workspace, which, &arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}
