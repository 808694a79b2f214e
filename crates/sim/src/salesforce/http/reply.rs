//! An answer on its way out: what a fault leaves of it, and its bytes.

use axum::{body::Body, response::Response};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::{
    answer::{Answer, Content},
    broken,
    call::Call,
    encoding,
};
use crate::salesforce::{ApiError, What};

const JSON: &str = "application/json;charset=UTF-8";

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

/// What goes back.
pub(crate) struct Reply {
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
    pub(crate) fn of(answer: Answer) -> Self {
        Self {
            answer,
            usage: None,
            delivery: Delivery::Whole,
        }
    }

    /// The same reply, telling how much of the daily allocation is used.
    pub(crate) fn with_usage(mut self, used: u64, allowed: u64) -> Self {
        self.usage = Some(format!("api-usage={used}/{allowed}"));
        self
    }

    /// What a fault makes of this reply.
    pub(crate) fn struck_by(mut self, what: What) -> Self {
        match what {
            What::Reset => self.delivery = Delivery::Reset,
            // Of nothing there is no half: what breaks off then is the connection.
            What::Truncate if matches!(self.answer.content, Content::Empty) => {
                self.delivery = Delivery::Reset;
            }
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
    pub(crate) fn status(&self) -> Option<u16> {
        (self.delivery != Delivery::Reset).then_some(self.answer.status)
    }

    pub(crate) fn respond(self, call: Option<&Call>) -> Response {
        if self.delivery == Delivery::Reset {
            return broken::reset();
        }
        let pretty = call.is_some_and(|call| call.header("x-prettyprint") == Some("1"));
        let (content_type, body) = written(self.answer.content, pretty);
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

/// The type and bytes of a content.
fn written(content: Content, pretty: bool) -> (Option<String>, Vec<u8>) {
    let (content_type, text) = match content {
        Content::Empty => return (None, Vec::new()),
        Content::Json(body) if pretty => (JSON.to_owned(), format!("{body:#}")),
        Content::Json(body) => (JSON.to_owned(), body.to_string()),
        Content::Text { content_type, text } => (content_type, text),
    };
    (Some(content_type), text.into_bytes())
}
