//! The doors: the webhook, the API, health and metrics, and the live page.

mod access;
mod api;
mod health;
mod problem;
mod router;
mod webhook;

pub use router::router;
