//! The queue that hot leads wait in.

use midcall_salesforce::metadata::Element;

/// Its developer name.
pub(in crate::setup) const HOT_LEADS: &str = "AI_Qualified_Leads";

/// The queue: it takes the lead and the task that goes with it. Members are the org's business.
pub(in crate::setup) fn queue() -> Element {
    let takes = |object: &str| Element::new("queueSobject").with_text("sobjectType", object);
    Element::new("Queue")
        .with_text("doesSendEmailToMembers", false)
        .with_text("fullName", HOT_LEADS)
        .with_text("name", "AI Qualified Leads")
        .with(takes("Lead"))
        .with(takes("Task"))
}
