//! `/call`: placing calls and reading them back.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Dial,
    listing::Listing,
    placed::PlacedCall,
    refusal::Refusal,
    request::{check_call, complaints_about},
    shelves::Shelf,
    state::{State as Remembered, Vapi},
};
use crate::vapi::{
    ids,
    script::{Direction, Script},
    snapshot::{self, Snapshot},
    wire_time::parse_iso,
};

/// A day of the daily limit, which follows UTC.
const DAY_MS: i64 = 86_400_000;

/// `POST /call`. There is no idempotency key: what is asked for twice is dialed twice.
pub(super) async fn create(State(vapi): State<Vapi>, body: Bytes) -> Result<Response, Refusal> {
    let request: Value = serde_json::from_slice(&body)
        .map_err(|_| Refusal::Invalid(vec!["the body is not JSON".into()]))?;
    check_call(&request)?;
    let mut state = vapi.state();
    let answer = if let Some(customers) = request["customers"].as_array() {
        place_batch(&vapi, &mut state, &request, customers)
    } else {
        let complaints = complaints_about(&request["customer"]);
        if !complaints.is_empty() {
            return Err(Refusal::Invalid(complaints));
        }
        let mut call = place(&vapi, &mut state, &request, &request["customer"])?;
        call["subscriptionLimits"] = subscription_limits(&vapi, &state);
        call
    };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// `GET /call/{id}`
pub(super) async fn read(
    State(vapi): State<Vapi>,
    Path(call_id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    vapi.told(&call_id).map(Json).ok_or(Refusal::NotFound)
}

/// `GET /call`: a bare list.
pub(super) async fn list(
    State(vapi): State<Vapi>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Json<Vec<Value>>, Refusal> {
    let listing = Listing::parse(query)?;
    Ok(Json(vapi.listed(&listing)))
}

fn place_batch(vapi: &Vapi, state: &mut Remembered, request: &Value, customers: &[Value]) -> Value {
    let mut results = Vec::new();
    let mut errors = Vec::new();
    for customer in customers {
        let complaint = complaints_about(customer)
            .into_iter()
            .next()
            .map(Value::from);
        let placed = match complaint {
            Some(complaint) => Err(complaint),
            None => place(vapi, state, request, customer).map_err(|refusal| refusal.text().into()),
        };
        match placed {
            Ok(call) => results.push(call),
            Err(error) => errors.push(json!({"customer": customer, "error": error})),
        }
    }
    let limits = subscription_limits(vapi, state);
    json!({"results": results, "errors": errors, "subscriptionLimits": limits})
}

/// Creates one call, dials, and starts to play it.
fn place(
    vapi: &Vapi,
    state: &mut Remembered,
    request: &Value,
    customer: &Value,
) -> Result<Value, Refusal> {
    let settings = vapi.settings();
    let now_ms = settings.clock.now_ms();
    let today = |at_ms: i64| at_ms.div_euclid(DAY_MS) == now_ms.div_euclid(DAY_MS);
    let dialed_today = state.dials.iter().filter(|dial| today(dial.at_ms)).count();
    if settings
        .daily_limit
        .is_some_and(|limit| dialed_today >= limit)
    {
        return Err(Refusal::DAILY_LIMIT);
    }
    if settings.refuses_when_busy && live_calls(vapi, state) >= settings.concurrency_limit {
        return Err(Refusal::OverConcurrency);
    }

    let starts_ms = request["schedulePlan"]["earliestAt"]
        .as_str()
        .and_then(parse_iso)
        .map_or(now_ms, |earliest_ms| earliest_ms.max(now_ms));
    let call_id = ids::uuid_v7(now_ms, &mut state.rng);
    let call = call_object(
        &settings.control_base,
        request,
        customer,
        &call_id,
        now_ms,
        starts_ms,
    );
    let snapshot = Snapshot {
        assistant: configuration_in_force(state, request, &call)?,
        phone_number: phone_number(state, request),
        call: with_provider_ids(call.clone()),
        created_at_ms: starts_ms,
    };
    let number = customer["number"].as_str().unwrap_or_default();
    state.dials.push(Dial {
        call_id,
        number: number.into(),
        metadata: call["assistantOverrides"]["metadata"].clone(),
        at_ms: now_ms,
    });
    let placed = PlacedCall {
        call: call.clone(),
        snapshot,
        created_at_ms: now_ms,
        script: Arc::new(script_for(vapi, number)),
        seed: state.rng.next_u64(),
        hung_up_ms: Arc::default(),
    };
    vapi.begin(state, placed);
    Ok(call)
}

fn call_object(
    control_base: &str,
    request: &Value,
    customer: &Value,
    call_id: &str,
    now_ms: i64,
    starts_ms: i64,
) -> Value {
    let mut call = snapshot::blank_call(call_id, Direction::Outbound, control_base, now_ms);
    for key in [
        "assistantId",
        "assistantOverrides",
        "phoneNumberId",
        "name",
        "schedulePlan",
    ] {
        if !request[key].is_null() {
            call[key] = request[key].clone();
        }
    }
    if starts_ms > now_ms {
        call["status"] = "scheduled".into();
    }
    let mut customer = customer.clone();
    if let Some(own) = customer
        .as_object_mut()
        .and_then(|c| c.remove("assistantOverrides"))
    {
        // A customer's overrides replace those of the batch; nothing is merged.
        call["assistantOverrides"] = own;
    }
    call["customer"] = customer;
    call
}

/// The assistant with the call's overrides applied, as webhooks repeat it.
fn configuration_in_force(
    state: &Remembered,
    request: &Value,
    call: &Value,
) -> Result<Value, Refusal> {
    let mut assistant = match request["assistantId"].as_str() {
        Some(id) => {
            let stored = state.shelves.item(Shelf::Assistants, id);
            stored.cloned().ok_or(Refusal::NO_ASSISTANT)?
        }
        None => request["assistant"].clone(),
    };
    if let Some(assistant) = assistant.as_object_mut() {
        for key in ["id", "orgId", "createdAt", "updatedAt"] {
            assistant.remove(key);
        }
        let overrides = call["assistantOverrides"].as_object().into_iter().flatten();
        for (key, value) in overrides.filter(|(key, _)| *key != "variableValues") {
            assistant.insert(key.clone(), value.clone());
        }
    }
    Ok(assistant)
}

fn phone_number(state: &Remembered, request: &Value) -> Value {
    request["phoneNumberId"]
        .as_str()
        .and_then(|id| state.shelves.item(Shelf::PhoneNumbers, id))
        .cloned()
        .unwrap_or_else(snapshot::phone_number)
}

/// The call once the carrier has taken it: the answer to the request does not know these yet.
fn with_provider_ids(mut call: Value) -> Value {
    let sid = snapshot::provider_id(call["id"].as_str().unwrap_or_default());
    call["transport"]["callSid"] = sid.as_str().into();
    call["phoneCallProviderId"] = sid.into();
    // The status webhooks repeat is that of the moment the call was dialed.
    call["status"] = "queued".into();
    call
}

fn script_for(vapi: &Vapi, number: &str) -> Script {
    let settings = vapi.settings();
    let own = settings
        .scripts
        .iter()
        .find(|script| script.customer.number == number);
    own.unwrap_or(&settings.default_script).clone()
}

fn live_calls(vapi: &Vapi, state: &Remembered) -> usize {
    let is_live = |call: &&PlacedCall| call.is_live(vapi.elapsed_ms(call));
    state.calls.iter().filter(is_live).count()
}

fn subscription_limits(vapi: &Vapi, state: &Remembered) -> Value {
    let (limit, live) = (vapi.settings().concurrency_limit, live_calls(vapi, state));
    json!({
        "concurrencyBlocked": live > limit,
        "concurrencyLimit": limit,
        "remainingConcurrentCalls": limit.saturating_sub(live),
    })
}
