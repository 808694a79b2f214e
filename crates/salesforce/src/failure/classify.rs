//! The one judgment over everything that can come back.

use http::StatusCode;

use super::{Class, Reason, codes};
use crate::{ApiError, ErrorItem, RecordRefusal, Refusal, VendorText};

/// What a refusal calls for.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// How to go on.
    pub class: Class,
    /// What is wrong.
    pub reason: Reason,
    /// The fields concerned, as far as Salesforce names them: what to leave out or to mend.
    pub fields: Vec<String>,
    /// Salesforce's own words for the operator, such as what the admin wrote into a validation
    /// rule. Empty when it said nothing.
    pub detail: VendorText,
}

/// Judges a request that brought no answer.
#[must_use]
pub fn classify(error: &ApiError) -> Failure {
    match error {
        ApiError::Unreachable(_) => Failure::of(Reason::Unreachable),
        ApiError::Unreadable { .. } => Failure::of(Reason::AnswerUnreadable),
        ApiError::Refused(Refusal {
            status,
            items,
            page,
            ..
        }) if items.is_empty() => Failure {
            detail: page.clone(),
            ..Failure::of(codes::of_status(*status, page.as_str()))
        },
        ApiError::Refused(Refusal { status, items, .. }) => of_items(items, Some(*status)),
    }
}

/// Judges a record that was not saved while others of its request may have been.
#[must_use]
pub fn classify_record(refusal: &RecordRefusal) -> Failure {
    of_items(&refusal.items, None)
}

impl Failure {
    fn of(reason: Reason) -> Self {
        Self {
            class: reason.class(),
            reason,
            fields: Vec::new(),
            detail: VendorText::default(),
        }
    }
}

fn of_items(items: &[ErrorItem], status: Option<StatusCode>) -> Failure {
    let reason_of = |item: &ErrorItem| {
        codes::of_item(item).unwrap_or_else(|| match status {
            // A coded refusal comes from Salesforce itself, so these say nothing of the host.
            Some(StatusCode::FORBIDDEN | StatusCode::NOT_FOUND) | None => Reason::Unrecognized,
            Some(status) => codes::of_status(status, ""),
        })
    };
    // The first of those whose remedy must come first: Salesforce lists causes before effects.
    let decisive = items
        .iter()
        .rev()
        .max_by_key(|item| reason_of(item).class().precedence());
    let Some(decisive) = decisive else {
        return Failure::of(Reason::Unrecognized);
    };
    let reason = reason_of(decisive);
    Failure {
        // Two overlong fields are one reason with two fields.
        fields: items
            .iter()
            .filter(|item| reason_of(item) == reason)
            .flat_map(|item| item.fields.iter().cloned())
            .collect(),
        detail: decisive.message.clone(),
        ..Failure::of(reason)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Response;

    use super::*;

    const ERRORS: &str = include_str!("../../../../samples/salesforce/rest/errors.jsonl");

    fn judge(status: u16, body: impl Into<Bytes>) -> Failure {
        let response = Response::builder()
            .status(status)
            .body(body.into())
            .unwrap();
        classify(&ApiError::Refused(Refusal::read(&response)))
    }

    #[test]
    fn every_recorded_refusal_has_its_class() {
        for line in ERRORS.lines() {
            let sample: serde_json::Value = serde_json::from_str(line).unwrap();
            let expected = match sample["retry_class"].as_str().unwrap() {
                // Both start over at once, after a new query or a new read.
                "RESTART" | "REREAD" => "SHORT",
                class => class,
            };
            let status = sample["status"].as_u64().unwrap().try_into().unwrap();
            let failure = judge(status, sample["body"].as_str().unwrap().to_owned());
            let class = format!("{:?}", failure.class).to_uppercase();
            assert_eq!(class, expected, "{}: {:?}", sample["case"], failure.reason);
            assert_ne!(failure.reason, Reason::Unrecognized, "{}", sample["case"]);
        }
    }

    #[track_caller]
    fn check(status: u16, body: &'static str, reason: Reason, fields: &[&str]) {
        let failure = judge(status, body);
        assert_eq!((failure.reason, failure.class), (reason, reason.class()));
        assert_eq!(failure.fields, fields);
    }

    #[test]
    fn a_lock_inside_apex_is_a_lock() {
        check(
            400,
            r#"[{"errorCode":"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY","message":"T: execution of AfterUpdate caused by: UNABLE_TO_LOCK_ROW"}]"#,
            Reason::RowLocked,
            &[],
        );
    }

    #[test]
    fn fields_are_named_even_in_text() {
        check(
            400,
            r#"[{"errorCode":"INVALID_FIELD","message":"No such column 'A__c' on sobject"}]"#,
            Reason::FieldHidden,
            &["A__c"],
        );
    }

    #[test]
    fn several_items_have_one_remedy() {
        check(
            400,
            r#"[{"errorCode":"UNABLE_TO_LOCK_ROW","message":""},
                {"errorCode":"STRING_TOO_LONG","message":"","fields":["Title"]},
                {"errorCode":"STRING_TOO_LONG","message":"","fields":["City"]}]"#,
            Reason::TextTooLong,
            &["Title", "City"],
        );
    }

    #[test]
    fn the_unknown_is_parked_or_tried_again() {
        check(
            400,
            r#"[{"errorCode":"BRAND_NEW","fields":["F"]}]"#,
            Reason::Unrecognized,
            &["F"],
        );
        check(
            404,
            r#"[{"errorCode":"BRAND_NEW"}]"#,
            Reason::Unrecognized,
            &[],
        );
        check(403, "<p>no</p>", Reason::Unrecognized, &[]);
        check(
            500,
            r#"[{"errorCode":"BRAND_NEW"}]"#,
            Reason::ServerFault,
            &[],
        );
        check(418, "I am a teapot", Reason::Unrecognized, &[]);
        check(504, "", Reason::ServerBusy, &[]);
        check(302, "", Reason::WrongHost, &[]);
        assert_eq!(
            classify_record(&RecordRefusal { items: vec![] }).class,
            Class::Data
        );
    }

    #[test]
    fn another_language_falls_to_the_safe_side() {
        check(
            401,
            r#"[{"errorCode":"INVALID_SESSION_ID","message":"Sitzung"}]"#,
            Reason::SessionExpired,
            &[],
        );
        check(
            403,
            r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"Grenze"}]"#,
            Reason::DailyLimit,
            &[],
        );
        check(
            404,
            r#"[{"errorCode":"NOT_FOUND","message":"Nicht da"}]"#,
            Reason::RecordGone,
            &[],
        );
    }

    #[test]
    fn no_answer_is_tried_again() {
        let unreachable = ApiError::Unreachable("connection reset".into());
        assert_eq!(classify(&unreachable).class, Class::Short);
        let status = StatusCode::OK;
        let unreadable = ApiError::Unreadable {
            status,
            what: "not JSON",
        };
        assert_eq!(classify(&unreadable).class, Class::Short);
    }
}
