//! The content of each kind of component, one file a kind. Pure: from names and numbers to XML.

pub(super) mod client_app;
pub(super) mod custom_field;
pub(super) mod dashboard;
pub(super) mod flow;
pub(super) mod list_view;
pub(super) mod permission_set;
pub(super) mod platform_event;
pub(super) mod queue;
pub(super) mod report;
