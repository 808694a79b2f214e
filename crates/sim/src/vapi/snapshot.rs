//! What Vapi knows about a call when it creates it, and repeats unchanged in every webhook of it.
//! Separate from the running call: recordings show `call.status` still `queued` in the final
//! report.

use std::fmt;

use serde_json::{Map, Value, json};

use super::{
    assistant::{self, ASSISTANT_ID, ORG_ID},
    script::{Direction, Script},
    wire_time::{iso, spoken},
};

/// The id of our phone number at Vapi.
pub(super) const PHONE_NUMBER_ID: &str = "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311";
/// Where Vapi's own workers listen for live call control; the host varies by region.
pub(super) const CONTROL_BASE: &str =
    "https://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai";

/// A call as it was created. Debug output shows its id only.
#[derive(Clone)]
pub struct Snapshot {
    /// The call object, as it stands in `message.call`.
    pub call: Value,
    /// The assistant's configuration, as it stands in `message.assistant`.
    pub assistant: Value,
    /// Our number, as it stands in `message.phoneNumber`.
    pub phone_number: Value,
    /// When the call was created, in milliseconds since the Unix epoch.
    pub created_at_ms: i64,
}

impl Snapshot {
    /// The snapshot of a scripted call that nobody asked for through the REST API.
    #[must_use]
    pub fn of(script: &Script, call_id: &str, created_at_ms: i64) -> Self {
        let mut call = blank_call(call_id, script.direction, CONTROL_BASE, created_at_ms);
        let sid = provider_id(call_id);
        call["transport"]["callSid"] = sid.as_str().into();
        call["phoneCallProviderId"] = sid.into();
        call["assistantId"] = ASSISTANT_ID.into();
        call["phoneNumberId"] = PHONE_NUMBER_ID.into();
        // Seen in recordings: an inbound caller is a number and nothing else.
        call["customer"] = json!({"number": script.customer.number});
        if script.direction == Direction::Outbound {
            call["customer"]["name"] = script.customer.name.as_str().into();
            let mut overrides = json!({"variableValues": variables(script)});
            if let Some(lead_id) = &script.lead_id {
                call["customer"]["externalId"] = lead_id.as_str().into();
                overrides["metadata"] = json!({"leadId": lead_id});
            }
            call["assistantOverrides"] = overrides;
        }
        Self {
            call,
            assistant: assistant::configuration(&script.assistant),
            phone_number: phone_number(),
            created_at_ms,
        }
    }

    /// The call's id.
    #[must_use]
    pub fn call_id(&self) -> &str {
        self.call["id"].as_str().unwrap_or_default()
    }

    /// `artifact.variableValues`: what was sent along, and what Vapi adds.
    pub(super) fn variable_values(&self) -> Map<String, Value> {
        let mut values = self.call["assistantOverrides"]["variableValues"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        values.insert(
            "customer".into(),
            json!({"number": self.call["customer"]["number"]}),
        );
        values.insert("now".into(), spoken(self.created_at_ms).into());
        values
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("call_id", &self.call_id())
            .finish_non_exhaustive()
    }
}

/// A call object that nobody is on yet.
pub(super) fn blank_call(
    call_id: &str,
    direction: Direction,
    control_base: &str,
    created_at_ms: i64,
) -> Value {
    let (kind, status) = match direction {
        Direction::Outbound => ("outboundPhoneCall", "queued"),
        Direction::Inbound => ("inboundPhoneCall", "ringing"),
    };
    let listen_base = control_base.replacen("http", "ws", 1);
    json!({
        "id": call_id,
        "orgId": ORG_ID,
        "createdAt": iso(created_at_ms),
        "updatedAt": iso(created_at_ms),
        "type": kind,
        "status": status,
        "cost": 0,
        "monitor": {
            "listenUrl": format!("{listen_base}/{call_id}/listen"),
            "controlUrl": format!("{control_base}/{call_id}/control"),
        },
        "transport": {
            "provider": "twilio",
            "conversationType": "voice",
            "accountSid": "ACFAKE0000000000000000000000000001",
        },
        "phoneCallProvider": "twilio",
        "phoneCallTransport": "pstn",
    })
}

/// The carrier's id for a call. Letters beyond `F` keep it from looking like a real one.
pub(super) fn provider_id(call_id: &str) -> String {
    let tail: String = call_id.chars().filter(|c| *c != '-').skip(12).collect();
    format!("CAFAKE{tail:0>28}")
}

/// The phone number that exists from the start.
pub(super) fn phone_number() -> Value {
    json!({
        "id": PHONE_NUMBER_ID,
        "orgId": ORG_ID,
        "number": "+15550100100",
        "createdAt": "2026-09-01T09:00:00.000Z",
        "updatedAt": "2026-10-11T12:30:00.000Z",
        "name": "Northlight outbound",
        "provider": "twilio",
        "status": "active",
        "twilioAccountSid": "ACFAKE0000000000000000000000000001",
        // Seen in recordings: null for most numbers, though the schema allows a token.
        "twilioAuthToken": null,
        "server": null,
        "assistantId": null,
    })
}

fn variables(script: &Script) -> Value {
    let first_name = script.customer.name.split(' ').next().unwrap_or_default();
    json!({"leadName": first_name, "company": script.customer.company})
}
