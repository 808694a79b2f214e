//! Asks Vapi what there is to be known, and the public address whether it leads here. Judges
//! nothing.

use midcall_vapi::{
    ApiError, Client,
    messages::CallStatus,
    operations::{Document, GetResource, ListCalls, ListResources, Resource},
};

use crate::{
    node::Node,
    probe::{self, Found},
};

/// Calls that were created before this are over: Vapi cuts off after twelve hours.
const CALLS_MS: i64 = 12 * 60 * 60 * 1_000;
/// Vapi's own limit of a page, far above what can be live at once.
const CALLS_MAX: u16 = 1_000;

/// What was seen.
pub(super) struct Observed {
    /// Whether the key opens the account.
    pub(super) assistants: Result<(), ApiError>,
    /// The configured assistant; `None` without one.
    pub(super) assistant: Option<Result<Document, ApiError>>,
    /// The configured number; `None` without one.
    pub(super) number: Option<Result<Document, ApiError>>,
    /// Every tool of the account, if it told.
    pub(super) tools: Vec<Document>,
    /// Ids of every credential, if the account told.
    pub(super) credentials: Option<Vec<String>>,
    /// How many calls are live, if the account told.
    pub(super) live_calls: Option<usize>,
    /// Where Vapi should reach us, if it is set.
    pub(super) webhook: Option<String>,
    /// What is found there.
    pub(super) found: Option<Found>,
}

pub(super) async fn observe(node: &Node, account: &Client) -> Observed {
    let vapi = &node.settings.vapi;
    let public_url = node.settings.public_url.trim_end_matches('/');
    let webhook = (!public_url.is_empty()).then(|| format!("{public_url}/webhook/vapi"));
    let assistants = list(account, Resource::Assistant).await;
    if assistants.is_err() {
        return Observed {
            assistants: assistants.map(drop),
            assistant: None,
            number: None,
            tools: Vec::new(),
            credentials: None,
            live_calls: None,
            webhook,
            found: None,
        };
    }
    let found = match &webhook {
        Some(webhook) => Some(probe::ask(node, webhook).await),
        None => None,
    };
    let credentials = list(account, Resource::Credential).await.ok();
    Observed {
        assistants: Ok(()),
        assistant: get(account, Resource::Assistant, &vapi.assistant_id).await,
        number: get(account, Resource::PhoneNumber, &vapi.phone_number_id).await,
        tools: list(account, Resource::Tool).await.unwrap_or_default(),
        credentials: credentials.map(|listed| listed.iter().map(|it| it.id().to_owned()).collect()),
        live_calls: live_calls(node, account).await,
        webhook,
        found,
    }
}

async fn get(account: &Client, resource: Resource, id: &str) -> Option<Result<Document, ApiError>> {
    if id.is_empty() {
        return None;
    }
    let id = id.to_owned();
    Some(account.send(&GetResource { resource, id }).await)
}

async fn list(account: &Client, resource: Resource) -> Result<Vec<Document>, ApiError> {
    account.send(&ListResources { resource }).await
}

async fn live_calls(node: &Node, account: &Client) -> Option<usize> {
    let recent = ListCalls {
        created_at_ge_ms: Some(node.clock.now().0 - CALLS_MS),
        limit: Some(CALLS_MAX),
        ..ListCalls::default()
    };
    let calls = account.send(&recent).await.ok()?;
    let is_live = |status: &CallStatus| {
        matches!(
            status,
            CallStatus::Queued
                | CallStatus::Ringing
                | CallStatus::InProgress
                | CallStatus::Forwarding
        )
    };
    let live = calls
        .iter()
        .filter(|call| call.status.as_ref().is_some_and(is_live));
    Some(live.count())
}
