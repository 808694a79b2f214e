//! `campaign.predial`: a campaign asks whether a contact may be dialed. There is no call yet, so
//! what is known of the Lead comes with the contact.

use crate::{
    LeadHint, PhoneNumber, call_info::RawOverrides, json::raw_object, lead_hint::HintPlaces,
    message::RawMessage,
};

/// A campaign asks whether a contact may be dialed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignPredial {
    /// Vapi's id of the campaign.
    pub campaign_id: Option<String>,
    /// The number that would be dialed.
    pub contact_number: Option<PhoneNumber>,
    /// What may name the Lead, the most trustworthy first.
    pub lead_hints: Vec<LeadHint>,
}

raw_object!(RawContact { number = "number", overrides = "assistantOverrides" });

impl CampaignPredial {
    pub(crate) fn read(message: &RawMessage<'_>) -> Self {
        let contact: RawContact<'_> = message.contact.fields();
        let overrides: RawOverrides<'_> = contact.overrides.fields();
        let places = HintPlaces {
            overrides_metadata: overrides.metadata,
            variable_values: overrides.variable_values,
            ..HintPlaces::default()
        };
        Self {
            campaign_id: message.campaign_id.string(),
            contact_number: contact.number.string().map(PhoneNumber::new),
            lead_hints: places.hints(),
        }
    }
}
