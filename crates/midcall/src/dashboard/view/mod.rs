//! What pages are given: plain values in the words people read, made from [`crate::views`].

mod arrivals;
mod attention;
mod beside;
mod call;
mod chart;
mod home;
mod moment;
mod outside;
mod queue;
#[cfg(test)]
mod sample;
mod signal;
mod transcript;
mod wording;
mod write;

pub(super) use arrivals::Arrivals;
pub(super) use attention::{AttentionPage, BlockedLead, Delivery, WaitingCall};
pub(super) use beside::Beside;
pub(super) use call::{Call, CallPage, CallRow, Context};
pub(super) use home::{Frame, HomePage, Strip};
pub(super) use queue::Queue;
pub(super) use write::Destination;
