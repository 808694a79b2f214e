//! Tell the agent of a live call something: `POST {controlUrl}` with `add-message`. It adds to what
//! the model knows and makes nobody speak.
//!
//! Bears no key: by default the URL is the only credential, and a private key has no business at an
//! address that came with a call.

use bytes::Bytes;
use http::{Request, Response, header};
use serde_json::json;

use super::Operation;
use crate::{ApiError, Connection, ControlUrl};

/// Tells the agent of a live call something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddMessage {
    /// Where the call takes commands; see [`Client::may_control`](crate::Client::may_control).
    pub url: ControlUrl,
    /// What the model is told, as its system would.
    pub content: String,
}

impl Operation for AddMessage {
    type Answer = ();

    /// The model would be told twice.
    const REPEATABLE: bool = false;

    fn request(&self, _connection: &Connection) -> Request<Bytes> {
        let body = json!({
            "type": "add-message",
            "message": { "role": "system", "content": self.content },
            "triggerResponseEnabled": false,
        });
        Request::post(self.url.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Bytes::from(body.to_string()))
            .expect("a control URL was read as a URL")
    }

    /// What Vapi answers is not documented; that it accepts is enough.
    fn answer(response: Response<Bytes>) -> Result<(), ApiError> {
        match response.status().is_success() {
            true => Ok(()),
            false => Err(ApiError::refused(&response, Self::REPEATABLE)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_the_sample_and_bears_no_key() {
        let sample = "The CRM already knows the budget. Ask about timing next.";
        let url = ControlUrl::parse("https://eu.vapi.ai/SENTINEL/control").unwrap();
        let connection = Connection::new("https://api.vapi.ai", &"SENTINEL-key".to_owned().into());
        let message = AddMessage {
            url,
            content: sample.to_owned(),
        };
        let request = message.request(&connection.unwrap());
        assert_eq!(request.uri(), "https://eu.vapi.ai/SENTINEL/control");
        assert!(!request.headers().contains_key(header::AUTHORIZATION));
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../samples/vapi/control-add-message-request.json"
        );
        let expected: serde_json::Value =
            serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(body, expected);
        assert!(!format!("{message:?}").contains("SENTINEL"));
    }
}
