//! What needs a person: leads that Salesforce refuses, and calls that belong to nobody.

use askama::Template;
use midcall_domain::time::Timestamp;
use midcall_store::UnattributedDelivery;

use super::{call::CallRow, home::Frame, moment::Moment, write::BlockedPart};
use crate::views::LeadView;

/// The list of what needs a person.
#[derive(Clone, Debug, Template)]
#[template(path = "attention.html")]
pub(crate) struct AttentionPage {
    pub(crate) frame: Frame,
    pub(crate) leads: Vec<BlockedLead>,
    /// Where the list of leads goes on.
    pub(crate) next: Option<String>,
    /// Requests to call of which nobody knows whether Vapi dialed.
    pub(crate) unknown_requests: u64,
    /// Calls that belong to no lead.
    pub(crate) calls: Vec<CallRow>,
    /// Deliveries that name no call.
    pub(crate) deliveries: Vec<Delivery>,
}

/// A lead that Salesforce refuses.
#[derive(Clone, Debug)]
pub(crate) struct BlockedLead {
    pub(crate) id: String,
    pub(crate) score: u8,
    pub(crate) is_hot: bool,
    pub(crate) newest_call: Option<String>,
    pub(crate) parts: Vec<BlockedPart>,
}

impl BlockedLead {
    /// Of a lead.
    pub(crate) fn of(lead: &LeadView, now: Timestamp) -> Self {
        Self {
            id: lead.id.clone(),
            score: lead.score,
            is_hot: lead.is_hot,
            newest_call: lead.newest_call.clone(),
            parts: lead
                .write
                .blocked
                .iter()
                .map(|blocked| BlockedPart::of(blocked, now))
                .collect(),
        }
    }
}

/// A delivery that names no call.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) message_type: String,
    pub(crate) received_at: Moment,
}

impl Delivery {
    /// Of what the store kept.
    pub(crate) fn of(delivery: &UnattributedDelivery, now: Timestamp) -> Self {
        Self {
            message_type: delivery.message_type.clone(),
            received_at: Moment::at(delivery.received_at, now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::view::sample;

    #[test]
    fn a_blocked_lead_says_why_and_what_to_do() {
        let page = AttentionPage {
            frame: sample::frame(),
            leads: vec![sample::blocked_lead()],
            next: Some("00QFK00000Ab1cE2AR".to_owned()),
            unknown_requests: 1,
            calls: vec![sample::row()],
            deliveries: vec![Delivery {
                message_type: "session.created".to_owned(),
                received_at: sample::moment(),
            }],
        };
        let html = page.render().unwrap();
        for expected in [
            "Field hidden",
            "Make it visible.",
            "?after=00QFK00000Ab1cE2AR",
            "session.created",
        ] {
            assert!(html.contains(expected), "{expected} is missing in {html}");
        }
    }
}
