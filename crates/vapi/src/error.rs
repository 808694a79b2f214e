//! What Vapi's REST API refused, and what that means for whoever asked.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Response, StatusCode, header};
use tower::BoxError;

use crate::json::{Object, Raw, raw_object};

/// Why an operation brought no answer.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Nothing came back: no connection, a timeout, a broken answer.
    #[error("could not reach vapi")]
    Unreachable {
        /// What the HTTP client said.
        #[source]
        source: BoxError,
        /// Whether doing the operation twice does no harm.
        repeatable: bool,
    },
    /// Vapi answered with an error.
    #[error("vapi refused with status {status}{}{message}", if message.is_empty() { "" } else { ": " })]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// Vapi's own words, several joined by `; `, without telephone numbers. Empty if the
        /// answer was not Vapi's JSON.
        message: String,
        /// `Retry-After` in seconds.
        retry_after_s: Option<u64>,
        /// Whether doing the operation twice does no harm.
        repeatable: bool,
    },
    /// Vapi accepted, and its answer lacks what the operation is for.
    #[error("vapi's answer could not be read")]
    Unreadable {
        /// Whether doing the operation twice does no harm.
        repeatable: bool,
    },
}

/// What a failure means for whoever asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureClass {
    /// What we were given is wrong, such as a number Vapi will not dial. Never to be repeated.
    BadInput,
    /// The request itself is wrong: a field Vapi does not know, a setting of ours that is missing.
    OurMistake,
    /// A number bought from Vapi has used up its outbound calls until the next UTC day. Not the
    /// Lead's failure.
    DailyLimit,
    /// All call slots are taken; later.
    Concurrency,
    /// The key is wrong or not allowed to do this, or the account cannot pay.
    Auth,
    /// Too many requests.
    RateLimited {
        /// How long to wait, if Vapi said.
        retry_after_s: Option<u64>,
    },
    /// What was asked for is not there.
    NotFound,
    /// Vapi did not do it; later.
    Unavailable,
    /// Vapi may have done it: there is no idempotency key, so find out before asking again.
    UnknownOutcome,
}

/// Longer messages are no messages.
const MESSAGE_CHARS_MAX: usize = 500;

raw_object!(RawError { message = "message", error = "error" });

impl ApiError {
    /// Reads an answer with an error status.
    pub(crate) fn refused(response: &Response<Bytes>, repeatable: bool) -> Self {
        let retry_after = response.headers().get(header::RETRY_AFTER);
        Self::Refused {
            status: response.status(),
            message: read_message(response.body()),
            retry_after_s: retry_after.and_then(|value| value.to_str().ok()?.parse().ok()),
            repeatable,
        }
    }

    /// What this failure means.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::Unreachable { repeatable, .. } | Self::Unreadable { repeatable } => {
                FailureClass::of_lost_answer(*repeatable)
            }
            Self::Refused {
                status,
                message,
                retry_after_s,
                repeatable,
            } => match status.as_u16() {
                400 => FailureClass::of_bad_request(message),
                401..=403 => FailureClass::Auth,
                404 => FailureClass::NotFound,
                408 => FailureClass::of_lost_answer(*repeatable),
                429 => FailureClass::RateLimited {
                    retry_after_s: *retry_after_s,
                },
                500.. => FailureClass::of_lost_answer(*repeatable),
                _ => FailureClass::OurMistake,
            },
        }
    }
}

impl FailureClass {
    fn of_lost_answer(repeatable: bool) -> Self {
        if repeatable {
            Self::Unavailable
        } else {
            Self::UnknownOutcome
        }
    }

    /// Vapi says with one status what has many meanings. These texts were seen in public reports.
    fn of_bad_request(message: &str) -> Self {
        let message = message.to_ascii_lowercase();
        if message.contains("daily outbound call limit") {
            Self::DailyLimit
        } else if message.contains("concurrency limit") {
            Self::Concurrency
        } else if message.contains("should not exist") {
            Self::OurMistake
        } else if message.contains("customer.") || message.contains("e.164") {
            Self::BadInput
        } else {
            Self::OurMistake
        }
    }
}

/// Vapi's words: `message`, a string or a list of them; of older refusals only `error`.
fn read_message(body: &[u8]) -> String {
    let Ok(Object(Some(RawError { message, error }))) = serde_json::from_slice(body) else {
        return String::new();
    };
    let messages = message.elements().unwrap_or_else(|| vec![message]);
    let messages: Vec<Cow<'_, str>> = messages.into_iter().filter_map(Raw::filled_text).collect();
    let text = match messages.is_empty() {
        true => error.text().unwrap_or_default().into_owned(),
        false => messages.join("; "),
    };
    without_numbers(&text)
        .chars()
        .take(MESSAGE_CHARS_MAX)
        .collect()
}

/// Blots out telephone numbers, should Vapi repeat the one it refused.
fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('+') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        // E.164 numbers have at least seven digits; `+1` alone is a country.
        let (number, tail) = after.split_at(if digits >= 7 { digits } else { 0 });
        kept.push_str(before);
        kept.push_str(if number.is_empty() { "+" } else { "[redacted]" });
        rest = tail;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &[u8], repeatable: bool) -> ApiError {
        let body = Bytes::copy_from_slice(body);
        let response = Response::builder()
            .status(status)
            .header("retry-after", "7")
            .body(body);
        ApiError::refused(&response.unwrap(), repeatable)
    }

    fn sample(name: &str) -> Vec<u8> {
        let path = format!(
            "{}/../../samples/vapi/error-{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        std::fs::read(path).unwrap()
    }

    #[test]
    fn known_refusals_are_told_apart() {
        let limited = FailureClass::RateLimited {
            retry_after_s: Some(7),
        };
        for (status, name, expected) in [
            (400, "400-validation", FailureClass::BadInput),
            (400, "400-phone-number-missing", FailureClass::OurMistake),
            (400, "400-unknown-property", FailureClass::OurMistake),
            (400, "400-daily-limit", FailureClass::DailyLimit),
            (
                400,
                "400-over-concurrency-legacy",
                FailureClass::Concurrency,
            ),
            (401, "401", FailureClass::Auth),
            (404, "404", FailureClass::NotFound),
            (429, "429", limited),
        ] {
            assert_eq!(
                refused(status, &sample(name), false).class(),
                expected,
                "{name}"
            );
        }
    }

    #[test]
    fn a_lost_answer_matters_only_where_repeating_does_harm() {
        for (repeatable, expected) in [
            (true, FailureClass::Unavailable),
            (false, FailureClass::UnknownOutcome),
        ] {
            for status in [408, 500, 502, 503, 504] {
                assert_eq!(
                    refused(status, b"<html>", repeatable).class(),
                    expected,
                    "{status}"
                );
            }
            let unreachable = ApiError::Unreachable {
                source: "timeout".into(),
                repeatable,
            };
            assert_eq!(unreachable.class(), expected);
            assert_eq!(ApiError::Unreadable { repeatable }.class(), expected);
        }
    }

    #[test]
    fn vapis_words_are_kept() {
        for (body, expected) in [
            (r#"{"message":"No.","error":"Bad Request"}"#, ": No."),
            (r#"{"message":["One.",7,"Two."]}"#, ": One.; Two."),
            (
                r#"{"error":"Over Concurrency Limit"}"#,
                ": Over Concurrency Limit",
            ),
            (
                r#"{"message":"+15550134782 is no number (US: +1)"}"#,
                ": [redacted] is no number (US: +1)",
            ),
            ("<html>SENTINEL</html>", ""),
            ("[]", ""),
        ] {
            let error = refused(400, body.as_bytes(), false);
            let expected = format!("vapi refused with status 400 Bad Request{expected}");
            assert_eq!(error.to_string(), expected);
        }
    }
}
