//! The whole program in one process: webhooks come in over the real router, Salesforce is the
//! simulated org over its real wire, and the steps are called one by one under a clock turned by
//! hand.

#![cfg(test)]

mod account;
mod activities;
mod advice;
mod allowance;
mod answers;
mod app;
mod calls;
mod claims;
mod do_not_call;
mod doctor;
mod doctor_access;
mod doctor_vapi;
mod endings;
mod fields;
mod identity;
mod import;
mod inbound;
mod kills;
mod leaks;
mod ledger;
mod log;
mod logins;
mod nudges;
mod openapi;
mod outages;
mod queue;
mod reading_back;
mod refusals;
mod rubric;
mod samples;
#[cfg(feature = "third-party")]
mod sdk;
mod setup;
mod setup_access;
mod setup_dashboard;
mod setup_vapi;
mod silence;
mod truth;
