//! The least that every server message has: enough to journal a delivery and to route it.
//!
//! Separate from [`ServerMessage`](crate::ServerMessage) because it runs before Vapi is answered,
//! on every delivery, and bodies repeat the call's whole history: it reads three fields and skips
//! the rest without building anything.

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess};
use tower::BoxError;

use crate::json::{Fields, Object, raw_object};

/// Type, call id and time of a server message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<'a> {
    /// `message.type`; `unknown` where it is missing or no string.
    pub kind: Cow<'a, str>,
    /// `message.call.id`. Absent on chat, session and campaign messages, and null in some
    /// deliveries others have recorded.
    pub call_id: Option<Cow<'a, str>>,
    /// When Vapi made the message, in epoch milliseconds. A number in recorded payloads since
    /// November 2024, an ISO string in those of July 2024.
    pub timestamp_ms: Option<i64>,
}

/// Why a body is no server message.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// The body is not UTF-8 or not JSON.
    #[error("the body is not JSON")]
    NotJson(#[source] BoxError),
    /// The body is JSON, but no object with an object `message`.
    #[error("the body has no message")]
    NoMessage,
}

raw_object! {
    /// The envelope's fields of `message`.
    RawEnvelope { kind = "type", timestamp = "timestamp", call = "call" }
}
raw_object!(RawCallId { id = "id" });

impl<'a> Envelope<'a> {
    /// Reads the envelope of a delivery's body.
    ///
    /// # Errors
    ///
    /// Only if the body is no JSON or has no `message`. Fields of odd types are read as absent.
    pub fn parse(body: &'a [u8]) -> Result<Self, EnvelopeError> {
        let message: RawEnvelope<'a> = read_message(body)?;
        Ok(Self {
            kind: message
                .kind
                .filled_text()
                .unwrap_or(Cow::Borrowed("unknown")),
            call_id: message.call.fields::<RawCallId<'a>>().id.filled_text(),
            timestamp_ms: message.timestamp.moment_ms(),
        })
    }
}

/// Reads the wanted fields of `message` in one pass over the body.
pub(crate) fn read_message<'a, T: Fields<'a>>(body: &'a [u8]) -> Result<T, EnvelopeError> {
    // Skipped strings are not checked for UTF-8 by serde_json, hence first the whole body.
    let text = std::str::from_utf8(body).map_err(|error| EnvelopeError::NotJson(error.into()))?;
    let Object(body): Object<Body<T>> =
        serde_json::from_str(text).map_err(|error| EnvelopeError::NotJson(error.into()))?;
    body.and_then(|body| body.message)
        .ok_or(EnvelopeError::NoMessage)
}

struct Body<T> {
    message: Option<T>,
}

impl<T> Default for Body<T> {
    fn default() -> Self {
        Self { message: None }
    }
}

impl<'a, T: Fields<'a>> Fields<'a> for Body<T> {
    fn take<M: MapAccess<'a>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        if name == "message" {
            let Object(message) = map.next_value()?;
            self.message = message;
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Envelope, EnvelopeError};

    #[track_caller]
    fn check(body: &str, kind: &str, call_id: Option<&str>, timestamp_ms: Option<i64>) {
        let envelope = Envelope::parse(body.as_bytes()).unwrap();
        assert_eq!(envelope.kind, kind);
        assert_eq!(envelope.call_id.as_deref(), call_id);
        assert_eq!(envelope.timestamp_ms, timestamp_ms);
    }

    #[test]
    fn the_three_fields_are_read() {
        check(
            r#"{"message":{"type":"hang","timestamp":1795100645120,"call":{"id":"c1"}}}"#,
            "hang",
            Some("c1"),
            Some(1_795_100_645_120),
        );
        check(
            r#"{"message":{"call":{"id":"c1"},"timestamp":"2026-11-19T15:04:05.120Z","type":"hang"}}"#,
            "hang",
            Some("c1"),
            Some(1_795_100_645_120),
        );
    }

    #[test]
    fn odd_types_are_absent() {
        for body in [
            r#"{"message":{}}"#,
            r#"{"message":{"type":null,"timestamp":null,"call":null}}"#,
            r#"{"message":{"type":7,"timestamp":true,"call":"c1"}}"#,
            r#"{"message":{"type":"","timestamp":"now","call":{"id":""}}}"#,
            r#"{"message":{"type":{},"timestamp":[],"call":{"id":{"id":"c1"}}}}"#,
            r#"{"message":{"type":[],"timestamp":1e999,"call":"\ud83d"}}"#,
        ] {
            check(body, "unknown", None, None);
        }
    }

    #[test]
    fn repeated_keys_do_not_fail() {
        check(
            r#"{"message":1,"message":{"type":"a","type":"hang","call":7,"call":{"id":"c1","id":"c2"}}}"#,
            "hang",
            Some("c2"),
            None,
        );
    }

    #[test]
    fn a_body_must_be_json() {
        for body in [
            &b""[..],
            b"message",
            br#"{"message":{}"#,
            br#"{"message":{}} x"#,
            b"{\"message\":{\"transcript\":\"\xff\"}}",
        ] {
            assert!(
                matches!(Envelope::parse(body), Err(EnvelopeError::NotJson(_))),
                "{body:?}"
            );
        }
    }

    #[test]
    fn a_body_must_have_a_message() {
        for body in [
            "{}",
            "[]",
            "null",
            "7",
            r#""message""#,
            r#"{"message":"hang"}"#,
            r#"{"message":[]}"#,
        ] {
            assert!(
                matches!(
                    Envelope::parse(body.as_bytes()),
                    Err(EnvelopeError::NoMessage)
                ),
                "{body}"
            );
        }
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!(
            r#"{{"message":{{"x":{}{}}}}}"#,
            "[".repeat(200_000),
            "]".repeat(200_000)
        );
        check(&deep, "unknown", None, None);
        // A message nested in lists is no message, however deep.
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(Envelope::parse(deep.as_bytes()).is_err());
    }
}
