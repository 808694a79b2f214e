//! Arguments of `midcall setup`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Setup {
    /// Show what would be done on both sides, and do nothing.
    #[arg(long, conflicts_with = "yes")]
    pub(crate) plan: bool,
    /// Do it without asking.
    #[arg(long)]
    pub(crate) yes: bool,
    /// One side; without it, every side that is configured.
    #[command(subcommand)]
    pub(crate) what: Option<SetupCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SetupCommand {
    /// Install fields, permission sets, routing, lists, reports and a dashboard, and give the
    /// integration user its permission set; a second run changes nothing.
    Salesforce(SetupSalesforce),
    /// Make or extend the assistant, its tools, the server credential and the phone number; a second
    /// run changes nothing, and what was edited in the dashboard stays.
    Vapi(SetupVapi),
}

#[derive(Debug, Default, Args)]
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
    /// Give this user the permission set and the license that it takes; without it, whoever setup is
    /// signed in as, if that is an integration user.
    #[arg(long, value_name = "USERNAME", conflicts_with = "export")]
    pub(crate) assign_to: Option<String>,
    /// Write the same as a project for the Salesforce CLI into this folder; no org is asked.
    #[arg(long, value_name = "DIR")]
    pub(crate) export: Option<PathBuf>,
}

#[derive(Debug, Default, Args)]
pub(crate) struct SetupVapi {
    /// Show what would be done, and do nothing.
    #[arg(long, conflicts_with = "yes")]
    pub(crate) plan: bool,
    /// Do it without asking.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Where Vapi reaches `midcall serve`, if it is neither MIDCALL_PUBLIC_URL nor a tunnel of it.
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// Take a number of Vapi's, in this area of the US if one is given.
    #[arg(long, value_name = "AREA", num_args = 0..=1, default_missing_value = "", conflicts_with = "import_number")]
    pub(crate) buy_number: Option<String>,
    /// Bring a number from the Twilio account that TWILIO_ACCOUNT_SID names.
    #[arg(long, value_name = "+1415…")]
    pub(crate) import_number: Option<String>,
    /// Give Vapi the secret again, after WEBHOOK_SECRET has changed.
    #[arg(long)]
    pub(crate) renew_credential: bool,
    /// Write the ids into .env in this folder, for `midcall serve`.
    #[arg(long)]
    pub(crate) save: bool,
}
