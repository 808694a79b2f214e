//! Place one call: `POST /call`.

use bytes::Bytes;
use http::{Request, Response};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Operation, operation::read_answer};
use crate::{
    ApiError, Connection, METADATA_LEAD_ID, METADATA_REQUEST_ID, PhoneNumber, iso,
    json::raw_object, messages::CallStatus,
};

/// Places one call. Vapi has no idempotency key: after a lost answer, look with
/// [`ListCalls`](super::ListCalls) for the request id before placing it again.
#[derive(Clone, Debug, PartialEq)]
pub struct CreateCall {
    /// The assistant that speaks.
    pub assistant_id: String,
    /// Vapi's id of the number to call from.
    pub phone_number_id: String,
    /// The number to dial, E.164.
    pub customer_number: PhoneNumber,
    /// The name shown in Vapi's dashboard, cut to what Vapi takes.
    pub customer_name: Option<String>,
    /// The Lead's id, sent as metadata and as `customer.externalId`: two places it comes back from.
    pub lead_id: Option<String>,
    /// The id of the request that this call fulfills. Comes back with every message of the call.
    pub request_id: String,
    /// What the prompt's placeholders are filled with. Untrusted text here reaches the prompt.
    pub variable_values: Map<String, Value>,
    /// Which messages to send for this call; `None` leaves it to the assistant.
    pub server_messages: Option<Vec<String>>,
    /// When to dial; `None` is now.
    pub schedule: Option<SchedulePlan>,
}

/// When to dial, in epoch milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchedulePlan {
    /// Not before.
    pub earliest_at_ms: i64,
    /// Not after.
    pub latest_at_ms: Option<i64>,
}

/// A call that Vapi accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedCall {
    /// Vapi's id of the call.
    pub id: String,
    /// `queued` or `scheduled`.
    pub status: Option<CallStatus>,
    /// Whether the call waits for one of the account's call slots. Vapi documents that it accepts
    /// such calls with 201 all the same.
    pub concurrency_blocked: bool,
    /// How many calls the account may have at once, if Vapi said.
    pub concurrency_limit: Option<u32>,
    /// How many more it may have at this moment, this call being counted, if Vapi said.
    pub concurrency_remaining: Option<u32>,
}

/// Vapi's limit for `customer.externalId` and `customer.name`, counted as JavaScript does.
const CUSTOMER_TEXT_UNITS_MAX: usize = 40;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    assistant_id: &'a str,
    phone_number_id: &'a str,
    customer: Customer<'a>,
    assistant_overrides: Overrides<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_plan: Option<Schedule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Customer<'a> {
    number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Overrides<'a> {
    metadata: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    variable_values: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_messages: Option<&'a [String]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schedule {
    earliest_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    latest_at: Option<String>,
}

raw_object!(RawPlacedCall { id = "id", status = "status", limits = "subscriptionLimits" });
raw_object!(RawLimits {
    concurrency_blocked = "concurrencyBlocked",
    concurrency_limit = "concurrencyLimit",
    remaining = "remainingConcurrentCalls",
});

impl Operation for CreateCall {
    type Answer = PlacedCall;

    const REPEATABLE: bool = false;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        // An id that is cut off would be another id.
        let external_id = self
            .lead_id
            .as_deref()
            .filter(|id| fitting_prefix(id) == *id);
        let name = self.customer_name.as_deref().map(fitting_prefix);
        let body = Body {
            assistant_id: &self.assistant_id,
            phone_number_id: &self.phone_number_id,
            customer: Customer {
                number: self.customer_number.as_str(),
                name,
                external_id,
            },
            assistant_overrides: Overrides {
                metadata: self.metadata(),
                variable_values: &self.variable_values,
                server_messages: self.server_messages.as_deref(),
            },
            schedule_plan: self.schedule.map(|schedule| Schedule {
                earliest_at: iso::format_ms(schedule.earliest_at_ms),
                latest_at: schedule.latest_at_ms.map(iso::format_ms),
            }),
        };
        connection.post(&["call"], &body)
    }

    fn answer(response: Response<Bytes>) -> Result<PlacedCall, ApiError> {
        read_answer::<Self, _>(&response, |raw| {
            let placed: RawPlacedCall<'_> = raw.object()?;
            let RawLimits {
                concurrency_blocked,
                concurrency_limit,
                remaining,
            } = placed.limits.fields();
            Some(PlacedCall {
                id: placed.id.string()?,
                status: CallStatus::read(placed.status),
                concurrency_blocked: concurrency_blocked.boolean().unwrap_or(false),
                concurrency_limit: concurrency_limit.integer(),
                concurrency_remaining: remaining.integer(),
            })
        })
    }
}

impl CreateCall {
    /// Metadata of the overrides; at the top level of the body no schema has any.
    fn metadata(&self) -> Map<String, Value> {
        let mut metadata = Map::new();
        if let Some(lead_id) = &self.lead_id {
            metadata.insert(METADATA_LEAD_ID.to_owned(), lead_id.as_str().into());
        }
        metadata.insert(
            METADATA_REQUEST_ID.to_owned(),
            self.request_id.as_str().into(),
        );
        metadata
    }
}

/// As much of a text as Vapi takes in a customer's field.
fn fitting_prefix(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > CUSTOMER_TEXT_UNITS_MAX
    });
    end.map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Secret;

    fn create_call() -> CreateCall {
        CreateCall {
            assistant_id: "a1".to_owned(),
            phone_number_id: "p1".to_owned(),
            customer_number: PhoneNumber::new("+15550134782"),
            customer_name: Some("Marisol Vega".to_owned()),
            lead_id: Some("00QFK00000Ab1cD2AR".to_owned()),
            request_id: "r1".to_owned(),
            variable_values: Map::new(),
            server_messages: None,
            schedule: None,
        }
    }

    fn body(call: &CreateCall) -> Value {
        let key = Secret::from("k".to_owned());
        let connection = Connection::new("https://api.vapi.ai", &key).unwrap();
        let request = call.request(&connection);
        assert_eq!(request.method(), http::Method::POST);
        assert_eq!(request.uri(), "https://api.vapi.ai/call");
        assert_eq!(request.headers()["content-type"], "application/json");
        serde_json::from_slice(request.body()).unwrap()
    }

    #[test]
    fn the_lead_is_named_twice() {
        let expected = json!({
            "assistantId": "a1",
            "phoneNumberId": "p1",
            "customer": {"number": "+15550134782", "name": "Marisol Vega", "externalId": "00QFK00000Ab1cD2AR"},
            "assistantOverrides": {"metadata": {"leadId": "00QFK00000Ab1cD2AR", "midcallRequestId": "r1"}},
        });
        assert_eq!(body(&create_call()), expected);
    }

    #[test]
    fn what_is_optional_is_sent_when_given() {
        let call = CreateCall {
            variable_values: Map::from_iter([("leadName".to_owned(), "Marisol".into())]),
            server_messages: Some(vec!["transcript".to_owned()]),
            schedule: Some(SchedulePlan {
                earliest_at_ms: 1_795_186_800_000,
                latest_at_ms: None,
            }),
            ..create_call()
        };
        let body = body(&call);
        assert_eq!(
            body["assistantOverrides"]["variableValues"],
            json!({"leadName": "Marisol"})
        );
        assert_eq!(
            body["assistantOverrides"]["serverMessages"],
            json!(["transcript"])
        );
        assert_eq!(
            body["schedulePlan"],
            json!({"earliestAt": "2026-11-20T15:00:00.000Z"})
        );
    }

    #[test]
    fn long_names_are_cut_and_long_ids_left_out() {
        let call = CreateCall {
            customer_name: Some("🙂".repeat(21)),
            lead_id: Some("x".repeat(41)),
            ..create_call()
        };
        let body = body(&call);
        assert_eq!(
            body["customer"],
            json!({"number": "+15550134782", "name": "🙂".repeat(20)})
        );
        assert_eq!(
            body["assistantOverrides"]["metadata"]["leadId"],
            "x".repeat(41)
        );
    }

    #[test]
    fn a_full_house_is_noticed() {
        let answer = |body: &str| {
            let body = Bytes::copy_from_slice(body.as_bytes());
            CreateCall::answer(Response::builder().status(201).body(body).unwrap())
        };
        let blocked = answer(r#"{"id":"c1","subscriptionLimits":{"concurrencyBlocked":true}}"#);
        assert!(blocked.unwrap().concurrency_blocked);
        assert!(
            !answer(r#"{"id":"c1","subscriptionLimits":null}"#)
                .unwrap()
                .concurrency_blocked
        );
        // Accepted, but which call? It may be ringing.
        let lost = answer(r#"{"results":[]}"#).unwrap_err();
        assert_eq!(lost.class(), crate::FailureClass::UnknownOutcome);
    }
}
