//! The simulated org, asked over its router as a client would.

mod client;
mod collections;
mod composite;
mod doors;
mod faults;
mod limits;
mod oauth;
mod query;
mod rows;
mod rules;
mod search;
