//! The org without a socket: a service that takes whole requests and gives whole answers, or the
//! error a client sees when the connection breaks.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use tower::{BoxError, ServiceExt, util::BoxCloneSyncService};

use super::Org;

impl Org {
    /// The org as a service, for clients that are given one in place of a network.
    ///
    /// Where a fault resets the connection or cuts the answer short, the call fails, as it does
    /// over a socket.
    #[must_use]
    pub fn in_process(&self) -> BoxCloneSyncService<Request<Bytes>, Response<Bytes>, BoxError> {
        let router = self.router();
        BoxCloneSyncService::new(tower::service_fn(move |request: Request<Bytes>| {
            let router = router.clone();
            async move {
                let request = request.map(axum::body::Body::from);
                let (parts, body) = router.oneshot(request).await?.into_parts();
                let body = body.collect().await?.to_bytes();
                Ok(Response::from_parts(parts, body))
            }
        }))
    }
}
