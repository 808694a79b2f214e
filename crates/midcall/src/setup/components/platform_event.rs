//! The event that the org publishes when a lead's score changes, so that a page can follow without
//! asking.

use midcall_salesforce::metadata::Element;

/// Its name, as it is published and subscribed to.
pub(in crate::setup) const EVENT: &str = "Midcall_Lead_Update__e";

/// Which lead.
pub(in crate::setup) const LEAD_ID: &str = "Lead_Id__c";
/// Its score.
pub(in crate::setup) const SCORE: &str = "Score__c";
/// What its newest call came to.
pub(in crate::setup) const CALL_STATUS: &str = "Call_Status__c";

/// The event with its fields.
pub(in crate::setup) fn event() -> Element {
    let text = |name: &str, label: &str, length: u32| {
        Element::new("fields")
            .with_text("fullName", name)
            .with_text("label", label)
            .with_text("length", length)
            .with_text("required", false)
            .with_text("type", "Text")
            .with_text("unique", false)
    };
    let score = Element::new("fields")
        .with_text("fullName", SCORE)
        .with_text("label", "Score")
        .with_text("precision", 3)
        .with_text("required", false)
        .with_text("scale", 0)
        .with_text("type", "Number")
        .with_text("unique", false);
    Element::new("CustomObject")
        .with_text("deploymentStatus", "Deployed")
        .with_text(
            "description",
            "A lead's qualification changed. Published by a flow.",
        )
        .with_text("eventType", "HighVolume")
        .with(text(CALL_STATUS, "Call Status", 40))
        .with(text(LEAD_ID, "Lead Id", 18))
        .with(score)
        .with_text("label", "Midcall Lead Update")
        .with_text("pluralLabel", "Midcall Lead Updates")
        .with_text("publishBehavior", "PublishAfterCommit")
}
