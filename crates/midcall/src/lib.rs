//! The application, in reading order: a delivery is taken in ([`ingest`]), folded into what its
//! call has come to ([`fold`]), and brought to Salesforce ([`reconcile`]). [`place`] starts calls,
//! [`backfill`] asks Vapi for what did not arrive, [`answer`] answers what is asked on the line, [`nudge`]
//! tells agents what is missing.
//! Each is a step, an ordinary function that does one unit of work; [`run`] repeats the steps, and
//! tests call them one by one.

pub mod advise;
pub mod answer;
pub mod backfill;
pub mod clock;
pub mod config;
pub mod connection;
mod dashboard;
pub mod doctor;
pub mod eval;
pub mod fields;
pub mod fold;
pub mod http;
pub mod identity;
pub mod in_words;
pub mod ingest;
pub mod login;
pub mod metrics;
pub mod node;
pub mod nudge;
pub mod outbound;
pub mod output;
pub mod place;
pub mod probe;
pub mod reconcile;
pub mod run;
pub mod setup;
pub mod translate;
pub mod tunnel;
pub mod views;
pub mod vouch;
pub mod wiring;
