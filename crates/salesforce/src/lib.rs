//! Salesforce on the wire: how to sign in, what to ask, and what its answers mean.
//!
//! Everything here turns values into `http::Request<Bytes>` and `http::Response<Bytes>` into
//! values. Nothing opens a socket, reads a clock, starts a task or knows a word of the product:
//! whoever holds an [`Http`] sends the requests, and [`classify`] says what a refusal calls for.
//!
//! Three layers, each its own place: [`operations`] spell requests and read answers, [`ApiError`]
//! keeps what Salesforce said as it said it, and [`Failure`] is the one judgment over it.
//!
//! Request bodies go out uncompressed although Salesforce honors `Content-Encoding: gzip`: bodies
//! stay below [`operations::BODY_BYTES_MAX`], the link is a data center's, and a body that can be
//! read as it was sent keeps recorded requests comparable byte by byte. Compressed answers are the
//! transport's business, which negotiates and undoes them.

mod answer;
mod api_name;
mod api_version;
pub mod auth;
pub mod datetime;
mod error;
mod error_item;
mod failure;
mod host;
mod id;
mod limits;
pub mod metadata;
pub mod operations;
mod percent;
mod record;
mod secret;
mod session;
pub mod soql;
mod transport;
mod vendor_text;

pub use api_name::{ApiName, ApiNameError};
pub use api_version::{ApiVersion, ApiVersionError};
pub use error::{ApiError, RecordRefusal, Refusal};
pub use error_item::ErrorItem;
pub use failure::{Class, Failure, Reason, classify, classify_record};
pub use host::{BaseUrl, HostError};
pub use id::{CONTACT_PREFIX, IdError, LEAD_PREFIX, RecordId};
pub use limits::{ApiUsage, api_usage};
pub use record::{Fields, Record};
pub use secret::Secret;
pub use session::{Operation, Session, TokenUnusable, UriTooLong};
pub use transport::Http;
pub use vendor_text::VendorText;
