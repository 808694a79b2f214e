//! The rules of Midcall, as pure functions: what a call's events mean, what they say about the
//! prospect, and what the Lead should therefore read.
//!
//! Nothing here reads a clock, rolls a dice, opens a socket or knows a vendor's name. Time and
//! chance are arguments. The path of a datum through this crate: a [`calls::CallEvent`] is applied
//! to a [`calls::CallState`]; its transcript is heard by a [`signals::Listener`], which answers
//! with claims, each proven by a quote; [`leads`] derives from all of a lead's calls what the Lead
//! should say.

pub mod calls;
pub mod claims;
pub mod identity;
pub mod leads;
pub mod signals;
pub mod time;
