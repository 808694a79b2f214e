//! Assistants, phone numbers and tools: things one creates, reads and changes, all alike.

use std::collections::BTreeMap;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{refusal::Refusal, request::too_long, state::Vapi};
use crate::vapi::{
    assistant::{self, ASSISTANT_ID, ORG_ID},
    ids, snapshot,
    wire_time::iso,
};

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shelf {
    Assistants,
    PhoneNumbers,
    Tools,
}

impl Shelf {
    const ALL: [Self; 3] = [Self::Assistants, Self::PhoneNumbers, Self::Tools];

    const fn path(self) -> &'static str {
        match self {
            Self::Assistants => "/assistant",
            Self::PhoneNumbers => "/phone-number",
            Self::Tools => "/tool",
        }
    }
}

/// Everything that was created, in the order of creation.
pub(super) struct Shelves(BTreeMap<Shelf, Vec<Value>>);

impl Shelves {
    /// The shelves of an account that can call: one assistant, one number.
    pub(super) fn stocked(assistant_name: &str) -> Self {
        let mut assistant = assistant::configuration(assistant_name);
        assistant["id"] = ASSISTANT_ID.into();
        assistant["orgId"] = ORG_ID.into();
        for key in ["createdAt", "updatedAt"] {
            assistant[key] = "2026-11-01T10:00:00.000Z".into();
        }
        Self(BTreeMap::from([
            (Shelf::Assistants, vec![assistant]),
            (Shelf::PhoneNumbers, vec![snapshot::phone_number()]),
        ]))
    }

    /// The thing with this id.
    pub(super) fn item(&self, shelf: Shelf, id: &str) -> Option<&Value> {
        self.items(shelf).iter().find(|item| item["id"] == id)
    }

    fn items(&self, shelf: Shelf) -> &[Value] {
        self.0.get(&shelf).map_or(&[], Vec::as_slice)
    }
}

/// List, create, read and change, for every shelf.
pub(super) fn routes() -> Router<Vapi> {
    Shelf::ALL.into_iter().fold(Router::new(), |router, shelf| {
        let list = move |State(vapi): State<Vapi>| async move {
            Json(vapi.state().shelves.items(shelf).to_vec())
        };
        let create = move |State(vapi): State<Vapi>, body: Bytes| async move {
            create(&vapi, shelf, &body)
        };
        let read = move |State(vapi): State<Vapi>, Path(id): Path<String>| async move {
            let item = vapi.state().shelves.item(shelf, &id).cloned();
            item.map(Json).ok_or(Refusal::NotFound)
        };
        let change = move |State(vapi): State<Vapi>, Path(id): Path<String>, body: Bytes| async move {
            change(&vapi, shelf, &id, &body)
        };
        router
            .route(shelf.path(), get(list).post(create))
            .route(&format!("{}/{{id}}", shelf.path()), get(read).patch(change))
    })
}

fn create(vapi: &Vapi, shelf: Shelf, body: &[u8]) -> Result<Response, Refusal> {
    let mut item = checked(body)?;
    let now_ms = vapi.settings().clock.now_ms();
    let mut state = vapi.state();
    item.insert("id".into(), ids::uuid_v7(now_ms, &mut state.rng).into());
    item.insert("orgId".into(), ORG_ID.into());
    item.insert("createdAt".into(), iso(now_ms).into());
    item.insert("updatedAt".into(), iso(now_ms).into());
    // Seen in answers: a number's credentials are taken and not given back.
    item.remove("twilioAuthToken");
    item.remove("twilioApiSecret");
    let item = Value::Object(item);
    state.shelves.0.entry(shelf).or_default().push(item.clone());
    Ok((StatusCode::CREATED, Json(item)).into_response())
}

/// Replaces each field that is sent, whole: sending `model.toolIds` alone wipes the prompt.
fn change(vapi: &Vapi, shelf: Shelf, id: &str, body: &[u8]) -> Result<Json<Value>, Refusal> {
    let changes = checked(body)?;
    let now_ms = vapi.settings().clock.now_ms();
    let mut state = vapi.state();
    let item = state
        .shelves
        .0
        .get_mut(&shelf)
        .and_then(|items| items.iter_mut().find(|item| item["id"] == id))
        .ok_or(Refusal::NotFound)?;
    for (key, value) in changes {
        item[key] = value;
    }
    item["updatedAt"] = iso(now_ms).into();
    Ok(Json(item.clone()))
}

fn checked(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let item: Map<String, Value> = serde_json::from_slice(body)
        .map_err(|_| Refusal::Invalid(vec!["the body is not a JSON object".into()]))?;
    let mut complaints = Vec::new();
    too_long(
        item.get("name").unwrap_or(&json!(null)),
        "name",
        &mut complaints,
    );
    if complaints.is_empty() {
        Ok(item)
    } else {
        Err(Refusal::Invalid(complaints))
    }
}
