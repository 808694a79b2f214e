//! Why there is no answer: what Salesforce said, kept whole and judged nowhere here.

use bytes::Bytes;
use http::{Response, StatusCode, header::RETRY_AFTER};
use serde::Deserialize;
use tower::BoxError;

use crate::{ErrorItem, VendorText};

/// A request that brought no answer we can use.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No response came. If the request was a write, it may have been done.
    ///
    /// The source is the transport's. It should be handed in without its URL, which may hold a
    /// query's values.
    #[error("could not reach salesforce")]
    Unreachable(#[source] BoxError),
    /// Salesforce, or the edge in front of it, refused.
    #[error("salesforce refused the request")]
    Refused(#[source] Refusal),
    /// A granted request whose answer is cut off or of another shape. A write was done.
    #[error("salesforce answered {status} with {what}")]
    Unreadable {
        /// The status of the response.
        status: StatusCode,
        /// What is there instead.
        what: &'static str,
    },
}

/// A refusal as it came.
///
/// Salesforce sends an array of items, sometimes (seen on upserts) one bare item. The edge, a
/// wrong host and maintenance send a page or nothing, which leaves `items` empty.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{status} {}", codes(.items))]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// What is wrong, item by item.
    pub items: Vec<ErrorItem>,
    /// What a person would read when the body is a page; empty when there are items.
    pub page: VendorText,
    /// Seconds to wait, if an edge said so; Salesforce itself never does.
    pub retry_after_s: Option<u64>,
}

/// Why one record of several was not saved, while the request as a whole was granted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("not saved: {}", codes(.items))]
pub struct RecordRefusal {
    /// What is wrong, item by item.
    pub items: Vec<ErrorItem>,
}

impl Refusal {
    pub(crate) fn read(response: &Response<Bytes>) -> Self {
        let items = items(response.body());
        let page = match &items[..] {
            [] => VendorText::page(response.body()),
            _ => VendorText::default(),
        };
        let retry_after = response.headers().get(RETRY_AFTER);
        Self {
            status: response.status(),
            items,
            page,
            retry_after_s: retry_after.and_then(|s| s.to_str().ok()?.parse().ok()),
        }
    }
}

fn items(body: &[u8]) -> Vec<ErrorItem> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Body {
        Several(Vec<ErrorItem>),
        One(ErrorItem),
    }
    match serde_json::from_slice(body) {
        Ok(Body::Several(items)) => items,
        Ok(Body::One(item)) => vec![item],
        Err(_) => Vec::new(),
    }
}

fn codes(items: &[ErrorItem]) -> String {
    match items {
        [] => "without a code".to_owned(),
        _ => items
            .iter()
            .map(|item| &*item.code)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::*;

    fn refusal(status: u16, body: &'static str) -> Refusal {
        let response = Response::builder().status(status).body(Bytes::from(body));
        Refusal::read(&response.unwrap())
    }

    #[test]
    fn one_item_or_several() {
        let body = include_str!("../../../samples/salesforce/rest/error-multiple.json");
        let several = refusal(400, body);
        assert_eq!(
            several.to_string(),
            "400 Bad Request FIELD_CUSTOM_VALIDATION_EXCEPTION, STRING_TOO_LONG",
        );
        assert_eq!(several.items[0].fields, ["AI_Qualification_Score__c"]);
        let one = refusal(
            400,
            r#"{"message":"no such field","errorCode":"INVALID_FIELD"}"#,
        );
        assert_eq!(one.items[0].code, "INVALID_FIELD");
    }

    #[test]
    fn pages_and_silence() {
        let page = refusal(503, "<html><body>Down for <b>maintenance</b></body></html>");
        assert_eq!(page.page.as_str(), "Down for maintenance");
        assert_eq!(page.to_string(), "503 Service Unavailable without a code");
        assert_eq!(refusal(502, "").page.as_str(), "");
    }

    #[test]
    fn a_wait_is_heard() {
        let response = Response::builder().status(429).header("retry-after", "7");
        assert_eq!(
            Refusal::read(&response.body(Bytes::new()).unwrap()).retry_after_s,
            Some(7)
        );
    }

    #[test]
    fn nothing_but_codes_is_printed() {
        let body = r#"[{"message":"SENTINEL","errorCode":"X","fields":["F"]}]"#;
        let error = ApiError::Refused(refusal(400, body));
        let printed = format!("{error:?} {error} {}", error.source().unwrap());
        assert!(
            printed.contains("400") && printed.contains('X'),
            "{printed}"
        );
        assert!(!printed.contains("SENTINEL"), "{printed}");
    }
}
