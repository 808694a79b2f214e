//! Arguments of the commands about the outbound queue.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("source").required(true).args(["soql", "csv"])))]
pub(crate) struct Enqueue {
    /// Ask Salesforce: a query for Lead that selects Id and a number.
    #[arg(long, value_name = "QUERY")]
    pub(crate) soql: Option<String>,
    /// Read a file with a header: a column `Id`, a column `Phone`.
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// The field or column with the number, if it is neither Phone nor MobilePhone.
    #[arg(long, value_name = "NAME")]
    pub(crate) phone_field: Option<String>,
    /// A lead is called once for a batch of this name, however often it is enqueued.
    #[arg(long, default_value = "import", value_name = "NAME")]
    pub(crate) batch: String,
    /// Call nobody before this moment, as in 2026-11-20T15:00:00Z.
    #[arg(long, value_name = "TIME")]
    pub(crate) not_before: Option<String>,
    /// Who is called first when lines are short: -100 to 100, the higher.
    #[arg(
        long,
        default_value_t = 0,
        value_name = "N",
        allow_negative_numbers = true
    )]
    pub(crate) priority: i32,
    /// Say who would be called and who not, and why; queue nobody.
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Queue {
    /// List at most this many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) limit: usize,
    /// What ended too, newest first.
    #[arg(long)]
    pub(crate) all: bool,
    #[command(subcommand)]
    pub(crate) command: Option<QueueCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QueueCommand {
    /// Take the request to call a lead out of the queue.
    Cancel {
        /// The lead's Salesforce id, 15 or 18 characters.
        #[arg(value_name = "LEAD")]
        lead: String,
    },
    /// Let calls go out again that are held back: the day's limit no longer applies, Vapi is well.
    Resume,
}
