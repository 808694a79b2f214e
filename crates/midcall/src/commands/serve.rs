//! `midcall serve`

use std::{sync::Arc, time::Duration};

use midcall::{
    clock::Clock,
    config::{self, Overrides, Settings},
    output, run,
    tunnel::{self, Tunnel},
    wiring::{self, Trust, Vendors},
};
use tokio::{net::TcpListener, signal};

use super::{Failure, node_name};
use crate::{
    cli::{Serve, TunnelAgent},
    telemetry,
};

pub(super) async fn run(args: Serve, mut overrides: Overrides) -> Result<(), Failure> {
    telemetry::start(&overrides.environment);
    overrides
        .flags
        .extend(args.listen.map(|listen| ("listen".to_owned(), listen)));
    let mut settings = config::load(&overrides)?;
    let trust = if args.insecure_no_auth {
        Trust::Anything
    } else {
        Trust::Proven
    };
    wiring::check(&settings, trust)?;
    let store = wiring::open_store(&settings)?;
    let vendors = Vendors::on_the_network(&settings)?;
    let name = node_name(&settings, "serve");
    let listener = listen(&settings).await?;
    let tunnel = match args.tunnel {
        Some(agent) => Some(open_tunnel(agent, &listener, &mut settings).await?),
        None => None,
    };
    let node = Arc::new(wiring::node(
        &name,
        settings,
        store,
        vendors,
        Clock::System,
        trust,
    )?);
    if node.salesforce.is_none() {
        tracing::warn!(
            "Salesforce is not configured: calls are kept and read, nothing is written to it"
        );
    }
    let stop = asked_to_stop().map_err(Failure::ours)?;
    let server = run::start(node, listener).map_err(Failure::ours)?;
    output::talk(&format!(
        "midcall is listening on http://{}",
        server.address
    ));
    if trust == Trust::Anything {
        tokio::spawn(warn_of_no_auth());
    }
    stop.await.map_err(Failure::ours)?;
    output::talk("stopping: answering what is under way");
    if let Some(tunnel) = tunnel {
        tunnel.close().await;
    }
    server.stop().await;
    Ok(())
}

async fn listen(settings: &Settings) -> Result<TcpListener, Failure> {
    let listen = settings.listen;
    TcpListener::bind(listen).await.map_err(|error| {
        Failure::yours(format!(
            "cannot listen on {listen}: {error}\nhint: choose another address with --listen or PORT"
        ))
    })
}

/// Opens a tunnel to the listener; its address is the public one from here on.
async fn open_tunnel(
    agent: TunnelAgent,
    listener: &TcpListener,
    settings: &mut Settings,
) -> Result<Tunnel, Failure> {
    let port = listener.local_addr().map_err(Failure::ours)?.port();
    let agent = match agent {
        TunnelAgent::Ngrok => tunnel::Agent::Ngrok,
        TunnelAgent::Cloudflared => tunnel::Agent::Cloudflared,
    };
    let opened = tunnel::open(agent, port, &wiring::database_path(settings)?).await;
    let tunnel = opened.map_err(|error| {
        // The hint comes last, after what the system said.
        let text = error.to_string();
        let (what, hint) = text.split_once('\n').unwrap_or((&text, ""));
        let cause = std::error::Error::source(&error);
        let cause = cause.map_or_else(String::new, |cause| format!(": {cause}"));
        Failure::yours(format!("{what}{cause}\n{hint}"))
    })?;
    settings.public_url.clone_from(&tunnel.address);
    output::talk(&format!(
        "the internet reaches this server at {}\nnext: `midcall setup vapi` in another terminal points Vapi there",
        tunnel.address
    ));
    Ok(tunnel)
}

async fn warn_of_no_auth() {
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    loop {
        minute.tick().await;
        tracing::warn!(
            "Webhooks are taken from anybody (--insecure-no-auth): set WEBHOOK_SECRET before this is reachable from elsewhere"
        );
    }
}

/// Listens for the signal that asks to stop, from this call on: whoever sees the address may send it.
pub(super) fn asked_to_stop() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    #[cfg(unix)]
    let mut terminated = signal::unix::signal(signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let mut interrupted = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        #[cfg(not(unix))]
        signal::ctrl_c().await?;
        Ok(())
    })
}
