//! Answers that break off: a reset connection, a truncated body.

use std::io;

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderValue, header};

/// An answer that never comes. Its body fails before its head is sent, so a server on a socket
/// closes the connection without a word.
pub(crate) fn reset() -> Response {
    let failed = stream::iter([Err::<Bytes, _>(broke())]);
    Response::new(Body::from_stream(failed))
}

/// The same answer, of which only the first half comes although all of it was announced.
pub(crate) fn truncated(mut response: Response, body: &Bytes) -> Response {
    let half = body.slice(..body.len() / 2);
    let cut = stream::iter([Ok(half)]).chain(stream::once(async {
        // Lets a server send what it has before the rest fails.
        tokio::task::yield_now().await;
        Err(broke())
    }));
    let announced = HeaderValue::from(body.len());
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, announced);
    *response.body_mut() = Body::from_stream(cut);
    response
}

fn broke() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}
