//! Which strings of a call might name the Lead it is about, and in which order to believe them.

use std::fmt;

use crate::json::{Entries, Raw};

/// The metadata key under which a call we place carries its Lead's id.
pub const METADATA_LEAD_ID: &str = "leadId";

/// The metadata key under which a call we place carries the id of the request that placed it.
pub const METADATA_REQUEST_ID: &str = "midcallRequestId";

/// A string that might be a Lead's id. Whether it is one is not known here.
#[derive(Clone, PartialEq, Eq)]
pub struct LeadHint {
    /// Where it stood.
    pub source: HintSource,
    /// The string, trimmed, never empty.
    pub value: String,
}

/// Where a hint stood, the most trustworthy first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HintSource {
    /// `call.assistantOverrides.metadata`: where Vapi's API accepts metadata of one call.
    OverridesMetadata,
    /// `call.metadata`: in no schema, seen in recorded payloads.
    CallMetadata,
    /// `customer.externalId`: free text of up to 40 characters.
    ExternalId,
    /// `call.assistantOverrides.variableValues`: what the prompt is filled with.
    VariableValues,
}

/// The places of one call that may hold a hint.
#[derive(Clone, Copy, Default)]
pub(crate) struct HintPlaces<'j> {
    pub(crate) overrides_metadata: Raw<'j>,
    pub(crate) call_metadata: Raw<'j>,
    pub(crate) external_ids: [Raw<'j>; 2],
    pub(crate) variable_values: Raw<'j>,
}

impl HintPlaces<'_> {
    /// All hints in order of trust, each value once per source.
    pub(crate) fn hints(&self) -> Vec<LeadHint> {
        let mut hints: Vec<LeadHint> = Vec::new();
        let mut hint = |source, value: Raw<'_>| {
            let Some(text) = value.text() else { return };
            let hint = LeadHint {
                source,
                value: text.trim().to_owned(),
            };
            // Vapi repeats the customer of the message inside the call.
            if !hint.value.is_empty() && !hints.contains(&hint) {
                hints.push(hint);
            }
        };
        for value in lead_ids(self.overrides_metadata) {
            hint(HintSource::OverridesMetadata, value);
        }
        for value in lead_ids(self.call_metadata) {
            hint(HintSource::CallMetadata, value);
        }
        for value in self.external_ids {
            hint(HintSource::ExternalId, value);
        }
        for value in lead_ids(self.variable_values) {
            hint(HintSource::VariableValues, value);
        }
        hints
    }

    /// The id of the request that placed the call, if it was one of ours.
    pub(crate) fn request_id(&self) -> Option<String> {
        let places = [self.overrides_metadata, self.call_metadata];
        let mut entries = places
            .into_iter()
            .flat_map(|place| place.fields::<Entries<'_>>().0);
        let (_, value) = entries.find(|(key, _)| key == METADATA_REQUEST_ID)?;
        value.string()
    }
}

/// The values whose key is a spelling of "lead id": `leadId`, `lead_id`, `salesforceLeadID`.
fn lead_ids<'j>(object: Raw<'j>) -> impl Iterator<Item = Raw<'j>> {
    let Entries(entries) = object.fields();
    entries.into_iter().filter_map(|(key, value)| {
        let letters = key.chars().filter(char::is_ascii_alphanumeric);
        let plain: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        matches!(plain.as_str(), "leadid" | "salesforceleadid").then_some(value)
    })
}

impl fmt::Debug for LeadHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An external id may be anything its author chose, even a number or an address. Only
        // what has a Salesforce id's form is printed.
        let has_id_form = matches!(self.value.len(), 15 | 18)
            && self.value.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let value = if has_id_form {
            self.value.as_str()
        } else {
            "[redacted]"
        };
        f.debug_struct("LeadHint")
            .field("source", &self.source)
            .field("value", &value)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CallInfo;

    fn hints(call: &str) -> Vec<(HintSource, String)> {
        let body = format!(
            r#"{{"message":{{"call":{call},"customer":{{"externalId":"message-external"}}}}}}"#
        );
        let message = crate::ServerMessage::parse(body.as_bytes()).unwrap();
        let CallInfo { lead_hints, .. } = message.call.unwrap();
        lead_hints
            .into_iter()
            .map(|hint| (hint.source, hint.value))
            .collect()
    }

    #[test]
    fn hints_come_in_order_of_trust() {
        let found = hints(
            r#"{"id":"c","customer":{"externalId":"call-external"},"metadata":{"lead_id":"b"},
                "assistantOverrides":{"variableValues":{"LeadID":" d "},"metadata":{"salesforceLeadId":"a"}}}"#,
        );
        let expected = [
            (HintSource::OverridesMetadata, "a"),
            (HintSource::CallMetadata, "b"),
            (HintSource::ExternalId, "message-external"),
            (HintSource::ExternalId, "call-external"),
            (HintSource::VariableValues, "d"),
        ];
        assert_eq!(
            found,
            expected.map(|(source, value)| (source, value.to_owned()))
        );
    }

    #[test]
    fn what_is_no_text_is_no_hint() {
        let found = hints(
            r#"{"id":"c","customer":{"externalId":"message-external"},"metadata":["leadId"],
                "assistantOverrides":{"variableValues":null,"metadata":{"leadId":7,"lead_id":"","leadIds":"x"}}}"#,
        );
        assert_eq!(
            found,
            [(HintSource::ExternalId, "message-external".to_owned())]
        );
    }

    #[test]
    fn only_what_looks_like_an_id_is_printed() {
        for (value, printed) in [
            ("00QFK00000Ab1cD2AR", true),
            ("+15550134782", false),
            ("a@b.example", false),
        ] {
            let hint = LeadHint {
                source: HintSource::ExternalId,
                value: value.to_owned(),
            };
            assert_eq!(format!("{hint:?}").contains(value), printed, "{value}");
        }
    }
}
