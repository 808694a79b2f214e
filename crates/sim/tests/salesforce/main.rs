//! The simulated org, asked over its API as a client would.

// Helpers may unwrap like the tests they serve; clippy sees that they belong to tests by this.
#![cfg(test)]

mod assignments;
mod automation;
mod client;
mod collections;
mod composite;
mod consent;
mod dashboards;
mod doors;
mod faults;
mod limits;
mod metadata;
mod oauth;
mod query;
mod rows;
mod rules;
mod search;
