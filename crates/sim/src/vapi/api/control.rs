//! Live call control: what may be asked of a running call by whoever knows its control URL.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use serde_json::{Value, json};

use super::{refusal::Refusal, state::Vapi};

/// Something that was asked of a running call.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// The call.
    pub call_id: String,
    /// `say`, `add-message`, `control`, `end-call`, `transfer` or `handoff`, with its fields.
    pub request: Value,
}

const TYPES: [&str; 6] = [
    "say",
    "add-message",
    "control",
    "end-call",
    "transfer",
    "handoff",
];

/// `POST {monitor.controlUrl}`. Needs no key; the URL is the secret. It is dead once the call is.
pub(super) async fn control(
    State(vapi): State<Vapi>,
    Path(call_id): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let request: Value = serde_json::from_slice(&body)
        .ok()
        .filter(|request: &Value| {
            request["type"]
                .as_str()
                .is_some_and(|kind| TYPES.contains(&kind))
        })
        .ok_or_else(|| {
            Refusal::Invalid(vec![format!(
                "type must be one of the following values: {}",
                TYPES.join(", ")
            )])
        })?;
    if request["type"] == "add-message" {
        let complaints = check_message(&request);
        if !complaints.is_empty() {
            return Err(Refusal::Invalid(complaints));
        }
    }
    let mut state = vapi.state();
    let call = state.call(&call_id).ok_or(Refusal::NotFound)?;
    let elapsed_ms = vapi.elapsed_ms(call);
    if !call.is_live(elapsed_ms) {
        return Err(Refusal::NotFound);
    }
    if request["type"] == "end-call" {
        call.hung_up_ms.get_or_init(|| elapsed_ms);
    }
    state.controls.push(Control { call_id, request });
    Ok(Json(json!({})))
}

const ROLES: [&str; 5] = ["assistant", "function", "user", "system", "tool"];

/// What is wrong with an `add-message`. What Vapi says of a wrong one is not documented; that it is
/// refused by name follows its other refusals.
fn check_message(request: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    let known = ["type", "message", "triggerResponseEnabled"];
    for name in request.as_object().into_iter().flat_map(|it| it.keys()) {
        if !known.contains(&name.as_str()) {
            complaints.push(format!("property {name} should not exist"));
        }
    }
    let message = &request["message"];
    if !message["role"]
        .as_str()
        .is_some_and(|role| ROLES.contains(&role))
    {
        complaints.push(format!(
            "message.role must be one of the following values: {}",
            ROLES.join(", ")
        ));
    }
    if !message["content"].is_string() {
        complaints.push("message.content must be a string".to_owned());
    }
    let triggers = &request["triggerResponseEnabled"];
    if !triggers.is_null() && !triggers.is_boolean() {
        complaints.push("triggerResponseEnabled must be a boolean value".to_owned());
    }
    complaints
}
