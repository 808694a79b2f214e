//! How Vapi says no. The texts are those seen in the wild; `message` is a string or a list of them.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

/// What a customer's number must be.
pub(super) const NOT_E164: &str = "customer.number must be a valid phone number in the E.164 format. \
Hot tip, you may be missing the country code (Eg. US: +1).";

/// A request that is not carried out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// 401: the key is missing or wrong.
    InvalidKey,
    /// 400 with a list of what is wrong with the body.
    Invalid(Vec<String>),
    /// 400 with one sentence.
    Impossible(&'static str),
    /// 400 in the form accounts without a queue have seen.
    OverConcurrency,
    /// 404
    NotFound,
}

impl Refusal {
    /// No number to call from.
    pub(super) const NO_PHONE_NUMBER: Self = Self::Impossible(
        "Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`.",
    );
    /// A number bought from Vapi has placed its calls for today.
    pub(super) const DAILY_LIMIT: Self = Self::Impossible(
        "Couldn't Start Call. Numbers Bought On Vapi Have A Daily Outbound Call Limit. Import Your \
         Own Twilio Numbers To Scale Without Limits.",
    );
    /// Nobody to speak. The wording follows the one for phone numbers; Vapi's own is not known.
    pub(super) const NO_ASSISTANT: Self =
        Self::Impossible("Couldn't Get Assistant. Need Either `assistantId` Or `assistant`.");

    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidKey => StatusCode::UNAUTHORIZED,
            Self::Invalid(_) | Self::Impossible(_) | Self::OverConcurrency => {
                StatusCode::BAD_REQUEST
            }
            Self::NotFound => StatusCode::NOT_FOUND,
        }
    }

    /// What is told about it in one sentence, as a batch does for each customer.
    pub(super) fn text(&self) -> String {
        let body = self.body();
        let text = body.get("message").unwrap_or(&body["error"]);
        text.as_str().unwrap_or_default().to_owned()
    }

    fn body(&self) -> Value {
        match self {
            Self::InvalidKey => json!({
                "message": "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.",
                "error": "Unauthorized", "statusCode": 401,
            }),
            Self::Invalid(messages) => {
                json!({"message": messages, "error": "Bad Request", "statusCode": 400})
            }
            Self::Impossible(message) => {
                json!({"message": message, "error": "Bad Request", "statusCode": 400})
            }
            Self::OverConcurrency => json!({"error": "Over Concurrency Limit"}),
            Self::NotFound => json!({"message": "Not Found", "statusCode": 404}),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), Json(self.body())).into_response()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{NOT_E164, Refusal};

    #[test]
    fn refusals_read_as_in_the_samples() {
        for (refusal, sample) in [
            (
                Refusal::InvalidKey,
                include_str!("../../../../../samples/vapi/error-401.json"),
            ),
            (
                Refusal::Invalid(vec![NOT_E164.into()]),
                include_str!("../../../../../samples/vapi/error-400-validation.json"),
            ),
            (
                Refusal::NO_PHONE_NUMBER,
                include_str!("../../../../../samples/vapi/error-400-phone-number-missing.json"),
            ),
            (
                Refusal::DAILY_LIMIT,
                include_str!("../../../../../samples/vapi/error-400-daily-limit.json"),
            ),
            (
                Refusal::OverConcurrency,
                include_str!("../../../../../samples/vapi/error-400-over-concurrency-legacy.json"),
            ),
            (
                Refusal::NotFound,
                include_str!("../../../../../samples/vapi/error-404.json"),
            ),
        ] {
            assert_eq!(
                refusal.body(),
                serde_json::from_str::<Value>(sample).unwrap()
            );
        }
    }
}
