//! The child's side: start the server, answer questions about it, stop when the parent goes.

use std::{
    io::{BufRead, Write},
    path::PathBuf,
    sync::Arc,
};

use axum::serve::ListenerExt;
use clap::ValueEnum;
use midcall::{
    clock::Clock,
    config::{self, Overrides},
    node::Node,
    run,
    wiring::{self, Trust, Vendors},
};
use tokio::net::TcpListener;
use tracing_subscriber::filter::{EnvFilter, LevelFilter};

use super::{bound, report::Usage};
use crate::{Result, Verdict, vendors};

/// Waves of webhooks leave their calls without an end. Settling those would be measured along with
/// whatever comes later.
const NEVER_S: &str = "86400";

/// Which server, on what.
#[derive(Debug, clap::Args)]
pub struct Options {
    server: Server,
    /// Where Midcall keeps its data.
    #[arg(long)]
    data: PathBuf,
    /// Where the simulated org is.
    #[arg(long)]
    salesforce: String,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Server {
    /// The least that any server must do.
    Bound,
    /// Midcall: doors, store and loops, as `midcall serve` starts them.
    Midcall,
}

/// Serves until the standard input ends.
///
/// # Errors
///
/// When the server cannot start.
pub async fn run(options: Options) -> Result<Verdict> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    say(&vendors::base_url(listener.local_addr()?))?;
    match options.server {
        Server::Bound => {
            let listener = listener.tap_io(|connection| {
                // As Midcall does it, or the two could not be compared.
                let _ = connection.set_nodelay(true);
            });
            tokio::spawn(async move { axum::serve(listener, bound::router()).await });
            report_until_the_end(None).await?;
        }
        Server::Midcall => {
            tracing_subscriber::fmt()
                .with_env_filter(
                    EnvFilter::builder()
                        .with_default_directive(LevelFilter::WARN.into())
                        .from_env_lossy(),
                )
                .with_writer(std::io::stderr)
                .init();
            let server = run::start(Arc::new(node(&options)?), listener)?;
            report_until_the_end(Some(Arc::clone(server.node()))).await?;
            server.stop().await;
        }
    }
    Ok(Verdict::Passed)
}

fn node(options: &Options) -> Result<Node> {
    let nowhere = "http://127.0.0.1:1";
    let mut environment = vendors::environment(&options.data, &options.salesforce, nowhere);
    environment.insert("MIDCALL_SETTLE_AFTER_S".to_owned(), NEVER_S.to_owned());
    let overrides = Overrides {
        environment,
        ..Overrides::default()
    };
    let settings = config::load(&overrides)?;
    let store = wiring::open_store(&settings)?;
    let vendors = Vendors::on_the_network(&settings)?;
    let clock = Clock::System;
    Ok(wiring::node(
        "bench",
        settings,
        store,
        vendors,
        clock,
        Trust::Proven,
    )?)
}

async fn report_until_the_end(node: Option<Arc<Node>>) -> Result<()> {
    tokio::task::spawn_blocking(move || {
        for line in std::io::stdin().lock().lines() {
            line?;
            let latencies = node.as_ref().map(|node| node.metrics.take_recent());
            let usage = Usage::of_this_process(latencies.unwrap_or_default())?;
            say(&serde_json::to_string(&usage)?)?;
        }
        Ok(())
    })
    .await?
}

fn say(line: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
