//! The routes, one per line.

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::header::AUTHORIZATION;

use super::{calls, control, faults, refusal::Refusal, shelves, state::Vapi};

impl Vapi {
    /// The REST API and the control URLs, for a socket or for calling in process.
    pub fn router(&self) -> Router {
        let rest = Router::new()
            .route("/call", get(calls::list).post(calls::create))
            .route("/call/{id}", get(calls::read))
            .merge(shelves::routes())
            .layer(middleware::from_fn_with_state(self.clone(), authenticate));
        Router::new()
            .route("/{id}/control", post(control::control))
            .merge(rest)
            .fallback(async || Refusal::NotFound)
            .layer(middleware::from_fn_with_state(
                self.clone(),
                faults::interfere,
            ))
            .with_state(self.clone())
    }
}

async fn authenticate(State(vapi): State<Vapi>, request: Request, next: Next) -> Response {
    let bears = |key: &String| {
        request
            .headers()
            .get(AUTHORIZATION)
            .is_some_and(|header| *header == format!("Bearer {key}"))
    };
    if vapi.settings().api_key.as_ref().is_none_or(bears) {
        next.run(request).await
    } else {
        Refusal::InvalidKey.into_response()
    }
}
