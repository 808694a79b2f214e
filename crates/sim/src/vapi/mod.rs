//! The simulated Vapi: calls written down as scripts, the webhooks Vapi would send of them, what
//! may happen to those on the way, and the part of Vapi's REST API that places and reads calls.

pub mod api;
pub mod expand;
pub mod generate;
pub mod play;
pub mod sample;
pub mod script;
pub mod sign;
pub mod webhook;

mod assistant;
mod cues;
mod delivery;
mod history;
mod ids;
mod library;
mod phrases;
mod report;
mod snapshot;
mod speech;
mod subscription;
mod wire_time;

pub use delivery::{Delivery, Kind};
pub use library::{script_named, scripts};
pub use snapshot::Snapshot;
pub use subscription::Subscription;
