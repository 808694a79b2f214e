//! Where a call goes when its agent gives it away: to a person, or to another assistant, as the
//! settings say.

use midcall_vapi::reply::{self, Destination, NextAssistant};
use serde_json::Value;

use crate::{config::AnswerSettings, node::Node};

/// What the model reads when another assistant takes over.
const HANDED_OFF: &str = "Another assistant takes over.";

/// Where calls may go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destinations {
    transfer: Option<Destination>,
    hand_off: Option<NextAssistant>,
}

impl Destinations {
    /// Those of the settings.
    ///
    /// # Errors
    ///
    /// Names the setting that does not fit, without its value.
    pub fn of(settings: &AnswerSettings) -> Result<Self, (&'static str, &'static str)> {
        let wanted = "it must be a number such as +15551234567, or begin with sip:";
        let transfer = Some(settings.transfer_to.trim())
            .filter(|to| !to.is_empty())
            .map(|to| read_destination(to).ok_or(("answers.transfer_to", wanted)));
        let next = settings.hand_off_to.trim();
        Ok(Self {
            transfer: transfer.transpose()?,
            hand_off: (!next.is_empty()).then(|| match is_uuid(next) {
                true => NextAssistant::Id(next.to_owned()),
                false => NextAssistant::Name(next.to_owned()),
            }),
        })
    }
}

fn read_destination(to: &str) -> Option<Destination> {
    if let Some(address) = to.strip_prefix("sip:").or_else(|| to.strip_prefix("sips:")) {
        let is_address = !address.is_empty() && !address.contains(char::is_whitespace);
        return is_address.then(|| Destination::Sip(to.to_owned()));
    }
    let digits = to.strip_prefix('+')?;
    let is_number = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| Destination::Number(to.to_owned()))
}

/// Vapi's ids are UUIDs; anything else is an assistant's name.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    lengths == [8, 4, 4, 4, 12] && groups.iter().all(is_hex)
}

/// Answers `transfer-destination-request`.
pub(super) fn transfer(node: &Node) -> Value {
    let settings = &node.settings.answers;
    match &node.destinations.transfer {
        Some(to) => reply::transfer_to(to, &settings.transfer_message),
        None => reply::refuse_transfer(&settings.transfer_refusal),
    }
}

/// Answers `handoff-destination-request`.
pub(super) fn hand_off(node: &Node) -> Value {
    match &node.destinations.hand_off {
        Some(next) => reply::hand_off_to(next, HANDED_OFF),
        None => reply::refuse_handoff(&node.settings.answers.transfer_refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Overrides};

    fn of(
        transfer_to: &str,
        hand_off_to: &str,
    ) -> Result<Destinations, (&'static str, &'static str)> {
        let settings = config::load(&Overrides::default()).unwrap();
        Destinations::of(&AnswerSettings {
            transfer_to: transfer_to.to_owned(),
            hand_off_to: hand_off_to.to_owned(),
            ..settings.answers
        })
    }

    #[test]
    fn numbers_sip_addresses_ids_and_names_are_told_apart() {
        assert_eq!(of("", ""), Ok(Destinations::default()));
        let id = "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa";
        let both = of("+15550199000", id).unwrap();
        assert_eq!(
            both.transfer,
            Some(Destination::Number("+15550199000".to_owned()))
        );
        assert_eq!(both.hand_off, Some(NextAssistant::Id(id.to_owned())));
        let both = of("sip:sales@example.com", "Northlight Pricing").unwrap();
        assert_eq!(
            both.transfer,
            Some(Destination::Sip("sip:sales@example.com".to_owned()))
        );
        let name = NextAssistant::Name("Northlight Pricing".to_owned());
        assert_eq!(both.hand_off, Some(name));
    }

    #[test]
    fn what_cannot_be_dialed_is_refused_by_name() {
        for wrong in [
            "5550199000",
            "+1 555 0199000",
            "+0155501990",
            "sip:",
            "reception",
        ] {
            assert_eq!(
                of(wrong, "").unwrap_err().0,
                "answers.transfer_to",
                "{wrong}"
            );
        }
    }
}
