//! The one place that says what a person sees when a page cannot be shown.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use crate::output;

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Nothing is known under this address.
    #[error("no call with this id has been heard of")]
    NoSuchCall,
    /// The store cannot be read.
    #[error("the store cannot be read")]
    Store(#[from] midcall_store::Error),
    /// A template failed.
    #[error("the page cannot be drawn")]
    Drawing(#[from] askama::Error),
}

/// What is said instead of the page.
#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    title: &'static str,
    advice: &'static str,
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchCall => StatusCode::NOT_FOUND,
            Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Drawing(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn page(&self) -> FailurePage {
        match self {
            Self::NoSuchCall => FailurePage {
                title: "No such call",
                advice: "No call with this id has been heard of, or it has been forgotten on request.",
            },
            Self::Store(_) => FailurePage {
                title: "The data cannot be read right now",
                advice: "Load the page again. If it stays like this, the server's log says why.",
            },
            Self::Drawing(_) => FailurePage {
                title: "This page cannot be shown",
                advice: "The server's log says why.",
            },
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if !matches!(self, Self::NoSuchCall) {
            tracing::error!(error = %output::chain(&self), "A page cannot be shown");
        }
        match self.page().render() {
            Ok(page) => (self.status(), Html(page)).into_response(),
            Err(_) => self.status().into_response(),
        }
    }
}
