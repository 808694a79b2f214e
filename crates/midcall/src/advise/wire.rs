//! Chat completions as OpenAI defines them and many servers speak them.
//!
//! Source: OpenAI API reference, "Create chat completion" (request `model`, `messages`,
//! `temperature`, `response_format`; answer `choices[].message.content`, `.refusal`) and the guide
//! "Structured outputs" (`json_schema` with `strict`, every property required,
//! `additionalProperties: false`; JSON mode wants the word JSON in the messages). Servers differ in
//! `response_format`: LM Studio answers 400 to `json_object`, builds of llama.cpp's server and its
//! Python wrapper answer 400, 422 or 500 to `json_schema` (llama.cpp issues 11847 and 23463), and
//! others take it and do not enforce it (issue 24097). So it is stepped down, and nothing that
//! comes back is believed for its shape.

use bytes::Bytes;
use http::{
    HeaderValue, Method, Request, Response, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Longer answers are no answers to what is asked.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// How the answer is asked to be shaped, the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Format {
    /// By a JSON schema, strictly.
    Schema,
    /// JSON of any shape.
    Json,
    /// As the messages say.
    Text,
}

impl Format {
    /// The next less strict one.
    pub(super) const fn looser(self) -> Option<Self> {
        match self {
            Self::Schema => Some(Self::Json),
            Self::Json => Some(Self::Text),
            Self::Text => None,
        }
    }
}

/// One message of a conversation with the model.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Message {
    pub(super) role: &'static str,
    pub(super) content: String,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    /// Nothing came back in time.
    #[error("the language model did not answer in time")]
    Slow,
    /// It could not be reached.
    #[error("the language model could not be reached")]
    Unreachable(#[source] tower::BoxError),
    /// It answered with an error.
    #[error("the language model answered with status {status}")]
    Status {
        /// Its status.
        status: StatusCode,
        /// Whether it is the shape of the answer that it does not know.
        is_format: bool,
    },
    /// What it answered is no chat completion.
    #[error("the language model's answer is no chat completion")]
    Unreadable,
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: &'a [Message],
    temperature: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Value>,
}

/// A request for a completion.
pub(super) fn request(
    url: &Uri,
    api_key: Option<&HeaderValue>,
    model: &str,
    messages: &[Message],
    format: Format,
    schema: &Value,
) -> Request<Bytes> {
    let body = Body {
        model,
        messages,
        temperature: 0.0,
        response_format: match format {
            Format::Schema => Some(json!({
                "type": "json_schema",
                "json_schema": { "name": "claims", "strict": true, "schema": schema },
            })),
            Format::Json => Some(json!({ "type": "json_object" })),
            Format::Text => None,
        },
    };
    let body = serde_json::to_vec(&body).expect("keys are strings and values are plain data");
    let mut request = Request::new(Bytes::from(body));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url.clone();
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(key) = api_key {
        headers.insert(AUTHORIZATION, key.clone());
    }
    request
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Answer,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    content: Option<String>,
}

/// The model's words; empty when it refused to say any.
pub(super) fn answer(response: &Response<Bytes>) -> Result<String, Error> {
    let status = response.status();
    if !status.is_success() {
        return Err(Error::Status {
            status,
            is_format: is_format(status, response.body()),
        });
    }
    let completion: Completion =
        serde_json::from_slice(response.body()).map_err(|_| Error::Unreadable)?;
    let choice = completion
        .choices
        .into_iter()
        .next()
        .ok_or(Error::Unreadable)?;
    let mut words = choice.message.content.unwrap_or_default();
    words.truncate(words.floor_char_boundary(ANSWER_BYTES_MAX));
    Ok(words)
}

/// Whether an error is about `response_format`. There is no code for it, and not even a status.
fn is_format(status: StatusCode, body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&body[..body.len().min(4 * 1024)]);
    let names_it = ["response_format", "json_schema", "json_object", "grammar"]
        .iter()
        .any(|name| text.contains(name));
    names_it || matches!(status.as_u16(), 400 | 415 | 422 | 501)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, body: &'static str) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        response
    }

    #[test]
    fn answers_are_read() {
        let said =
            r#"{"choices":[{"message":{"role":"assistant","content":"{}","refusal":null}}]}"#;
        assert_eq!(answer(&response(200, said)).unwrap(), "{}");
        let refused = r#"{"choices":[{"message":{"content":null,"refusal":"I can't."}}]}"#;
        assert_eq!(answer(&response(200, refused)).unwrap(), "");
        for nothing in [r#"{"choices":[]}"#, "{}", "<html>"] {
            assert!(matches!(
                answer(&response(200, nothing)),
                Err(Error::Unreadable)
            ));
        }
    }

    #[test]
    fn errors_about_the_format_are_told_from_others() {
        for (status, body, expected) in [
            (
                400,
                r#"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#,
                true,
            ),
            (
                500,
                r#"{"error":{"message":"got: json_schema","type":"server_error"}}"#,
                true,
            ),
            (422, "{}", true),
            (
                401,
                r#"{"error":{"message":"Incorrect API key provided"}}"#,
                false,
            ),
            (503, "", false),
        ] {
            match answer(&response(status, body)) {
                Err(Error::Status { is_format, .. }) => assert_eq!(is_format, expected, "{body}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
