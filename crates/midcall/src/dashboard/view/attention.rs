//! What needs a person: leads that Salesforce refuses, and calls that belong to nobody.

use askama::Template;
use midcall_domain::{leads::Part, time::Timestamp};
use midcall_store::{BlockedCall, UnattributedDelivery};

use super::{call::CallRow, home::Frame, moment::Moment, write::BlockedPart};
use crate::views::{BlockedView, LeadView};

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
    /// Calls that wait for a person to say whose they are.
    pub(crate) waiting: Vec<WaitingCall>,
    /// Calls that belong to no lead.
    pub(crate) calls: Vec<CallRow>,
    /// Deliveries that name no call.
    pub(crate) deliveries: Vec<Delivery>,
}

/// A call that waits for a person to say whose it is.
#[derive(Clone, Debug)]
pub(crate) struct WaitingCall {
    pub(crate) id: String,
    pub(crate) part: BlockedPart,
}

impl WaitingCall {
    /// Of what the store kept.
    pub(crate) fn of(blocked: BlockedCall, now: Timestamp) -> Self {
        let view = BlockedView {
            part: Part::Facts,
            field: None,
            why: blocked.why,
        };
        Self {
            id: blocked.call.to_string(),
            part: BlockedPart {
                part: "Whose call".to_owned(),
                ..BlockedPart::of(&view, now)
            },
        }
    }
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
            waiting: vec![sample::waiting_call()],
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
            "Whose call",
            "2 records have the number",
        ] {
            assert!(html.contains(expected), "{expected} is missing in {html}");
        }
    }
}
