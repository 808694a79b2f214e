//! The shape of whatever carries requests to Salesforce: a socket in production, the simulated org
//! in a test. It is a type and nothing more, so that this crate needs neither.

use bytes::Bytes;
use tower::{BoxError, util::BoxCloneSyncService};

/// Carries one request and brings its answer. Its error means that no answer came, which leaves
/// open whether Salesforce did the work.
pub type Http = BoxCloneSyncService<http::Request<Bytes>, http::Response<Bytes>, BoxError>;
