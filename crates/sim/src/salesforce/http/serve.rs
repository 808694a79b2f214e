//! The way of a request through the org: arrival, faults, the work behind its door, the answer.

use std::time::Duration;

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    response::Response,
};

use super::{
    answer::Answer,
    call::Call,
    encoding, identity,
    oauth::{self, TokenError},
    reply::Reply,
    routes::{self, Door},
    soap,
};
use crate::salesforce::{
    ApiError, LoggedRequest, Org, What, faults::Strike, model::moment, org::World,
};

/// Longest path with query that Salesforce takes.
const TARGET_BYTES_MAX: usize = 16_384;

/// Everything the org answers to.
pub(crate) fn router(org: Org) -> Router {
    // One way in, because Salesforce reads paths more leniently than a router does.
    Router::new().fallback(serve).with_state(org)
}

async fn serve(State(org): State<Org>, request: Request) -> Response {
    let call = match read(request).await {
        Ok(call) => call,
        Err(answer) => return Reply::of(answer).respond(None),
    };
    let presence = Presence::begin(org, &call);
    let reply = presence.reply(&call).await;
    presence.end(&reply);
    let mut response = reply.respond(Some(&call));
    if let Ok(date) = presence.now().parse() {
        response.headers_mut().insert(http::header::DATE, date);
    }
    response
}

async fn read(request: Request) -> Result<Call, Answer> {
    let (parts, body) = request.into_parts();
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str())
        .to_owned();
    if target.len() > TARGET_BYTES_MAX {
        return Err(Answer::empty(414));
    }
    let body = to_bytes(body, encoding::BODY_BYTES_MAX)
        .await
        .map_err(|_| Answer::empty(413))?;
    let body = encoding::decoded(&parts.headers, body.to_vec())
        .map_err(|_| Answer::refused(&[ApiError::json("the body is not gzip")]))?;
    Ok(Call::new(
        parts.method.as_str(),
        &target,
        parts.headers,
        body,
    ))
}

fn logged(call: &Call, now_ms: i64) -> LoggedRequest {
    LoggedRequest {
        method: call.method.clone(),
        path: call.path.clone(),
        status: None,
        at_ms: now_ms,
        counted: false,
        auto_assign: call.header("sforce-auto-assign").map(str::to_owned),
    }
}

async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// A request within the org, from its arrival until it is answered or its client gives up.
struct Presence {
    org: Org,
    number: u64,
}

impl Presence {
    fn begin(org: Org, call: &Call) -> Self {
        let number = {
            let world = &mut *org.lock_world();
            let now_ms = world.model.now_ms();
            world.log.arrive(logged(call, now_ms))
        };
        Self { org, number }
    }

    /// The org's time, as every answer tells it.
    fn now(&self) -> String {
        let model = &self.org.lock_world().model;
        moment::http_date(model.now_ms() + model.settings.clock_ahead_ms)
    }

    fn end(&self, reply: &Reply) {
        let log = &mut self.org.lock_world().log;
        log.complete(self.number, reply.status());
    }

    async fn reply(&self, call: &Call) -> Reply {
        let Some((strike, latency)) = self.enter(call) else {
            return Reply::of(TokenError::BEING_PROCESSED.answer());
        };
        pause(latency / 2).await;
        let reply = match strike.before {
            Some(What::Slow(ms)) => {
                pause(Duration::from_millis(ms)).await;
                self.work(call)
            }
            Some(what) => Reply::of(Answer::empty(200)).struck_by(what),
            None => self.work(call),
        };
        // Another request may arrive while the work is done and the answer is on its way.
        tokio::task::yield_now().await;
        pause(latency - latency / 2).await;
        match strike.after {
            Some(What::Slow(ms)) => {
                pause(Duration::from_millis(ms)).await;
                reply
            }
            Some(what) => reply.struck_by(what),
            None => reply,
        }
    }

    /// What strikes the request and how long it takes; `None` when a request with the same
    /// refresh token is being processed already.
    fn enter(&self, call: &Call) -> Option<(Strike, Duration)> {
        let World {
            model,
            faults,
            running,
            ..
        } = &mut *self.org.lock_world();
        let refresh_token = oauth::refresh_token_in(call);
        if !running.enter(self.number, model.now_ms(), refresh_token) {
            return None;
        }
        let strike = faults.strike(&call.method, &call.path, &mut model.rng);
        Some((strike, Duration::from_millis(model.settings.latency_ms)))
    }

    /// Does what the request asks, if its door lets it in.
    fn work(&self, call: &Call) -> Reply {
        let world = &mut *self.org.lock_world();
        match routes::door(call) {
            Door::Open => Reply::of(routes::answer(&mut world.model, call)),
            Door::Identity => Reply::of(match authenticate(world, call) {
                Ok(()) => routes::answer(&mut world.model, call),
                Err(_) => identity::refused(),
            }),
            Door::Soap => match admit(world, &soap::token(call).unwrap_or_default()) {
                Ok(()) => self.work_on_data(world, call, soap::refused),
                Err(error) => Reply::of(soap::refused(&error)),
            },
            Door::Data => {
                let refused = |error: &ApiError| Answer::refused(std::slice::from_ref(error));
                match authenticate(world, call) {
                    Ok(()) => self.work_on_data(world, call, refused),
                    Err(error) => Reply::of(refused(&error)),
                }
            }
        }
    }

    fn work_on_data(
        &self,
        world: &mut World,
        call: &Call,
        refused: impl Fn(&ApiError) -> Answer,
    ) -> Reply {
        let now_ms = world.model.now_ms();
        let model = &mut world.model;
        let allowed = model.settings.daily_requests;
        let long = world.running.long_besides(self.number, now_ms);
        let answer = if long >= model.settings.long_requests {
            refused(&ApiError::concurrent_limit())
        } else if model.allowance.used(now_ms) >= allowed {
            refused(&ApiError::daily_limit())
        } else {
            model.allowance.count(1, now_ms);
            world.log.count(self.number);
            routes::answer(model, call)
        };
        let used = model.allowance.used(now_ms);
        Reply::of(answer).with_usage(used, allowed)
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.org.lock_world().running.leave(self.number);
    }
}

/// Checks the access token, in either scheme.
fn authenticate(world: &mut World, call: &Call) -> Result<(), ApiError> {
    let header = call
        .header("authorization")
        .ok_or_else(ApiError::session_expired)?;
    let token = match header.split_once(' ') {
        Some((scheme, token)) if ["bearer", "oauth"].contains(&&*scheme.to_lowercase()) => token,
        _ => return Err(ApiError::invalid_auth_header()),
    };
    admit(world, token)
}

/// Checks the token itself.
fn admit(world: &mut World, token: &str) -> Result<(), ApiError> {
    let model = &mut world.model;
    let app = &model.settings.app;
    if !model.sessions.admit(token.trim(), app, model.now_ms()) {
        return Err(ApiError::session_expired());
    }
    if !app
        .scope
        .split(' ')
        .any(|scope| matches!(scope, "api" | "full"))
    {
        return Err(ApiError::scope_missing());
    }
    Ok(())
}
