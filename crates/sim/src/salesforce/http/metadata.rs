//! Deploying over REST: a multipart upload, and the questions after it.

use serde_json::{Value, json};

use super::{
    answer::{Answer, Answered},
    call::Call,
};
use crate::salesforce::{
    ApiError,
    model::{
        metadata::{Options, Package},
        state::Model,
    },
};

/// Answers below `metadata/deployRequest`.
pub(crate) fn route(model: &mut Model, call: &Call, rest: &[&str]) -> Answered {
    if !model.settings.may_deploy {
        return Err(ApiError::may_not_deploy().into());
    }
    match (call.method.as_str(), rest) {
        ("POST", []) => start(model, call),
        ("GET", [id]) => progress(model, call, id),
        _ => Err(ApiError::no_such_resource().into()),
    }
}

fn start(model: &mut Model, call: &Call) -> Answered {
    let content_type = call.header("content-type").unwrap_or_default();
    let parts = parts(&call.body, content_type);
    // The documentation calls the parts `json` and `file`, jsforce `entity_content` and `file`.
    let options = parts
        .iter()
        .find(|part| matches!(part.name.as_str(), "json" | "entity_content"))
        .ok_or_else(|| malformed("the part with the deploy options is missing"))?;
    let file = parts
        .iter()
        .find(|part| part.name == "file")
        .ok_or_else(|| malformed("the part with the zip file is missing"))?;
    let given: Value = serde_json::from_slice(options.content)
        .map_err(|_| malformed("the deploy options are not JSON"))?;
    let options = options_of(&given["deployOptions"]);
    let package = Package::read(file.content).ok_or_else(|| {
        ApiError::new(
            400,
            "INVALID_OPERATION",
            "the uploaded file is no zip archive",
        )
    })?;
    let id = model.deploy(package, options);
    let deployment = &model.metadata.deployments[&id];
    Ok(Answer::json(201, deployment.started()))
}

fn progress(model: &mut Model, call: &Call, id: &str) -> Answered {
    let now_ms = model.now_ms();
    let with_details = call.parameter("includeDetails") == Some("true");
    let deployment = model
        .metadata
        .deployments
        .values_mut()
        .find(|deployment| deployment.id == id || deployment.id[..15] == *id)
        .ok_or_else(ApiError::no_such_resource)?;
    Ok(Answer::json(200, deployment.progress(now_ms, with_details)))
}

fn options_of(given: &Value) -> Options {
    let flag = |name: &str, default: bool| given[name].as_bool().unwrap_or(default);
    let mut shown = json!({
        "allowMissingFiles": false,
        "autoUpdatePackage": false,
        "checkOnly": false,
        "ignoreWarnings": false,
        "performRetrieve": false,
        "purgeOnDelete": false,
        "rollbackOnError": true,
        "runTests": null,
        "singlePackage": true,
        "testLevel": "NoTestRun",
    });
    for (name, value) in given.as_object().into_iter().flatten() {
        shown[name] = value.clone();
    }
    Options {
        check_only: flag("checkOnly", false),
        rollback_on_error: flag("rollbackOnError", true),
        given: shown,
    }
}

fn malformed(what: &str) -> ApiError {
    ApiError::new(400, "INVALID_MULTIPART_REQUEST", what)
}

/// A part of a multipart body.
struct Part<'a> {
    name: String,
    content: &'a [u8],
}

/// The parts between the boundaries, in any order.
fn parts<'a>(body: &'a [u8], content_type: &str) -> Vec<Part<'a>> {
    let boundary = content_type
        .split(';')
        .find_map(|piece| piece.trim().strip_prefix("boundary="))
        .map(|boundary| boundary.trim_matches('"'))
        .unwrap_or_default();
    let mark = format!("--{boundary}");
    if boundary.is_empty() {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut rest = find(body, mark.as_bytes()).map_or(&[][..], |at| &body[at + mark.len()..]);
    while !rest.is_empty() && !rest.starts_with(b"--") {
        let next = format!("\r\n{mark}");
        let Some(end) = find(rest, next.as_bytes()) else {
            break;
        };
        if let Some(part) = part(&rest[..end]) {
            parts.push(part);
        }
        rest = &rest[end + next.len()..];
    }
    parts
}

fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let head_end = find(bytes, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..head_end]).ok()?;
    let disposition = head
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("content-disposition"))?;
    let name = disposition.split(';').find_map(|piece| {
        let value = piece.trim().strip_prefix("name=")?;
        Some(value.trim_matches('"').to_owned())
    })?;
    Some(Part {
        name,
        content: &bytes[head_end + 4..],
    })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
