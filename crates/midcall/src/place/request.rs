//! A request to call a lead, from its arrival to its answer.

use midcall_domain::time::Timestamp;
use midcall_salesforce::RecordId;
use midcall_store::{CallRequest, NewRequest, Opened, Opening, RequestState};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    carry_out::{self, Asker, REQUEST_LEASE_MS},
    waiting::{self, Waiting},
};
use crate::node::Node;

/// Whoever asks for one call waits for it, and goes before what was put into the queue in bulk.
const PRIORITY_ASKED: i32 = 10;
/// Priorities reach this far up and down.
pub(super) const PRIORITY_MAX: i32 = 100;

/// What a caller asks for.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    /// The lead, 15 or 18 characters.
    #[serde(default)]
    pub lead_id: String,
    /// E.164.
    #[serde(default)]
    pub phone_number: String,
    /// What the assistant should know.
    #[serde(default)]
    pub variables: Map<String, Value>,
    /// Not to be dialed before this moment, ISO 8601.
    #[serde(default)]
    pub not_before: Option<String>,
    /// Who is called first when lines are short: -100 to 100, the higher first.
    #[serde(default)]
    pub priority: Option<i32>,
    /// The caller's idempotency key, from its header.
    #[serde(skip)]
    pub key: Option<String>,
}

/// What is kept of a request besides lead and number.
#[derive(Serialize, Deserialize)]
pub(super) struct Details {
    pub(super) variables: Map<String, Value>,
}

/// A field of the request that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    /// A stable word.
    pub code: &'static str,
    /// What is wrong and what is expected; never the value.
    pub message: String,
    /// Which field.
    pub field: &'static str,
}

/// A call that Vapi has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Vapi's call.
    pub call: String,
    /// Whether this request led to it, or an earlier one.
    pub is_new: bool,
}

/// What a request came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Vapi accepted the call.
    Placed(Placed),
    /// It will be carried out later.
    Waiting(Waiting),
}

/// Why no call was placed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The request cannot be used as it is.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A rule forbids the call.
    #[error("{message}")]
    Forbidden {
        /// The rule's name.
        rule: &'static str,
        /// What it says.
        message: String,
    },
    /// Vapi refused.
    #[error("Vapi refused the call: {0}")]
    Refused(String),
    /// It cannot be known, or not yet, whether Vapi dialed.
    #[error("{0}")]
    Unknown(String),
    /// Something needed for calling is not there at the moment.
    #[error("{0}")]
    Unavailable(String),
    /// The store failed; nothing was dialed.
    #[error("the request could not be written down")]
    Store(#[from] midcall_store::Error),
}

/// Places a call, or finds the one that the same request or another one has led to.
///
/// # Errors
///
/// When the request is unusable, a rule or Vapi refuses, or the outcome is not known.
pub async fn place(node: &Node, asked: Asked) -> Result<Answered, Refusal> {
    let new = validated(asked)?;
    if node.vapi.is_none() {
        return Err(Refusal::Unavailable(
            "Calling is not set up: VAPI_API_KEY, VAPI_ASSISTANT_ID and VAPI_PHONE_NUMBER_ID are needed.".to_owned(),
        ));
    }
    let now = node.clock.now();
    let opening = Opening::Asked {
        leased_until: now.plus_ms(REQUEST_LEASE_MS),
    };
    match node
        .store
        .open_request(&node.workspace, new, opening, now)
        .await?
    {
        Opened::New(request) => {
            let request = carry_out::carry_out(node, request, Asker::Person).await?;
            answer(node, request, true).await
        }
        Opened::Existing(request) => answer(node, request, false).await,
        Opened::OnCall(call) => Ok(Answered::Placed(Placed {
            call,
            is_new: false,
        })),
        Opened::KeyReused => Err(Refusal::Invalid(Invalid {
            code: "idempotency_key_reused",
            message: "This Idempotency-Key was used for another lead or number.".to_owned(),
            field: "Idempotency-Key",
        })),
    }
}

async fn answer(node: &Node, request: CallRequest, is_new: bool) -> Result<Answered, Refusal> {
    if request.state == RequestState::Accepted {
        return Ok(Answered::Waiting(waiting::waiting(node, &request).await?));
    }
    let reason = request.reason.unwrap_or_default();
    match (request.state, request.call) {
        (RequestState::Placed | RequestState::Done, Some(call)) => {
            Ok(Answered::Placed(Placed { call, is_new }))
        }
        (RequestState::Refused | RequestState::Canceled, _) => Err(Refusal::Refused(reason)),
        (RequestState::Unknown, _) => Err(Refusal::Unknown(reason)),
        _ => Err(Refusal::Unavailable(
            "Vapi has not answered yet whether it dialed. Ask again with the same Idempotency-Key; nobody is dialed twice.".to_owned(),
        )),
    }
}

fn validated(asked: Asked) -> Result<NewRequest, Invalid> {
    let lead = RecordId::parse_lead(asked.lead_id.trim()).map_err(|error| Invalid {
        code: "invalid_lead_id",
        message: format!("`leadId` is no Lead's id: {error}."),
        field: "leadId",
    })?;
    let phone = asked.phone_number.trim();
    if !is_e164(phone) {
        return Err(Invalid {
            code: "invalid_phone_number",
            message: "`phoneNumber` must be in E.164: a plus sign, the country code and the number, 8 to 15 digits, as in +15550199000.".to_owned(),
            field: "phoneNumber",
        });
    }
    let not_before = match asked.not_before.as_deref().map(Timestamp::parse_iso) {
        None => None,
        Some(Some(at)) => Some(at),
        Some(None) => {
            return Err(Invalid {
                code: "invalid_not_before",
                message: "`notBefore` must be a moment in ISO 8601, as in 2026-11-20T15:00:00Z."
                    .to_owned(),
                field: "notBefore",
            });
        }
    };
    if let Some(name) = asked
        .variables
        .iter()
        .find_map(|(name, value)| value.is_array().then_some(name))
    {
        return Err(Invalid {
            code: "invalid_variables",
            message: format!(
                "`variables.{name}` is an array: Vapi takes texts, numbers, booleans and plain objects."
            ),
            field: "variables",
        });
    }
    let key = match asked.key {
        Some(key) if (1..=200).contains(&key.len()) => key,
        Some(_) => {
            return Err(Invalid {
                code: "invalid_idempotency_key",
                message: "`Idempotency-Key` must have 1 to 200 characters.".to_owned(),
                field: "Idempotency-Key",
            });
        }
        None => random_key(),
    };
    let priority = asked.priority.unwrap_or(PRIORITY_ASKED);
    if !(-PRIORITY_MAX..=PRIORITY_MAX).contains(&priority) {
        return Err(Invalid {
            code: "invalid_priority",
            message: "`priority` must be a whole number from -100 to 100.".to_owned(),
            field: "priority",
        });
    }
    let details = Details {
        variables: asked.variables,
    };
    Ok(NewRequest {
        request: key,
        lead: lead.to_string(),
        phone: phone.to_owned(),
        details: serde_json::to_string(&details)
            .expect("keys are strings and values are plain data"),
        priority,
        not_before,
    })
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// A key for a request that came without one.
pub(crate) fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness from the system there are no TLS connections either.
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes)
        .expect("the operating system gives random bytes");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(lead: &str, phone: &str) -> Asked {
        Asked {
            lead_id: lead.to_owned(),
            phone_number: phone.to_owned(),
            ..Asked::default()
        }
    }

    #[test]
    fn short_and_long_ids_are_one_lead() {
        let long = validated(asked("00QHs00001ABcDeMAL", "+15550134782"))
            .unwrap_or_else(|e| panic!("{e}"));
        let short =
            validated(asked("00QHs00001ABcDe", "+15550134782")).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(long.lead, short.lead);
        assert_ne!(long.request, short.request);
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for (lead, phone, field) in [
            ("00QHs00001ABcDeMAX", "+15550134782", "leadId"),
            ("003Hs00001ABcDe", "+15550134782", "leadId"),
            ("", "+15550134782", "leadId"),
            ("00QHs00001ABcDe", "5550134782", "phoneNumber"),
            ("00QHs00001ABcDe", "+1 555 013 4782", "phoneNumber"),
            ("00QHs00001ABcDe", "+0155501347", "phoneNumber"),
            ("00QHs00001ABcDe", "", "phoneNumber"),
        ] {
            let error = validated(asked(lead, phone)).err().unwrap();
            assert_eq!(error.field, field);
            assert!(phone.is_empty() || !error.message.contains(phone));
        }
    }
}
