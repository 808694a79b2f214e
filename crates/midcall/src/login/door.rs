//! Where the browser comes back to: a loopback port that is open for one login and closed after it.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    time::Duration,
};

use axum::{
    Router,
    extract::{RawQuery, State},
    response::Response,
    routing::get,
};
use midcall_salesforce::auth::RedirectError;
use midcall_store::Store;
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot, watch},
    task::JoinSet,
};

use super::{Attempt, Done, Error, page};
use crate::{clock::Clock, outbound::Http};

/// The page is small and the browser is on this machine.
const LAST_PAGE_MAX: Duration = Duration::from_secs(3);
/// Browsers that come while one is being answered wait; more are turned away.
const WAITING_MAX: usize = 8;

/// An answer that came in, and where its page goes.
type Visit = (String, oneshot::Sender<Response>);

/// The open port.
#[derive(Debug)]
pub struct Door {
    listeners: Vec<TcpListener>,
    port: u16,
}

impl Door {
    /// Opens the port on this machine's own addresses; 0 takes any that is free.
    ///
    /// # Errors
    ///
    /// When another program has it.
    pub async fn open(port: u16) -> Result<Self, Error> {
        let failed = |why| Error::Port { port, why };
        let listener = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), port))
            .await
            .map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        // Some browsers take `localhost` for this one first. Not every machine has it.
        let second = TcpListener::bind((IpAddr::V6(Ipv6Addr::LOCALHOST), port)).await;
        Ok(Self {
            listeners: [Ok(listener), second].into_iter().flatten().collect(),
            port,
        })
    }

    /// Where the browser has to be sent, and what the app has to list.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        redirect_uri(self.port)
    }

    /// Waits for the browser, finishes the login, and shows the person how it went.
    ///
    /// Answers that belong to another login are turned away and do not end the wait.
    ///
    /// # Errors
    ///
    /// When nobody comes in time, or the login comes to nothing.
    pub async fn finish(
        self,
        attempt: Attempt,
        http: &Http,
        store: &Store,
        workspace: &str,
        clock: &Clock,
        wait: Duration,
    ) -> Result<Done, Error> {
        let (visits, mut visitors) = mpsc::channel::<Visit>(WAITING_MAX);
        let (close, closed) = watch::channel(());
        let mut servers = JoinSet::new();
        for listener in self.listeners {
            let router = Router::new()
                .route("/callback", get(come_in))
                .with_state(visits.clone());
            let mut closed = closed.clone();
            let server = axum::serve(listener, router).with_graceful_shutdown(async move {
                let _ = closed.changed().await;
            });
            servers.spawn(server.into_future());
        }
        let timed_out = tokio::time::sleep(wait);
        tokio::pin!(timed_out);
        let outcome = loop {
            let (query, answer) = tokio::select! {
                visit = visitors.recv() => match visit {
                    Some(visit) => visit,
                    None => continue,
                },
                () = &mut timed_out => {
                    break Err(Error::TimedOut { minutes: wait.as_secs().div_ceil(60) });
                }
            };
            let outcome = match attempt.code(&query) {
                Err(stray @ (RedirectError::NoAnswer | RedirectError::OtherState)) => {
                    let _ = answer.send(page::failed(&stray.into()));
                    continue;
                }
                Err(refused) => Err(refused.into()),
                Ok(code) => attempt.finish(&code, http, store, workspace, clock).await,
            };
            let _ = answer.send(match &outcome {
                Ok(done) => page::done(done),
                Err(error) => page::failed(error),
            });
            break outcome;
        };
        let _ = close.send(());
        let _ = tokio::time::timeout(LAST_PAGE_MAX, servers.join_all()).await;
        outcome
    }
}

/// The callback URL for a port.
#[must_use]
pub fn redirect_uri(port: u16) -> String {
    format!("http://localhost:{port}/callback")
}

async fn come_in(State(visits): State<mpsc::Sender<Visit>>, RawQuery(query): RawQuery) -> Response {
    let (answer, page) = oneshot::channel();
    let visit = (query.unwrap_or_default(), answer);
    if visits.try_send(visit).is_err() {
        return page::over();
    }
    page.await.unwrap_or_else(|_| page::over())
}
