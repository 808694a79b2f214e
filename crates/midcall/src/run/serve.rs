//! A server: the doors and the loops, started together and stopped in order.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::serve::ListenerExt;
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
    task::JoinHandle,
};

use super::loops;
use crate::{http, node::Node};

/// Requests under way and folding get this long to end; orchestrators kill after ten seconds.
const DRAIN: Duration = Duration::from_secs(8);

/// A running server.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    doors: JoinHandle<std::io::Result<()>>,
    loops: Vec<JoinHandle<()>>,
    node: Arc<Node>,
}

/// Starts the doors and the loops.
///
/// # Errors
///
/// When the listener has no address.
pub fn start(node: Arc<Node>, listener: TcpListener) -> std::io::Result<Server> {
    let address = listener.local_addr()?;
    let (stop, stopping) = watch::channel(false);
    let changed = Arc::new(Notify::new());
    let loops = vec![
        fold_apart(Arc::clone(&node), Arc::clone(&changed), stopping.clone())?,
        tokio::spawn(loops::reconcile(
            Arc::clone(&node),
            changed,
            stopping.clone(),
        )),
        tokio::spawn(loops::settle(Arc::clone(&node), stopping.clone())),
        tokio::spawn(loops::place(Arc::clone(&node), stopping.clone())),
        tokio::spawn(loops::backfill(Arc::clone(&node), stopping.clone())),
        tokio::spawn(loops::advise(Arc::clone(&node), stopping.clone())),
        tokio::spawn(loops::identify(Arc::clone(&node), stopping.clone())),
        tokio::spawn(loops::nudge(Arc::clone(&node), stopping.clone())),
        tokio::spawn(loops::compact(node.store.clone(), stopping.clone())),
    ];
    let listener = listener.tap_io(|connection| {
        // Acknowledgements are small and should not wait for more.
        let _ = connection.set_nodelay(true);
    });
    let router = http::router(Arc::clone(&node));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let mut stopping = stopping;
    let doors = tokio::spawn(async move {
        axum::serve(listener, service)
            .with_graceful_shutdown(async move {
                let _ = stopping.wait_for(|stop| *stop).await;
            })
            .await
    });
    Ok(Server {
        address,
        stop,
        doors,
        loops,
        node,
    })
}

/// Runs the fold on a thread of its own: it computes for as long as it computes, and whoever waits
/// for an acknowledgment must not wait behind it.
fn fold_apart(
    node: Arc<Node>,
    changed: Arc<Notify>,
    stopping: watch::Receiver<bool>,
) -> std::io::Result<JoinHandle<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (ended, has_ended) = tokio::sync::oneshot::channel::<()>();
    std::thread::Builder::new()
        .name("midcall-fold".to_owned())
        .spawn(move || {
            runtime.block_on(loops::fold(node, changed, stopping));
            // Whoever waits for the end may be gone.
            let _ = ended.send(());
        })?;
    Ok(tokio::spawn(async move {
        // An error means that the thread ended by a panic, which has said so.
        let _ = has_ended.await;
    }))
}

impl Server {
    /// What it runs on.
    #[must_use]
    pub fn node(&self) -> &Arc<Node> {
        &self.node
    }

    /// Takes no new requests, answers those under way, folds what has been acknowledged, and stops.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        let drained = tokio::time::timeout(DRAIN, async {
            let _ = self.doors.await;
            for task in self.loops {
                let _ = task.await;
            }
        });
        if drained.await.is_err() {
            tracing::warn!("Stopped with work under way; it is taken up again at the next start");
        }
        self.node.store.clone().close();
    }
}
