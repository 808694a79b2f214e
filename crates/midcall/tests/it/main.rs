//! The whole program in one process: webhooks come in over the real router, Salesforce is the
//! simulated org over its real wire, and the steps are called one by one under a clock turned by
//! hand.

#![cfg(test)]

mod activities;
mod advice;
mod allowance;
mod app;
mod calls;
mod claims;
mod doctor;
mod leaks;
mod log;
mod logins;
mod openapi;
mod outages;
mod reading_back;
mod refusals;
mod rubric;
mod samples;
#[cfg(feature = "third-party")]
mod sdk;
mod setup;
mod truth;
