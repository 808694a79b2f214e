//! Arguments of `midcall setup`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct Setup {
    #[command(subcommand)]
    pub(crate) what: SetupCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SetupCommand {
    /// Install fields, permission sets, routing, lists and a report; a second run changes nothing.
    Salesforce(SetupSalesforce),
}

#[derive(Debug, Args)]
pub(crate) struct SetupSalesforce {
    /// Show what would be done, and do nothing.
    #[arg(long, conflicts_with_all = ["yes", "export"])]
    pub(crate) plan: bool,
    /// Do it without asking.
    #[arg(long, conflicts_with = "export")]
    pub(crate) yes: bool,
    /// Make the flows run. Without this, new flows come as drafts and those there stay as they are.
    #[arg(long)]
    pub(crate) activate_flows: bool,
    /// Write the same as a project for the Salesforce CLI into this folder; no org is asked.
    #[arg(long, value_name = "DIR")]
    pub(crate) export: Option<PathBuf>,
}
