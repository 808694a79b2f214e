//! Metadata as Salesforce exchanges it: XML elements, and the zip of them that is deployed.

mod element;
mod package;
mod soap;

pub use element::{Element, Malformed};
pub use package::zip;
pub(crate) use soap::{call, fault};
