//! A simulated Salesforce org: the REST API with its records, rules, limits and OAuth, and the
//! ways in which it fails.
//!
//! [`Org`] is the handle; what its methods do is told apart by who does it in life: the client
//! over HTTP, a [`person`] at the user interface, an administrator in [`admin`], the network in
//! [`faults`].

pub mod admin;
pub mod faults;
mod http;
mod in_process;
mod log;
mod metadata;
mod model;
mod org;
pub mod permissions;
pub mod person;
mod running;
mod settings;

pub use faults::{Chances, Fault, Matching, What, When};
pub use log::LoggedRequest;
pub use model::{
    error::ApiError,
    records::Write,
    rules::{DuplicateRule, HotLeadFlow, ValidationRule},
    schema::{Access, Field, Kind},
    sessions::App,
};
pub use org::Org;
pub use person::Converted;
pub use settings::OrgSettings;
