//! Assistants, phone numbers, tools and credentials: things one creates, reads and changes, all
//! alike.

use std::collections::BTreeMap;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::StatusCode;
use serde_json::{Map, Value};

use super::{refusal::Refusal, schema, state::Vapi};
use crate::vapi::{
    assistant::{self, ASSISTANT_ID, ORG_ID},
    ids,
    sign::Credential,
    snapshot,
    wire_time::iso,
};

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shelf {
    Assistants,
    PhoneNumbers,
    Tools,
    Credentials,
}

impl Shelf {
    const ALL: [Self; 4] = [
        Self::Assistants,
        Self::PhoneNumbers,
        Self::Tools,
        Self::Credentials,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Assistants => "/assistant",
            Self::PhoneNumbers => "/phone-number",
            Self::Tools => "/tool",
            Self::Credentials => "/credential",
        }
    }
}

impl Shelf {
    /// The shelf and the id in a path like `/assistant/{id}`.
    pub(super) fn of_path(path: &str) -> Option<(Self, &str)> {
        Self::ALL.into_iter().find_map(|shelf| {
            let id = path.strip_prefix(shelf.path())?.strip_prefix('/')?;
            Some((shelf, id))
        })
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

    /// Changes a thing and gives it as it is then.
    pub(super) fn change(
        &mut self,
        shelf: Shelf,
        id: &str,
        changes: Map<String, Value>,
        now_ms: i64,
    ) -> Option<Value> {
        let items = self.0.get_mut(&shelf)?;
        let item = items.iter_mut().find(|item| item["id"] == id)?;
        for (key, value) in changes {
            item[key] = value;
        }
        item["updatedAt"] = iso(now_ms).into();
        Some(item.clone())
    }

    /// What proves that a webhook is Vapi's, by the id in a `server` object.
    pub(super) fn credential(&self, server: &Value) -> Option<Credential> {
        let id = server["credentialId"].as_str()?;
        Credential::of_plan(&self.item(Shelf::Credentials, id)?["authenticationPlan"])
    }

    /// Forgets a thing.
    pub(super) fn remove(&mut self, shelf: Shelf, id: &str) {
        if let Some(items) = self.0.get_mut(&shelf) {
            items.retain(|item| item["id"] != id);
        }
    }
}

/// List, create, read and change, for every shelf.
pub(super) fn routes() -> Router<Vapi> {
    Shelf::ALL.into_iter().fold(Router::new(), |router, shelf| {
        let list = move |State(vapi): State<Vapi>| async move {
            let items = vapi.state().shelves.items(shelf).to_vec();
            Json(items.into_iter().map(schema::shown).collect::<Vec<_>>())
        };
        let create = move |State(vapi): State<Vapi>, body: Bytes| async move {
            create(&vapi, shelf, &body)
        };
        let read = move |State(vapi): State<Vapi>, Path(id): Path<String>| async move {
            let item = vapi.state().shelves.item(shelf, &id).cloned();
            item.map(schema::shown).map(Json).ok_or(Refusal::NotFound)
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
    refuse_if_hidden(vapi, shelf)?;
    let mut item = checked(shelf, body, true)?;
    let now_ms = vapi.settings().clock.now_ms();
    let mut state = vapi.state();
    item.insert("id".into(), ids::uuid_v7(now_ms, &mut state.rng).into());
    item.insert("orgId".into(), ORG_ID.into());
    item.insert("createdAt".into(), iso(now_ms).into());
    item.insert("updatedAt".into(), iso(now_ms).into());
    if shelf == Shelf::PhoneNumbers {
        finish_number(&mut item, state.shelves.items(shelf).len());
    }
    let item = Value::Object(item);
    state.shelves.0.entry(shelf).or_default().push(item.clone());
    Ok((StatusCode::CREATED, Json(schema::shown(item))).into_response())
}

/// What Vapi adds to a number: whether it can be used, and which one it is if it was bought there.
fn finish_number(item: &mut Map<String, Value>, count: usize) {
    item.insert("status".into(), "active".into());
    if item["provider"] == "vapi" {
        let area = item.get("numberDesiredAreaCode").and_then(Value::as_str);
        let number = format!("+1{}5550{:03}", area.unwrap_or("415"), 200 + count);
        item.insert("number".into(), number.into());
    }
}

/// Replaces each field that is sent, whole: sending `model.toolIds` alone wipes the prompt.
fn change(vapi: &Vapi, shelf: Shelf, id: &str, body: &[u8]) -> Result<Json<Value>, Refusal> {
    refuse_if_hidden(vapi, shelf)?;
    let changes = checked(shelf, body, false)?;
    let mut state = vapi.state();
    let item = state
        .shelves
        .change(shelf, id, changes, vapi.settings().clock.now_ms())
        .ok_or(Refusal::NotFound)?;
    Ok(Json(schema::shown(item)))
}

/// Whether credentials can be made through the API is documented for other providers only.
fn refuse_if_hidden(vapi: &Vapi, shelf: Shelf) -> Result<(), Refusal> {
    if shelf == Shelf::Credentials && !vapi.settings().has_credential_api {
        return Err(Refusal::NotFound);
    }
    Ok(())
}

fn checked(shelf: Shelf, body: &[u8], is_new: bool) -> Result<Map<String, Value>, Refusal> {
    let item: Map<String, Value> = serde_json::from_slice(body)
        .map_err(|_| Refusal::Invalid(vec!["the body is not a JSON object".into()]))?;
    let complaints = schema::complaints_about(shelf, &item, is_new);
    if complaints.is_empty() {
        Ok(item)
    } else {
        Err(Refusal::Invalid(complaints))
    }
}
