//! Arguments only: no behavior.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

mod access;
mod backfill;
mod queue;
mod setup;

pub(crate) use access::{Doctor, LoginCommand, LoginSalesforce, LogoutCommand};
pub(crate) use backfill::Backfill;
pub(crate) use queue::{Enqueue, Queue, QueueCommand};
pub(crate) use setup::{Setup, SetupCommand, SetupSalesforce, SetupVapi};

/// What a prospect says to a voice agent is in Salesforce before the call ends.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    /// Read settings from this file instead of midcall.toml.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print JSON instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Take webhooks in and keep Salesforce saying what was heard.
    Serve(Serve),
    /// Watch it work: simulated calls, a simulated Salesforce, the real server in between.
    Demo(Demo),
    /// Log in to Salesforce.
    #[command(subcommand)]
    Login(LoginCommand),
    /// Log out of Salesforce.
    #[command(subcommand)]
    Logout(LogoutCommand),
    /// Check everything that has to be right, and say what to do where it is not.
    Doctor(Doctor),
    /// Bring the org and the Vapi account into the state in which Midcall works.
    Setup(Setup),
    /// Call a lead now, or show a call.
    #[command(args_conflicts_with_subcommands = true)]
    Call(Call),
    /// Put many leads into the queue of those to be called.
    Enqueue(Enqueue),
    /// Show who waits to be called, and what for.
    Queue(Queue),
    /// Say which lead a call belongs to.
    Attach(Attach),
    /// List calls, newest first.
    Calls(List),
    /// List leads.
    Leads(List),
    /// Show a lead: what it should say and what Salesforce was last seen to say.
    Lead(Lead),
    /// List what waits for a person, with the reason and what to do.
    Blocked(List),
    /// Take up again what waited for a person: one lead, one call without a lead, or all.
    Retry(Retry),
    /// Read from Vapi what did not arrive here: calls that are unknown, unfinished or silent.
    Backfill(Backfill),
    /// Rebuild the calls from the journal and compare them with what is saved.
    Replay(Replay),
    /// Read labelled calls from standard input, print what is heard in them turn by turn.
    Extract,
    /// Compare what is heard in labelled calls with their labels.
    Eval(Eval),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Where to listen, as in 127.0.0.1:3000.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<String>,
    /// Take deliveries from anybody. For a trial on this machine only.
    #[arg(long)]
    pub(crate) insecure_no_auth: bool,
    /// Let the internet in for development: starts the agent of that name, which must be installed.
    #[arg(long, value_name = "AGENT")]
    pub(crate) tunnel: Option<TunnelAgent>,
}

/// What can make an address that the internet reaches.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum TunnelAgent {
    /// ngrok's agent, with the account it is logged in to (NGROK_AUTHTOKEN).
    Ngrok,
    /// Cloudflare's, with an address of trycloudflare.com that lasts as long as it runs.
    Cloudflared,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Exit when all is played and checked: 0 if Salesforce holds what was said, else 1.
    #[arg(long)]
    pub(crate) once: bool,
    /// How many times faster than life the calls go by.
    #[arg(long, default_value_t = 6.0, value_name = "N")]
    pub(crate) speed: f64,
    /// How many calls besides the founding story.
    #[arg(long, default_value_t = 7, value_name = "N")]
    pub(crate) calls: usize,
    /// Varies how the calls go, and which ones are made up beyond the written ones.
    #[arg(long, default_value_t = 7, value_name = "N")]
    pub(crate) seed: u64,
    /// The live page's port; 0 picks a free one.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(crate) port: u16,
    /// Only the simulated vendors, for a server of your own: prints the environment in which
    /// `midcall setup`, `serve` and `call` meet them.
    #[arg(long, conflicts_with = "once")]
    pub(crate) vendors: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Call {
    /// The lead's Salesforce id, 15 or 18 characters.
    #[arg(long, value_name = "ID", requires = "phone")]
    pub(crate) lead: Option<String>,
    /// The number to dial, with country code (E.164).
    #[arg(long, value_name = "+1555…", requires = "lead")]
    pub(crate) phone: Option<String>,
    /// Not before this moment, as in 2026-11-20T15:00:00Z: `midcall serve` makes the call then.
    #[arg(long, value_name = "TIME", requires = "lead")]
    pub(crate) not_before: Option<String>,
    /// Any text of yours: the same key never dials twice.
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    #[command(subcommand)]
    pub(crate) show: Option<CallCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CallCommand {
    /// Show a call: transcript, signals with their quotes, how far Salesforce has followed.
    Show {
        /// Vapi's id of the call.
        id: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Attach {
    /// Vapi's id of the call.
    #[arg(value_name = "CALL")]
    pub(crate) call: String,
    /// The lead's Salesforce id, 15 or 18 characters.
    #[arg(long, value_name = "ID")]
    pub(crate) lead: String,
    /// Who says so: kept with the call.
    #[arg(long, value_name = "NAME", default_value = "command line")]
    pub(crate) who: String,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// List at most this many.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) limit: usize,
}

#[derive(Debug, Args)]
pub(crate) struct Lead {
    #[command(subcommand)]
    pub(crate) show: LeadCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LeadCommand {
    /// Show a lead.
    Show {
        /// The lead's Salesforce id, 15 or 18 characters.
        id: String,
    },
}

#[derive(Debug, Args)]
#[group(required = true)]
pub(crate) struct Retry {
    /// The lead's Salesforce id, or Vapi's id of a call whose lead is not known.
    #[arg(value_name = "LEAD|CALL")]
    pub(crate) id: Option<String>,
    /// All that waits.
    #[arg(long, conflicts_with = "id")]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Eval {
    /// Files of labelled calls, one JSON object a line, as in evals/.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Only calls with this tag.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Option<String>,
    /// Figures for each tag as well.
    #[arg(long)]
    pub(crate) by_tag: bool,
    /// Show what has changed since these figures were recorded.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write the figures down, for a later --baseline.
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Print one call instead, with the words that counted.
    #[arg(long, value_name = "CALL")]
    pub(crate) explain: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// Only this call, by Vapi's id.
    #[arg(long, value_name = "ID")]
    pub(crate) call: Option<String>,
    /// Exit with 1 if anything differs.
    #[arg(long)]
    pub(crate) check: bool,
}
