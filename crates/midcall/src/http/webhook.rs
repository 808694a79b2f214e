//! The webhook: bytes in, ingest step, answer out.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::problem::Problem;
use crate::{
    ingest::{self, Delivery},
    node::Node,
};

/// Bodies grow with the call; hours of conversation stay below this.
const BODY_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Vapi waits 20 seconds for an answer, so a body that takes longer to come is of no use to it.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// `POST /webhook/vapi`
pub(super) async fn receive(State(node): State<Arc<Node>>, request: Request) -> Response {
    match take(&node, request).await {
        Ok(answer) => ([(CONTENT_TYPE, "application/json")], answer).into_response(),
        Err(problem) => {
            node.metrics.turned_away(problem.code());
            if problem.code() == "unauthorized" {
                node.watch.refused(node.clock.now());
            }
            problem.into_response()
        }
    }
}

async fn take(node: &Node, request: Request) -> Result<Bytes, Problem> {
    let (parts, body) = request.into_parts();
    let body = read(body).await?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let delivery = Delivery {
        method: &parts.method,
        path,
        headers: &parts.headers,
        body,
    };
    Ok(ingest::step(node, delivery).await?)
}

async fn read(body: Body) -> Result<Bytes, Problem> {
    let reading = Limited::new(body, BODY_BYTES_MAX).collect();
    match tokio::time::timeout(BODY_TIMEOUT, reading).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "The body is longer than 5 MiB.",
        )),
        Ok(Err(_)) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "body_incomplete",
            "The body ended before it was complete.",
        )),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "body_too_slow",
            "The body did not arrive within 20 seconds.",
        )),
    }
}
