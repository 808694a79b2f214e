//! `midcall completions SHELL`

use clap::CommandFactory;

use crate::cli::Cli;

pub(super) fn run(shell: clap_complete::Shell) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "midcall", &mut script);
    midcall::output::data(String::from_utf8_lossy(&script).trim_end());
}
