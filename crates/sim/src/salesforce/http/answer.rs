//! An answer before it becomes bytes, so that it can also stand inside a composite answer.

use serde_json::Value;

use crate::salesforce::ApiError;

/// What the org answers with.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content: Content,
    /// Where a created record is.
    pub(crate) location: Option<String>,
    /// Whether something inside failed although the whole has a good status.
    pub(crate) failed_inside: bool,
}

/// What an answer holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// No body and no Content-Type, as after a PATCH.
    Empty,
    Json(Value),
    Text {
        content_type: String,
        text: String,
    },
}

impl Answer {
    pub(crate) fn empty(status: u16) -> Self {
        Self::with(status, Content::Empty)
    }

    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self::with(status, Content::Json(body))
    }

    pub(crate) fn text(status: u16, content_type: &str, text: &str) -> Self {
        let content = Content::Text {
            content_type: content_type.to_owned(),
            text: text.to_owned(),
        };
        Self::with(status, content)
    }

    /// The array that REST refuses with. The first refusal decides the status.
    pub(crate) fn refused(errors: &[ApiError]) -> Self {
        let status = errors.first().map_or(500, |error| error.status);
        Self::json(status, errors.iter().map(ApiError::as_row_error).collect())
    }

    /// The page for an address where nothing is.
    pub(crate) fn no_such_page() -> Self {
        Self::text(
            404,
            "text/html;charset=UTF-8",
            "<html><head><title>URL No Longer Exists</title></head><body></body></html>",
        )
    }

    pub(crate) fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    pub(crate) fn is_failure(&self) -> bool {
        self.status >= 300 || self.failed_inside
    }

    fn with(status: u16, content: Content) -> Self {
        Self {
            status,
            content,
            location: None,
            failed_inside: false,
        }
    }
}

/// An answer, or the refusals to put into one.
pub(crate) type Answered = Result<Answer, Vec<ApiError>>;
