//! Answers that break off: a reset connection, a truncated body.

use std::io;

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};

/// Marks an answer that stands for a reset connection: no client may see it as an answer.
///
/// On a socket the server closes the connection; in process, whoever calls the router finds this
/// among the answer's extensions and gives its own caller an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionReset;

/// An answer that never comes.
pub(crate) fn reset() -> Response {
    let failed = stream::iter([Err::<Bytes, _>(broke())]);
    let mut response = Response::new(Body::from_stream(failed));
    response.extensions_mut().insert(ConnectionReset);
    response
}

/// The same answer, of which only the first half comes although all of it was announced.
pub(crate) fn truncated(response: Response, body: &Bytes) -> Response {
    if body.is_empty() {
        return reset();
    }
    let half = body.slice(..body.len() / 2);
    let cut = stream::iter([Ok(half)]).chain(stream::once(async {
        // Lets the server send what it has before the rest fails.
        tokio::task::yield_now().await;
        Err(broke())
    }));
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(
        http::header::CONTENT_LENGTH,
        http::HeaderValue::from(body.len()),
    );
    Response::from_parts(parts, Body::from_stream(cut))
}

fn broke() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}
