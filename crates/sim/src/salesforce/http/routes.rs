//! Every address of the org, and what answers there.

use super::{
    about, answer::Answer, answer::Answered, call::Call, collections, composite, consent, identity,
    metadata, oauth, query, rows, soap,
};
use crate::salesforce::{
    ApiError,
    model::{soql::Scope, state::Model},
};

/// The version part of a path, as written, `v66.0`.
pub(crate) type Version<'a> = &'a str;

/// What a request is, before it is answered: it decides whether a token is asked for, and whether
/// the request counts against the daily allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Open to everybody, never counted: versions and OAuth.
    Open,
    /// Needs a token; refuses without one in the identity service's own words.
    Identity,
    /// Needs a token in the body, and counts.
    Soap,
    /// Needs a token and counts.
    Data,
}

/// Which door a request comes to.
pub(crate) fn door(call: &Call) -> Door {
    match segments(call).as_slice() {
        ["services", "data", _, ..] => Door::Data,
        ["services", "Soap", "m", _] => Door::Soap,
        ["id", ..] | ["services", "oauth2", "userinfo"] => Door::Identity,
        _ => Door::Open,
    }
}

/// Answers a request that was let in.
pub(crate) fn answer(model: &mut Model, call: &Call) -> Answer {
    match (call.method.as_str(), segments(call).as_slice()) {
        ("POST", ["services", "oauth2", "token"]) => oauth::token(model, call),
        ("GET", ["services", "oauth2", "authorize"]) => consent::authorize(model, call),
        ("POST" | "GET", ["services", "oauth2", "revoke"]) => oauth::revoke(model, call),
        ("POST", ["services", "oauth2", "introspect"]) => oauth::introspect(model, call),
        ("GET" | "POST", ["services", "oauth2", "userinfo"]) => identity::userinfo(model),
        ("GET" | "POST", ["id", org, user]) => identity::identity(model, org, user),
        ("POST", ["services", "Soap", "m", _]) => soap::answer(model, call),
        ("GET", ["services", "data"]) => about::versions(model),
        (_, ["services", "data", version, rest @ ..]) => data(model, call, version, rest),
        _ => Answer::no_such_page(),
    }
}

/// Answers a request below `/services/data/vXX.X/`.
pub(crate) fn data(model: &mut Model, call: &Call, version: &str, rest: &[&str]) -> Answer {
    check_version(model, version)
        .map_err(Into::into)
        .and_then(|()| route(model, call, version, rest))
        .unwrap_or_else(|errors| Answer::refused(&errors))
}

fn route(model: &mut Model, call: &Call, version: Version<'_>, rest: &[&str]) -> Answered {
    match (call.method.as_str(), rest) {
        ("GET", []) => Ok(about::resources(version)),
        (_, ["metadata", "deployRequest", rest @ ..]) => metadata::route(model, call, rest),
        ("GET", ["limits"]) => Ok(about::limits(model)),
        ("GET", ["sobjects"]) => Ok(about::objects(model, version)),
        ("GET", ["sobjects", object, "describe"]) => about::describe(model, version, object),
        (_, ["sobjects", object, rest @ ..]) => rows::route(model, call, version, object, rest),
        (_, ["composite", "sobjects", rest @ ..]) => collections::route(model, call, version, rest),
        ("POST", ["composite"]) => composite::composite(model, call),
        ("POST", ["composite", "batch"]) => composite::batch(model, call),
        ("POST", ["composite", "graph"]) => composite::graph(model, call),
        ("GET", ["query"]) => query::query(model, call, version, Scope::Live),
        ("GET", ["tooling", "query"]) => query::tooling(model, call, version),
        ("GET", ["queryAll"]) => query::query(model, call, version, Scope::WithDeleted),
        ("GET", ["query" | "queryAll", locator]) => query::next_page(model, call, version, locator),
        ("GET", ["search"]) => query::search(model, call, version),
        ("GET" | "POST", ["parameterizedSearch"]) => query::parameterized(model, call, version),
        _ => Err(ApiError::no_such_resource().into()),
    }
}

/// Salesforce answers 410 for versions it retired, and 404 for those it has not reached.
fn check_version(model: &Model, version: &str) -> Result<(), ApiError> {
    let (oldest, newest) = model.settings.versions;
    match number_of(version) {
        Some(number) if number < oldest => Err(ApiError::version_retired()),
        Some(number) if number <= newest => Ok(()),
        _ => Err(ApiError::no_such_resource()),
    }
}

/// `66` of `v66.0`.
pub(crate) fn number_of(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.strip_suffix(".0")?.parse().ok()
}

fn segments(call: &Call) -> Vec<&str> {
    call.segments.iter().map(String::as_str).collect()
}
