//! Several requests in one: composite, batch and graph. They differ in what one may say of
//! another, what a failure undoes, and how they count against the day.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::{
    answer::{Answer, Answered, Content},
    call::Call,
    routes::{self, Version},
};
use crate::salesforce::{
    ApiError,
    model::{records::Fields, state::Model},
};

/// Most subrequests in one composite or batch request.
const SUBREQUESTS_MAX: usize = 25;
/// Most queries and collections among them.
const HEAVY_MAX: usize = 5;
/// Most graphs in one request, and most nodes over all of them.
const GRAPHS_MAX: usize = 75;
const NODES_MAX: usize = 500;
/// Headers that belong to the outer request alone.
const OUTER_HEADERS: [&str; 3] = ["accept", "authorization", "content-type"];

/// `POST composite`.
pub(crate) fn composite(model: &mut Model, call: &Call) -> Answered {
    let body = call.json_object()?;
    let subrequests = Subrequest::read_all(body.get("compositeRequest"), SUBREQUESTS_MAX)?;
    let heavy = subrequests.iter().filter(|sub| sub.is_heavy()).count();
    if heavy > HEAVY_MAX {
        return Err(limit_exceeded(HEAVY_MAX, "query and collections subrequests").into());
    }
    let all_or_none = body.get("allOrNone") == Some(&Value::Bool(true));
    let (_, responses) = run(model, subrequests, all_or_none);
    Ok(Answer::json(200, json!({ "compositeResponse": responses })))
}

/// `POST composite/graph`: each graph is all or nothing.
pub(crate) fn graph(model: &mut Model, call: &Call) -> Answered {
    let body = call.json()?;
    let graphs = body["graphs"]
        .as_array()
        .filter(|graphs| graphs.len() <= GRAPHS_MAX)
        .ok_or_else(|| limit_exceeded(GRAPHS_MAX, "graphs"))?;
    let read: Vec<(Value, Vec<Subrequest>)> = graphs
        .iter()
        .map(|graph| {
            let nodes = Subrequest::read_all(graph.get("compositeRequest"), NODES_MAX)?;
            Ok((graph["graphId"].clone(), nodes))
        })
        .collect::<Result<_, ApiError>>()?;
    if read.iter().map(|(_, nodes)| nodes.len()).sum::<usize>() > NODES_MAX {
        return Err(limit_exceeded(NODES_MAX, "nodes").into());
    }
    let mut results = Vec::new();
    for (id, nodes) in read {
        let (is_successful, responses) = run(model, nodes, true);
        results.push(json!({
            "graphId": id,
            "graphResponse": { "compositeResponse": responses },
            "isSuccessful": is_successful,
        }));
    }
    Ok(Answer::json(200, json!({ "graphs": results })))
}

/// `POST composite/batch`: subrequests that know nothing of each other, each counted.
pub(crate) fn batch(model: &mut Model, call: &Call) -> Answered {
    let body = call.json()?;
    let requests = body["batchRequests"]
        .as_array()
        .filter(|requests| requests.len() <= SUBREQUESTS_MAX)
        .ok_or_else(|| limit_exceeded(SUBREQUESTS_MAX, "subrequests"))?;
    // The request itself was counted already.
    let others = requests.len().saturating_sub(1) as u64;
    let now_ms = model.now_ms();
    model.allowance.count(others, now_ms);
    let halt_on_error = body["haltOnError"] == Value::Bool(true);
    let mut has_errors = false;
    let mut results = Vec::new();
    for request in requests {
        let answer = if has_errors && halt_on_error {
            let halted = "Batch processing halted per request";
            Answer::refused(&[ApiError::new(412, "BATCH_PROCESSING_HALTED", halted)])
        } else {
            let target = request["url"].as_str().unwrap_or_default();
            let target = format!("/services/data/{}", target.trim_start_matches('/'));
            let method = request["method"].as_str().unwrap_or_default();
            let body = request["richInput"].to_string().into_bytes();
            dispatch(model, &Call::new(method, &target, HeaderMap::new(), body))
        };
        has_errors |= answer.is_failure();
        results.push(json!({ "statusCode": answer.status, "result": body_of(answer.content) }));
    }
    Ok(Answer::json(
        200,
        json!({ "hasErrors": has_errors, "results": results }),
    ))
}

/// One request inside another.
struct Subrequest {
    method: String,
    url: String,
    reference_id: String,
    body: Value,
    headers: HeaderMap,
}

impl Subrequest {
    fn read_all(list: Option<&Value>, max: usize) -> Result<Vec<Self>, ApiError> {
        let list = list
            .and_then(Value::as_array)
            .ok_or_else(|| ApiError::json("compositeRequest must be a list"))?;
        if list.len() > max {
            return Err(limit_exceeded(max, "subrequests"));
        }
        let read = list
            .iter()
            .map(Self::read)
            .collect::<Result<Vec<_>, ApiError>>()?;
        for (at, sub) in read.iter().enumerate() {
            if read[..at]
                .iter()
                .any(|other| other.reference_id == sub.reference_id)
            {
                return Err(ApiError::json(format!(
                    "Duplicate reference ID: {}",
                    sub.reference_id
                )));
            }
        }
        Ok(read)
    }

    fn read(value: &Value) -> Result<Self, ApiError> {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let sub = Self {
            method: text("method"),
            url: text("url"),
            reference_id: text("referenceId"),
            body: value["body"].clone(),
            headers: read_headers(&value["httpHeaders"])?,
        };
        let legal = |character: char| character.is_ascii_alphanumeric() || character == '_';
        if sub.reference_id.is_empty() || !sub.reference_id.chars().all(legal) {
            return Err(ApiError::json(format!(
                "Invalid reference ID: {}",
                sub.reference_id
            )));
        }
        if !sub.url.starts_with("/services/data/v") {
            return Err(ApiError::json(format!(
                "Invalid subrequest URL: {}. It must start with /services/data/vXX.X/",
                sub.url
            )));
        }
        Ok(sub)
    }

    fn is_heavy(&self) -> bool {
        self.url.contains("/query") || self.url.contains("/composite/sobjects")
    }
}

fn read_headers(headers: &Value) -> Result<HeaderMap, ApiError> {
    let mut read = HeaderMap::new();
    for (name, value) in headers.as_object().into_iter().flatten() {
        let illegal = || ApiError::json(format!("Header {name} is not allowed in a subrequest"));
        let lower = name.to_ascii_lowercase();
        if OUTER_HEADERS.contains(&lower.as_str()) {
            return Err(illegal());
        }
        let name = HeaderName::from_bytes(lower.as_bytes()).map_err(|_| illegal())?;
        let value = value.as_str().unwrap_or_default();
        read.insert(name, HeaderValue::from_str(value).map_err(|_| illegal())?);
    }
    Ok(read)
}

/// Runs subrequests in order. With `all_or_none` the first failure undoes everything, whatever
/// status the others already had. Says whether all succeeded.
fn run(model: &mut Model, subrequests: Vec<Subrequest>, all_or_none: bool) -> (bool, Vec<Value>) {
    let untouched = all_or_none.then(|| model.records.clone());
    let names: Vec<String> = subrequests
        .iter()
        .map(|sub| sub.reference_id.clone())
        .collect();
    let mut answers: Vec<Answer> = Vec::new();
    let mut known = BTreeMap::new();
    let mut failed_at = None;
    for (at, sub) in subrequests.into_iter().enumerate() {
        let name = sub.reference_id.clone();
        let answer = answer_one(model, sub, &known);
        if answer.is_failure() {
            failed_at.get_or_insert(at);
        }
        if let Content::Json(body) = &answer.content {
            known.insert(name, body.clone());
        }
        answers.push(answer);
        if all_or_none && failed_at.is_some() {
            break;
        }
    }
    if let (Some(culprit), Some(records)) = (failed_at, untouched) {
        model.records.roll_back(records);
        let culprit = answers.swap_remove(culprit);
        let shown = names.iter().enumerate().map(|(at, name)| {
            let halted = || Answer::refused(&[ApiError::halted()]);
            let answer = if Some(at) == failed_at {
                culprit.clone()
            } else {
                halted()
            };
            response(name, answer)
        });
        return (false, shown.collect());
    }
    let responses = names
        .iter()
        .zip(answers)
        .map(|(name, answer)| response(name, answer));
    (failed_at.is_none(), responses.collect())
}

/// A subrequest sees the headers it carries itself, and none of the outer request's: whoever
/// relies on those finds out here and not in a customer's org.
fn answer_one(model: &mut Model, sub: Subrequest, known: &BTreeMap<String, Value>) -> Answer {
    let url = match resolve(&sub.url, known) {
        Ok(url) => url,
        Err(error) => return Answer::refused(&[error]),
    };
    let body = match resolve_all(sub.body, known) {
        Ok(Value::Null) => Vec::new(),
        Ok(body) => body.to_string().into_bytes(),
        Err(error) => return Answer::refused(&[error]),
    };
    dispatch(model, &Call::new(&sub.method, &url, sub.headers, body))
}

/// Answers one subrequest. Composites do not nest.
fn dispatch(model: &mut Model, call: &Call) -> Answer {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["services", "data", version, rest @ ..] if !is_composite(rest) => {
            let version: Version<'_> = version;
            routes::data(model, call, version, rest)
        }
        _ => Answer::refused(&[ApiError::no_such_resource()]),
    }
}

fn is_composite(rest: &[&str]) -> bool {
    matches!(rest, ["composite"] | ["composite", "batch" | "graph"])
}

fn response(reference_id: &str, answer: Answer) -> Value {
    let headers = match &answer.location {
        Some(location) => json!({ "Location": location }),
        None => json!({}),
    };
    json!({
        "body": body_of(answer.content),
        "httpHeaders": headers,
        "httpStatusCode": answer.status,
        "referenceId": reference_id,
    })
}

fn body_of(content: Content) -> Value {
    match content {
        Content::Empty => Value::Null,
        Content::Json(body) => body,
        Content::Text { text, .. } => text.into(),
    }
}

/// Replaces `@{name.path}` by what the named answer holds there. Case matters.
fn resolve(text: &str, known: &BTreeMap<String, Value>) -> Result<String, ApiError> {
    let mut resolved = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("@{") {
        let (reference, after) = after.split_once('}').ok_or_else(|| no_value(text))?;
        let (name, path) = reference
            .split_once('.')
            .ok_or_else(|| no_value(reference))?;
        let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
        let value = known.get(name).and_then(|body| body.pointer(&pointer));
        resolved.push_str(before);
        match value {
            Some(Value::String(value)) => resolved.push_str(value),
            Some(value) if !value.is_null() => resolved.push_str(&value.to_string()),
            _ => return Err(no_value(reference)),
        }
        rest = after;
    }
    resolved.push_str(rest);
    Ok(resolved)
}

fn resolve_all(body: Value, known: &BTreeMap<String, Value>) -> Result<Value, ApiError> {
    Ok(match body {
        Value::String(text) => resolve(&text, known)?.into(),
        Value::Array(items) => items
            .into_iter()
            .map(|item| resolve_all(item, known))
            .collect::<Result<_, _>>()?,
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| Ok((name, resolve_all(value, known)?)))
            .collect::<Result<Fields, ApiError>>()?
            .into(),
        other => other,
    })
}

fn no_value(reference: &str) -> ApiError {
    let name = reference.split('.').next().unwrap_or_default();
    ApiError::new(
        400,
        "PROCESSING_HALTED",
        format!("Invalid reference specified. No value for {reference} found in {name}"),
    )
}

fn limit_exceeded(max: usize, what: &str) -> ApiError {
    ApiError::new(
        400,
        "LIMIT_EXCEEDED",
        format!("no more than {max} {what} are allowed"),
    )
}
