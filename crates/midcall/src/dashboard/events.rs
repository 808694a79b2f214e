//! Tells an open page that something changed. What changed is not said: the page asks again and
//! gets the truth, so no event can be wrong, and a lost one costs nothing.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures_util::{Stream, stream};
use midcall_store::Result;
use tokio::time::Instant;

use crate::node::Node;

/// The store is looked at this often, by each page that is open and by nobody else.
const LOOK_PERIOD: Duration = Duration::from_millis(500);
/// A stream ends after this and the browser opens the next one, so that a server that is told to
/// stop need not wait long for open pages.
const STREAM_LENGTH: Duration = Duration::from_secs(4);
/// How long the browser waits before it opens the next stream.
const REOPEN_AFTER: Duration = Duration::from_millis(250);

/// `GET /events`
pub(super) async fn stream(State(node): State<Arc<Node>>, headers: HeaderMap) -> Response {
    // A browser that opens the next stream says which event it saw last.
    let seen = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    Sse::new(changes(node, seen)).into_response()
}

/// An event for each mark that differs from the one seen before.
fn changes(
    node: Arc<Node>,
    seen: Option<String>,
) -> impl Stream<Item = std::result::Result<Event, Infallible>> {
    let end = Instant::now() + STREAM_LENGTH;
    stream::unfold((node, seen), move |(node, seen)| async move {
        while Instant::now() < end {
            // A store that cannot be read ends the stream; the browser tries again.
            let mark = mark(&node).await.ok()?;
            if seen.as_ref() != Some(&mark) {
                // Browsers ignore an event without data, so it carries a dash.
                let event = Event::default()
                    .event("changed")
                    .id(&mark)
                    .retry(REOPEN_AFTER)
                    .data("-");
                return Some((Ok(event), (node, Some(mark))));
            }
            tokio::time::sleep(LOOK_PERIOD).await;
        }
        None
    })
}

/// Differs whenever a page would: what has been folded, and how much of it is left to do.
///
/// The fold's cursor and not the journal's end: an entry is in the journal some moments before a
/// page can show it.
async fn mark(node: &Node) -> Result<String> {
    let folded = node.store.fold_cursor().await?;
    let left = node.store.backlog(&node.workspace).await?;
    Ok(format!(
        "{folded}.{}.{}.{}.{}.{}.{}",
        left.live_calls,
        left.due_leads,
        left.oldest_change_at.map_or(0, |at| at.0),
        left.blocked_leads,
        left.unknown_requests,
        left.queued_requests
    ))
}
