//! Vapi on the wire: whether a delivery is Vapi's, what it says, what it waits for, and the few
//! things we ask of Vapi's REST API.
//!
//! A delivery passes through here in this order: [`verify`] looks at its headers and raw bytes,
//! [`Envelope`] reads the least that is needed to keep it, [`reply`] knows whether Vapi waits for
//! an answer, and [`ServerMessage`] reads all of it later. [`operations`] are requests and answers
//! as values; [`Client`] sends one over any HTTP service.
//!
//! Nothing here opens a socket, reads a clock, or knows what a signal or a Lead's field is.
//! Whatever may identify a person or grant access prints as `[redacted]`.

mod call_info;
mod client;
mod connection;
mod control_url;
mod envelope;
mod error;
mod iso;
mod json;
mod lead_hint;
mod message;
pub mod messages;
pub mod operations;
mod phone_number;
mod redacted;
pub mod reply;
pub mod verify;

pub use call_info::{CallInfo, CallKind};
pub use client::{Client, Http};
pub use connection::{Connection, ConnectionError};
pub use control_url::ControlUrl;
pub use envelope::{Envelope, EnvelopeError};
pub use error::{ApiError, FailureClass};
pub use lead_hint::{HintSource, LeadHint, METADATA_LEAD_ID, METADATA_REQUEST_ID};
pub use message::{MessageBody, ServerMessage};
pub use operations::Operation;
pub use phone_number::PhoneNumber;
pub use redacted::{Redacted, Secret};
