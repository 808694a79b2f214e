//! What `POST /call` accepts, and what Vapi says about the rest. Separate from placing the call:
//! these are rules about a document.

use serde_json::{Map, Value};

use super::{
    refusal::{NOT_E164, Refusal},
    schema::ASSISTANT,
};
use crate::vapi::wire_time::parse_iso;

/// The properties of the request's schema. Top-level `metadata` is not among them.
const CALL: [&str; 19] = [
    "assistant",
    "assistantId",
    "assistantOverrides",
    "assistantVersion",
    "customer",
    "customerId",
    "customers",
    "name",
    "phoneNumber",
    "phoneNumberId",
    "schedulePlan",
    "squad",
    "squadId",
    "squadOverrides",
    "squadVersion",
    "transport",
    "workflow",
    "workflowId",
    "workflowOverrides",
];
const CUSTOMER: [&str; 9] = [
    "assistantOverrides",
    "email",
    "extension",
    "externalId",
    "name",
    "number",
    "numberE164CheckEnabled",
    "sipUri",
    "squadOverrides",
];
/// What overrides may hold beside an assistant's own properties.
const OVERRIDES: &[&str] = &["tools:append", "variableValues"];
/// The longest name, e-mail address or external id of a customer, and name of a call or assistant.
pub(super) const NAME_CHARS_MAX: usize = 40;

/// Checks all of a request but its customers.
pub(super) fn check_call(request: &Value) -> Result<(), Refusal> {
    let mut complaints = Vec::new();
    unknown_properties(request, "", &[&CALL], &mut complaints);
    unknown_properties(
        &request["assistantOverrides"],
        "assistantOverrides.",
        &[ASSISTANT, OVERRIDES],
        &mut complaints,
    );
    too_long(&request["name"], "name", &mut complaints);
    for bound in ["earliestAt", "latestAt"] {
        let at = &request["schedulePlan"][bound];
        if !at.is_null() && at.as_str().and_then(parse_iso).is_none() {
            complaints.push(format!(
                "schedulePlan.{bound} must be a valid ISO 8601 date string"
            ));
        }
    }
    if !complaints.is_empty() {
        return Err(Refusal::Invalid(complaints));
    }
    if request["phoneNumberId"].is_null() && request["phoneNumber"].is_null() {
        return Err(Refusal::NO_PHONE_NUMBER);
    }
    if request["assistantId"].is_null() && request["assistant"].is_null() {
        return Err(Refusal::NO_ASSISTANT);
    }
    Ok(())
}

/// Says what is wrong with a customer; nothing when all is well.
pub(super) fn complaints_about(customer: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    unknown_properties(customer, "customer.", &[&CUSTOMER], &mut complaints);
    for property in ["name", "email", "externalId"] {
        too_long(
            &customer[property],
            &format!("customer.{property}"),
            &mut complaints,
        );
    }
    let checked = customer["numberE164CheckEnabled"] != false;
    if checked && !customer["number"].as_str().is_some_and(is_e164) {
        complaints.push(NOT_E164.into());
    }
    complaints
}

/// Complains about a text of more than forty characters.
pub(super) fn too_long(value: &Value, path: &str, complaints: &mut Vec<String>) {
    if value
        .as_str()
        .is_some_and(|text| text.chars().count() > NAME_CHARS_MAX)
    {
        complaints.push(format!(
            "{path} must be shorter than or equal to {NAME_CHARS_MAX} characters"
        ));
    }
}

/// Complains of every property that is in none of these lists.
pub(super) fn unknown_properties(
    object: &Value,
    path: &str,
    known: &[&[&str]],
    complaints: &mut Vec<String>,
) {
    let names = object.as_object().into_iter().flat_map(Map::keys);
    complaints.extend(
        names
            .filter(|name| !known.iter().any(|known| known.contains(&name.as_str())))
            .map(|name| format!("{path}property {name} should not exist")),
    );
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Refusal, check_call, complaints_about};

    fn request(change: Value) -> Value {
        let mut request = json!({"assistantId": "a1", "phoneNumberId": "p1"});
        request
            .as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        request
    }

    #[test]
    fn a_plain_request_is_accepted() {
        assert_eq!(
            check_call(&request(
                json!({"assistantOverrides": {"metadata": {}, "serverMessages": []}})
            )),
            Ok(())
        );
    }

    #[test]
    fn a_request_is_refused_for_what_is_wrong_with_it() {
        for (change, complaint) in [
            (
                json!({"metadata": {}}),
                "property metadata should not exist",
            ),
            (
                json!({"assistantOverrides": {"leadId": 1}}),
                "assistantOverrides.property leadId should not exist",
            ),
            (
                json!({"name": "n".repeat(41)}),
                "name must be shorter than or equal to 40 characters",
            ),
            (
                json!({"schedulePlan": {"earliestAt": "soon"}}),
                "schedulePlan.earliestAt must be a valid ISO 8601 date string",
            ),
        ] {
            assert_eq!(
                check_call(&request(change)),
                Err(Refusal::Invalid(vec![complaint.into()]))
            );
        }
        assert_eq!(
            check_call(&request(json!({"phoneNumberId": null}))),
            Err(Refusal::NO_PHONE_NUMBER)
        );
        assert_eq!(
            check_call(&request(json!({"assistantId": null}))),
            Err(Refusal::NO_ASSISTANT)
        );
    }

    #[test]
    fn a_customer_is_refused_for_what_is_wrong_with_it() {
        for (customer, complaints) in [
            (
                json!({"number": "+15550100001", "externalId": "00QFK00000Ab1cD2AR"}),
                0,
            ),
            (json!({"number": "5550147733"}), 1),
            (
                json!({"number": "5550147733", "numberE164CheckEnabled": false}),
                0,
            ),
            (
                json!({"number": "+15550100001", "email": "e".repeat(41), "title": "Dr"}),
                2,
            ),
            (json!({}), 1),
        ] {
            assert_eq!(complaints_about(&customer).len(), complaints, "{customer}");
        }
    }
}
