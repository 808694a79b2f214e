//! `/api/*`: place a call, read calls and leads, say what is known of a call.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use midcall_domain::{calls::CallId, time::Timestamp};
use midcall_salesforce::RecordId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::problem::Problem;
use crate::{
    identity,
    node::Node,
    place::{self, Answered, Asked, Cancelation, QueueState},
    views::{self, AllowanceView, CallItem, CallView, LeadView},
    vouch,
};

const PAGE_DEFAULT: usize = 50;
const PAGE_MAX: usize = 500;

/// `POST /api/qualify-lead`
pub(super) async fn qualify_lead(
    State(node): State<Arc<Node>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut asked: Asked = serde_json::from_slice(&body).map_err(|error| {
        // The parser names the field and the place; it does not repeat values of these types.
        let message = format!(
            "The body must be {{\"leadId\":\"00Q…\",\"phoneNumber\":\"+1555…\"}}: {error}."
        );
        Problem::new(StatusCode::BAD_REQUEST, "invalid_body", message)
    })?;
    asked.key = idempotency_key(&headers);
    let (status, answer) = match place::place(&node, asked).await? {
        Answered::Placed(placed) => {
            let status = if placed.is_new {
                StatusCode::ACCEPTED
            } else {
                StatusCode::OK
            };
            (status, json!({ "success": true, "callId": placed.call }))
        }
        Answered::Waiting(waiting) => (StatusCode::ACCEPTED, views::waiting(&waiting)),
    };
    Ok((status, Json(answer)).into_response())
}

/// Which part of the queue.
#[derive(Deserialize)]
pub(super) struct QueuePart {
    limit: Option<usize>,
    #[serde(default)]
    all: bool,
}

/// `GET /api/queue`
pub(super) async fn list_queue(
    State(node): State<Arc<Node>>,
    Query(part): Query<QueuePart>,
) -> Result<Json<QueueState>, Problem> {
    let limit = part.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
    Ok(Json(place::queue(&node, part.all, limit).await?))
}

/// `DELETE /api/queue/{leadId}`
pub(super) async fn cancel(
    State(node): State<Arc<Node>>,
    Path(lead): Path<String>,
) -> Result<Json<Value>, Problem> {
    let id = lead_id(&lead)?;
    let found = place::cancel(&node, id.as_str()).await?;
    match found {
        Cancelation::Canceled(request) => {
            Ok(Json(json!({ "success": true, "requestId": request })))
        }
        Cancelation::UnderWay => Err(Problem::new(
            StatusCode::CONFLICT,
            "under_way",
            "The lead is being called; hang up in Vapi to end it.",
        )),
        Cancelation::NotQueued => Err(not_found("No request to call this lead is in the queue.")),
    }
}

fn lead_id(text: &str) -> Result<RecordId, Problem> {
    RecordId::parse_lead(text).map_err(|error| {
        let message = format!("This is no Lead's id: {error}.");
        Problem::new(StatusCode::BAD_REQUEST, "invalid_lead_id", message).of("id")
    })
}

/// Which page.
#[derive(Deserialize)]
pub(super) struct Page {
    cursor: Option<String>,
    limit: Option<usize>,
}

/// `GET /api/calls`
pub(super) async fn list_calls(
    State(node): State<Arc<Node>>,
    Query(page): Query<Page>,
) -> Result<Json<Value>, Problem> {
    let after = match page.cursor.as_deref() {
        None => None,
        Some(cursor) => Some(read_cursor(cursor).ok_or_else(|| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "invalid_cursor",
                "`cursor` must be a `nextCursor` of this list.",
            )
            .of("cursor")
        })?),
    };
    let limit = page.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
    let found = node.store.list_calls(&node.workspace, after, limit).await?;
    let calls: Vec<CallItem> = found.calls.into_iter().map(CallItem::from).collect();
    let next = found.next.map(|(at, call)| format!("{}~{call}", at.0));
    Ok(Json(json!({ "calls": calls, "nextCursor": next })))
}

fn read_cursor(cursor: &str) -> Option<(Timestamp, CallId)> {
    let (at, call) = cursor.split_once('~')?;
    Some((Timestamp(at.parse().ok()?), CallId::from(call)))
}

/// `GET /api/calls/{id}`
pub(super) async fn show_call(
    State(node): State<Arc<Node>>,
    Path(call): Path<String>,
) -> Result<Json<CallView>, Problem> {
    let found = views::call(&node, &CallId::from(call.as_str())).await?;
    found
        .map(Json)
        .ok_or_else(|| not_found("No call with this id has been heard of."))
}

/// `POST /api/calls/{id}/claims`
pub(super) async fn claim(
    State(node): State<Arc<Node>>,
    Path(call): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let mut asked: vouch::Asked = serde_json::from_slice(&body).map_err(|error| {
        let message = format!(
            "The body must be {{\"signal\":\"budget\",\"state\":\"positive\",\"who\":\"…\"}}, with `value` and `note` if you like: {error}."
        );
        Problem::new(StatusCode::BAD_REQUEST, "invalid_body", message)
    })?;
    asked.key = idempotency_key(&headers);
    let vouched = vouch::vouch(&node, &CallId::from(call.as_str()), asked).await?;
    let status = if vouched.is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let answer = json!({ "success": true, "claimId": vouched.claim });
    Ok((status, Json(answer)).into_response())
}

/// `POST /api/calls/{id}/lead`
pub(super) async fn attach(
    State(node): State<Arc<Node>>,
    Path(call): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let asked: identity::Asked = serde_json::from_slice(&body).map_err(|error| {
        let message = format!("The body must be {{\"leadId\":\"00Q…\",\"who\":\"…\"}}: {error}.");
        Problem::new(StatusCode::BAD_REQUEST, "invalid_body", message)
    })?;
    let attached = identity::attach(&node, &CallId::from(call.as_str()), asked).await?;
    // It is kept; a step that comes every second journals it if this does not.
    identity::journal_attachments(&node).await?;
    let answer = json!({ "success": true, "leadId": attached.lead, "wasLeadId": attached.was });
    Ok(Json(answer))
}

fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    let key = headers.get("idempotency-key")?;
    key.to_str().ok().map(str::to_owned)
}

/// `GET /api/leads/{id}`
pub(super) async fn show_lead(
    State(node): State<Arc<Node>>,
    Path(lead): Path<String>,
) -> Result<Json<LeadView>, Problem> {
    let id = identity::parse_record(&lead).map_err(|error| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "invalid_lead_id",
            format!("This is no Lead's id: {error}."),
        )
        .of("id")
    })?;
    let found = node.store.load_lead(&node.workspace, id.as_str()).await?;
    let found = found.ok_or_else(|| not_found("No call for this lead has been heard of."))?;
    Ok(Json(views::lead_in_full(&node, &found).await?))
}

/// `GET /api/allowance`
pub(super) async fn allowance(State(node): State<Arc<Node>>) -> Json<AllowanceView> {
    Json(views::allowance(&node))
}

/// `GET /api/openapi.json`
pub(super) async fn openapi() -> Response {
    (
        [(CONTENT_TYPE, "application/json")],
        include_str!("openapi.json"),
    )
        .into_response()
}

fn not_found(message: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", message)
}
