//! The org's REST API: how requests are understood and answers put. The meaning is the model's.

mod about;
mod answer;
mod broken;
mod call;
mod collections;
mod composite;
mod consent;
mod encoding;
mod identity;
mod jwt;
mod metadata;
mod oauth;
mod query;
mod reply;
mod routes;
mod rows;
mod serve;
mod soap;

pub(crate) use serve::router;
