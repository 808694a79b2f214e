//! The way of a request through the org: arrival, faults, the work behind its door, the answer.

use std::time::Duration;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::{
    answer::{Answer, Content},
    broken,
    call::Call,
    encoding, identity,
    oauth::{self, TokenError},
    routes::{self, Door},
};
use crate::salesforce::{ApiError, LoggedRequest, Org, What, org::World};

/// Headers on every answer, as recorded.
const EVERYWHERE: [(HeaderName, HeaderValue); 3] = [
    (
        header::SET_COOKIE,
        HeaderValue::from_static("BrowserId=EXAMPLE; domain=.salesforce.com; path=/; secure"),
    ),
    (
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache,must-revalidate,max-age=0,no-store,private"),
    ),
    (header::VARY, HeaderValue::from_static("Accept-Encoding")),
];

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
    let (presence, strike, latency) = {
        let world = &mut *org.lock_world();
        let number = world.log.arrive(logged(&call, world.model.clock.now_ms()));
        let strike = world
            .faults
            .strike(&call.method, &call.path, &mut world.model.rng);
        let latency = Duration::from_millis(world.model.settings.latency_ms);
        (
            Presence {
                org: org.clone(),
                number,
            },
            strike,
            latency,
        )
    };
    let reply = if presence.enter(&call) {
        pause(latency / 2).await;
        let reply = match strike.before {
            Some(What::Slow(ms)) => {
                pause(Duration::from_millis(ms)).await;
                presence.work(&call)
            }
            Some(what) => Reply::of(Answer::empty(200)).struck_by(what),
            None => presence.work(&call),
        };
        // Another request may arrive now that the work is done and the answer still on its way.
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
    } else {
        Reply::of(TokenError::BEING_PROCESSED.answer())
    };
    org.lock_world()
        .log
        .complete(presence.number, reply.status());
    reply.respond(Some(&call))
}

async fn read(request: Request) -> Result<Call, Answer> {
    let (parts, body) = request.into_parts();
    let too_large = |_| Answer::empty(StatusCode::PAYLOAD_TOO_LARGE.as_u16());
    let body = to_bytes(body, encoding::BODY_BYTES_MAX)
        .await
        .map_err(too_large)?;
    let body = encoding::decoded(&parts.headers, body.to_vec())
        .map_err(|_| Answer::refused(&[ApiError::json("the body is not gzip")]))?;
    let target = parts
        .uri
        .path_and_query()
        .map_or("/", |target| target.as_str());
    Ok(Call::new(
        parts.method.as_str(),
        target,
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
    /// Enters; `false` when the same refresh token is being processed already.
    fn enter(&self, call: &Call) -> bool {
        let world = &mut *self.org.lock_world();
        let now_ms = world.model.clock.now_ms();
        let refresh_token = oauth::refresh_token_in(call);
        world.running.enter(self.number, now_ms, refresh_token)
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
            Door::Data => match authenticate(world, call) {
                Ok(()) => self.work_on_data(world, call),
                Err(error) => Reply::of(Answer::refused(&[error])),
            },
        }
    }

    fn work_on_data(&self, world: &mut World, call: &Call) -> Reply {
        let now_ms = world.model.clock.now_ms();
        let long = world.running.long_besides(self.number, now_ms);
        let answer = if long >= world.model.settings.long_requests {
            Answer::refused(&[ApiError::concurrent_limit()])
        } else if world.model.allowance.is_exhausted(now_ms) {
            Answer::refused(&[ApiError::daily_limit()])
        } else {
            world.model.allowance.count(1, now_ms);
            world.log.count(self.number);
            routes::answer(&mut world.model, call)
        };
        let allowance = &mut world.model.allowance;
        let usage = format!("api-usage={}/{}", allowance.used(now_ms), allowance.max);
        Reply {
            usage: Some(usage),
            ..Reply::of(answer)
        }
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
    let model = &mut world.model;
    let app = &model.settings.app;
    if !model
        .sessions
        .admit(token.trim(), app, model.clock.now_ms())
    {
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

/// What goes back.
struct Reply {
    answer: Answer,
    /// The value of `Sforce-Limit-Info`.
    usage: Option<String>,
    delivery: Delivery,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Delivery {
    Whole,
    Truncated,
    Reset,
}

impl Reply {
    fn of(answer: Answer) -> Self {
        Self {
            answer,
            usage: None,
            delivery: Delivery::Whole,
        }
    }

    /// What a fault makes of this reply.
    fn struck_by(mut self, what: What) -> Self {
        match what {
            What::Reset => self.delivery = Delivery::Reset,
            What::Truncate => self.delivery = Delivery::Truncated,
            What::Slow(_) => {}
            What::Refuse(error) => return Self::of(Answer::refused(&[error])),
            What::ServerError => return Self::of(Answer::refused(&[ApiError::server_error()])),
            What::Unavailable => return Self::of(Answer::refused(&[ApiError::unavailable()])),
            What::Edge(status) => {
                let page =
                    format!("<html><head><title>{status}</title></head><body></body></html>");
                return Self::of(Answer::text(status, "text/html", &page));
            }
            What::Answer {
                status,
                content_type,
                body,
            } => return Self::of(Answer::text(status, &content_type, &body)),
        }
        self
    }

    /// The status the client sees, if it sees any.
    fn status(&self) -> Option<u16> {
        (self.delivery != Delivery::Reset).then_some(self.answer.status)
    }

    fn respond(self, call: Option<&Call>) -> Response {
        if self.delivery == Delivery::Reset {
            return broken::reset();
        }
        let pretty = call.is_some_and(|call| call.header("x-prettyprint") == Some("1"));
        let (content_type, body) = match self.answer.content {
            Content::Empty => (None, Vec::new()),
            Content::Json(body) => {
                let text = if pretty {
                    format!("{body:#}")
                } else {
                    body.to_string()
                };
                (
                    Some("application/json;charset=UTF-8".to_owned()),
                    text.into_bytes(),
                )
            }
            Content::Text { content_type, text } => (Some(content_type), text.into_bytes()),
        };
        let mut response = Response::new(Body::empty());
        *response.status_mut() =
            StatusCode::from_u16(self.answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.extend(EVERYWHERE);
        let mut set = |name: HeaderName, value: Option<String>| {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                headers.insert(name, value);
            }
        };
        set(header::CONTENT_TYPE, content_type);
        set(header::LOCATION, self.answer.location);
        set(HeaderName::from_static("sforce-limit-info"), self.usage);
        let zips = !body.is_empty() && call.is_some_and(|call| encoding::takes_gzip(&call.headers));
        let body = if zips {
            set(header::CONTENT_ENCODING, Some("gzip".to_owned()));
            Bytes::from(encoding::gzip(&body))
        } else {
            Bytes::from(body)
        };
        if self.delivery == Delivery::Truncated {
            return broken::truncated(response, &body);
        }
        *response.body_mut() = Body::from(body);
        response
    }
}
