//! A simulated Vapi, a simulated Salesforce org and a simulated language model, as they behave on
//! the wire.
//!
//! Written from what the vendors document and from recorded traffic, and checked with clients
//! that other people wrote. Knows none of Midcall's own types: a simulator that shares code with
//! the client it tests would share its mistakes.

pub mod clock;
pub mod llm;
pub mod rng;
pub mod salesforce;
pub mod vapi;
