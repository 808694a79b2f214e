//! One file a command, thin.

mod attach;
mod backfill;
mod call;
mod completions;
mod demo;
mod doctor;
mod enqueue;
mod eval;
mod extract;
mod failure;
mod lists;
mod login;
mod logout;
mod queue;
mod replay;
mod retry;
mod serve;
mod setup;
mod show;

use std::sync::Arc;

pub(crate) use failure::Failure;
use midcall::{
    clock::Clock,
    config::{self, Overrides, Settings},
    node::Node,
    wiring::{self, Trust, Vendors},
};

use crate::cli::{CallCommand, Cli, Command, LeadCommand, LoginCommand, LogoutCommand};

/// Runs one command to its end.
pub(crate) fn run(cli: Cli) -> Result<(), Failure> {
    let overrides = Overrides {
        file: cli.config,
        ..Overrides::of_process()
    };
    let is_json = cli.json;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::ours)?;
    let outcome = runtime.block_on(async move {
        match cli.command {
            Command::Serve(args) => serve::run(args, overrides).await,
            Command::Demo(args) => demo::run(args, is_json).await,
            Command::Login(LoginCommand::Salesforce(args)) => {
                login::salesforce(args, &overrides, is_json).await
            }
            Command::Logout(LogoutCommand::Salesforce) => {
                logout::salesforce(&overrides, is_json).await
            }
            Command::Doctor(args) => doctor::run(&args, &overrides, is_json).await,
            Command::Eval(args) => eval::eval(&args, &config::load(&overrides)?, is_json),
            Command::Backfill(args) => backfill::run(args, &overrides, is_json).await,
            Command::Setup(args) => setup::run(args, &overrides, is_json).await,
            Command::Extract => extract::extract(&config::load(&overrides)?),
            Command::Completions { shell } => {
                completions::run(shell);
                Ok(())
            }
            command => {
                let node = visitor(&overrides)?;
                match command {
                    Command::Call(args) => match args.show {
                        Some(CallCommand::Show { id }) => show::call(&node, &id, is_json).await,
                        None => call::run(&node, args, is_json).await,
                    },
                    Command::Enqueue(args) => enqueue::run(&node, args, is_json).await,
                    Command::Queue(args) => queue::run(&node, args, is_json).await,
                    Command::Attach(args) => attach::run(&node, args, is_json).await,
                    Command::Calls(args) => lists::calls(&node, args.limit, is_json).await,
                    Command::Leads(args) => lists::leads(&node, args.limit, is_json).await,
                    Command::Lead(args) => {
                        let LeadCommand::Show { id } = args.show;
                        show::lead(&node, &id, is_json).await
                    }
                    Command::Blocked(args) => lists::blocked(&node, args.limit, is_json).await,
                    Command::Retry(args) => retry::run(&node, args, is_json).await,
                    Command::Replay(args) => replay::run(&node, args, is_json).await,
                    Command::Serve(_)
                    | Command::Demo(_)
                    | Command::Login(_)
                    | Command::Logout(_)
                    | Command::Doctor(_)
                    | Command::Eval(_)
                    | Command::Backfill(_)
                    | Command::Setup(_)
                    | Command::Extract
                    | Command::Completions { .. } => Ok(()),
                }
            }
        }
    });
    // What still runs in the background (compressing a segment) can be cut off at any moment.
    runtime.shutdown_background();
    outcome
}

/// A node that looks at the data beside a running server, or without one.
fn visitor(overrides: &Overrides) -> Result<Arc<Node>, Failure> {
    let settings = config::load(overrides)?;
    let path = wiring::database_path(&settings)?;
    if !path.exists() {
        return Err(Failure::yours(format!(
            "there is no database at {}\nhint: run this where `midcall serve` runs, or set DATABASE_URL",
            path.display()
        )));
    }
    let store = midcall_store::Store::visit(wiring::store_options(&settings)?)?;
    let vendors = Vendors::on_the_network(&settings)?;
    let name = node_name(&settings, "cli");
    Ok(Arc::new(wiring::node(
        &name,
        settings,
        store,
        vendors,
        Clock::System,
        Trust::Anything,
    )?))
}

/// A name for leases that no other process has.
fn node_name(_settings: &Settings, role: &str) -> String {
    format!("{role}-{}-{}", std::process::id(), Clock::System.now().0)
}
