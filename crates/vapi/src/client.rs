//! Sends an operation over any HTTP service. Retries nothing and means nothing: what a failure
//! means is [`FailureClass`](crate::FailureClass)'s to say, and when to try again the caller's.

use bytes::Bytes;
use http::{Request, Response};
use tower::{BoxError, ServiceExt as _, util::BoxCloneSyncService};

use crate::{ApiError, Connection, ControlUrl, Operation};

/// An HTTP client as a service, with its own timeouts: a real one, or a simulated Vapi.
pub type Http = BoxCloneSyncService<Request<Bytes>, Response<Bytes>, BoxError>;

/// Vapi's REST API.
#[derive(Clone, Debug)]
pub struct Client {
    http: Http,
    connection: Connection,
}

impl Client {
    /// A client that sends over `http` to where `connection` says.
    #[must_use]
    pub fn new(http: Http, connection: Connection) -> Self {
        Self { http, connection }
    }

    /// Whether commands for a call may be sent to this URL: to Vapi itself, or to this machine if
    /// that is where the API is.
    #[must_use]
    pub fn may_control(&self, url: &ControlUrl) -> bool {
        self.connection.may_control(url)
    }

    /// Sends one operation, once.
    ///
    /// # Errors
    ///
    /// If Vapi could not be reached, refused, or answered what we cannot read.
    pub async fn send<O: Operation>(&self, operation: &O) -> Result<O::Answer, ApiError> {
        let request = operation.request(&self.connection);
        let response = self.http.clone().oneshot(request).await;
        let response = response.map_err(|source| ApiError::Unreachable {
            source,
            repeatable: O::REPEATABLE,
        })?;
        O::answer(response)
    }
}
