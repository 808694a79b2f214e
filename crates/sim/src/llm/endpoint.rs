//! `POST /v1/chat/completions`

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

use super::{
    refusal::{self, Refusal},
    schema,
};

/// What the model does when it is asked.
#[derive(Clone, Debug)]
pub enum Behavior {
    /// Says this, whatever was asked.
    Says(String),
    /// Refuses to say anything, as OpenAI's models do for their own reasons.
    Declines,
    /// Never answers.
    Hangs,
    /// Answers with this status and this body.
    Fails(u16, String),
}

/// A simulated language model. Cloning gives another handle to the same one.
#[derive(Clone, Debug, Default)]
pub struct Model {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    api_key: Option<String>,
    /// Formats that this server does not know, by their `type`.
    unknown_formats: Vec<String>,
    behaviors: VecDeque<Behavior>,
    asked: Vec<Value>,
    served: u64,
}

impl Model {
    /// A model that wants this key.
    #[must_use]
    pub fn with_key(key: &str) -> Self {
        let model = Self::default();
        model.inner().api_key = Some(key.to_owned());
        model
    }

    /// From now on it behaves like this, once for each; after that it says `{}`.
    pub fn behave(&self, behaviors: impl IntoIterator<Item = Behavior>) {
        self.inner().behaviors.extend(behaviors);
    }

    /// Its server does not know these types of `response_format`.
    pub fn refuse_formats(&self, formats: &[&str]) {
        self.inner().unknown_formats = formats.iter().map(|&format| format.to_owned()).collect();
    }

    /// The bodies of all well-formed requests so far.
    #[must_use]
    pub fn asked(&self) -> Vec<Value> {
        self.inner().asked.clone()
    }

    /// Its only route.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/v1/chat/completions", post(complete))
            .with_state(self.clone())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn admit(&self, headers: &HeaderMap, body: &[u8]) -> Result<Behavior, Refusal> {
        let mut inner = self.inner();
        if let Some(key) = &inner.api_key {
            let given = headers
                .get(AUTHORIZATION)
                .and_then(|given| given.to_str().ok());
            if given != Some(&format!("Bearer {key}")) {
                return Err(refusal::wrong_key());
            }
        }
        let asked: Value = serde_json::from_slice(body).map_err(|_| refusal::not_json())?;
        check(&asked)?;
        if let Some(format) = asked["response_format"]["type"].as_str()
            && inner
                .unknown_formats
                .iter()
                .any(|unknown| unknown == format)
        {
            return Err(refusal::unknown_format(format));
        }
        inner.asked.push(asked);
        inner.served += 1;
        let behavior = inner.behaviors.pop_front();
        Ok(behavior.unwrap_or_else(|| Behavior::Says("{}".to_owned())))
    }
}

async fn complete(State(model): State<Model>, headers: HeaderMap, body: Bytes) -> Response {
    let behavior = match model.admit(&headers, &body) {
        Ok(behavior) => behavior,
        Err(refusal) => return refusal.into_response(),
    };
    let message = match behavior {
        Behavior::Says(words) => json!({"role": "assistant", "content": words, "refusal": null}),
        Behavior::Declines => {
            json!({"role": "assistant", "content": null, "refusal": "I can't help with that."})
        }
        Behavior::Hangs => return std::future::pending().await,
        Behavior::Fails(status, body) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return (status, body).into_response();
        }
    };
    let served = model.inner().served;
    Json(json!({
        "id": format!("chatcmpl-{served}"),
        "object": "chat.completion",
        "created": 1_795_100_645,
        "model": "simulated",
        "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }))
    .into_response()
}

/// What OpenAI checks before a model sees anything.
fn check(asked: &Value) -> Result<(), Refusal> {
    if !asked["model"].is_string() {
        return Err(refusal::invalid(
            "you must provide a model parameter",
            "model",
        ));
    }
    let messages = asked["messages"]
        .as_array()
        .filter(|messages| !messages.is_empty());
    let messages =
        messages.ok_or_else(|| refusal::invalid("'messages' is too short", "messages"))?;
    for message in messages {
        let is_role = matches!(
            message["role"].as_str(),
            Some("system" | "developer" | "user" | "assistant" | "tool")
        );
        if !is_role || !message["content"].is_string() {
            return Err(refusal::invalid("Invalid message", "messages"));
        }
    }
    let temperature = asked["temperature"].as_f64().unwrap_or(1.0);
    if !(0.0..=2.0).contains(&temperature) {
        return Err(refusal::invalid("Invalid 'temperature'", "temperature"));
    }
    let format = &asked["response_format"];
    match format["type"].as_str() {
        None if format.is_null() => Ok(()),
        Some("text") => Ok(()),
        Some("json_object") => {
            let says_json = |message: &Value| {
                message["content"]
                    .as_str()
                    .is_some_and(|text| text.to_lowercase().contains("json"))
            };
            if messages.iter().any(says_json) {
                Ok(())
            } else {
                let why = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
                Err(refusal::invalid(why, "messages"))
            }
        }
        Some("json_schema") => schema::check(&format["json_schema"]),
        _ => Err(refusal::invalid("Invalid value", "response_format.type")),
    }
}
