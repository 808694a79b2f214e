//! Whether a delivery is Vapi's: a shared secret or a signature, checked over the raw bytes before
//! anything is parsed.
//!
//! Vapi signs nothing by default, and there is no fixed scheme: what arrives depends on the
//! credential that was created for the server URL. All comparisons take the same time whether the
//! first byte differs or the last.

mod digest;
mod hmac_plan;
mod keys;
mod payload_format;
mod present;
mod shared_secret;
mod signed;
mod verifier;

pub use hmac_plan::{Algorithm, HmacPlan, InvalidPlan, SignatureEncoding};
pub use present::present;
pub use verifier::{Presented, Refusal, Verifier, WebhookAuth};
