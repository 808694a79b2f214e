//! From Salesforce's codes and statuses to reasons: the list of what is known.
//!
//! Messages come in the running user's language, so a code decides wherever it can. The few that
//! stand for opposite things are told apart by their English text, and each falls to the side on
//! which nothing is lost when the text is in another language.

use http::StatusCode;

use super::Reason;
use crate::{ErrorItem, RecordId};

/// What an item with a code means; `None` for a code that is not known.
pub(super) fn of_item(item: &ErrorItem) -> Option<Reason> {
    let text = item.message.as_str();
    Some(match item.code.as_str() {
        "INVALID_SESSION_ID" => of_dead_session(text),
        "API_DISABLED_FOR_ORG" => Reason::ApiDisabledForOrg,
        "API_CURRENTLY_DISABLED" => Reason::ApiDisabledForUser,
        "INSUFFICIENT_ACCESS_OR_READONLY" => Reason::RecordReadOnly,
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY" => Reason::ReferenceNoAccess,
        "TRANSFER_REQUIRES_READ" => Reason::OwnerCannotRead,
        "TXN_SECURITY_NO_ACCESS" => Reason::SecurityPolicy,
        // Field-level security looks exactly like a missing field.
        "INVALID_FIELD" => Reason::FieldHidden,
        "INVALID_FIELD_FOR_INSERT_UPDATE" => Reason::FieldReadOnly,
        "INVALID_TYPE" => Reason::ObjectHidden,

        "REQUEST_LIMIT_EXCEEDED" if text.contains("Concurrent") => Reason::ConcurrentLimit,
        "REQUEST_LIMIT_EXCEEDED" => Reason::DailyLimit,

        "UNABLE_TO_LOCK_ROW" => Reason::RowLocked,
        "QUERY_TIMEOUT" => Reason::QueryTimeout,
        "INVALID_QUERY_LOCATOR" => Reason::QueryCursorExpired,
        "PRECONDITION_FAILED" => Reason::RecordChanged,
        "ALL_OR_NONE_OPERATION_ROLLED_BACK" | "PROCESSING_HALTED" => Reason::RolledBack,
        "SERVER_UNAVAILABLE" => Reason::ServerBusy,
        "UNKNOWN_EXCEPTION" => Reason::ServerFault,

        "ENTITY_IS_LOCKED" => Reason::ApprovalLock,
        // A customer's Apex ran into a lock that somebody else holds: the lock will clear.
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" if text.contains("UNABLE_TO_LOCK_ROW") => {
            Reason::RowLocked
        }
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" => Reason::ApexFailed,
        "CANNOT_EXECUTE_FLOW_TRIGGER" | "FLOW_EXCEPTION" => Reason::FlowFailed,
        "LIMIT_EXCEEDED" | "TOO_MANY_APEX_REQUESTS" => Reason::OrgLimit,
        "STORAGE_LIMIT_EXCEEDED" => Reason::StorageFull,
        "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE" => Reason::Maintenance,

        "STRING_TOO_LONG" => Reason::TextTooLong,
        "NUMBER_OUTSIDE_VALID_RANGE" => Reason::NumberOutOfRange,
        "JSON_PARSER_ERROR" if text.starts_with("Cannot deserialize") => Reason::WrongType,
        "JSON_PARSER_ERROR" => Reason::MalformedRequest,
        "REQUIRED_FIELD_MISSING" => Reason::RequiredFieldMissing,
        "FIELD_CUSTOM_VALIDATION_EXCEPTION" => Reason::ValidationRule,
        "FIELD_FILTER_VALIDATION_EXCEPTION" => Reason::LookupFilter,
        "FIELD_INTEGRITY_EXCEPTION" => Reason::FieldIntegrity,
        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" => Reason::PicklistValue,
        "INVALID_CROSS_REFERENCE_KEY" => Reason::ReferenceMissing,
        "INACTIVE_OWNER_OR_USER" => Reason::OwnerInactive,
        "DUPLICATES_DETECTED" => Reason::DuplicateRule,
        "DUPLICATE_VALUE" | "DUPLICATE_EXTERNAL_ID" => Reason::DuplicateValue,

        "CANNOT_UPDATE_CONVERTED_LEAD" => Reason::LeadConverted,
        "ENTITY_IS_DELETED" => Reason::RecordDeleted,
        "NOT_FOUND" => of_not_found(text),

        "MALFORMED_ID" => Reason::MalformedId,
        "MALFORMED_QUERY" | "MALFORMED_SEARCH" => Reason::MalformedQuery,
        "INVALID_AUTH_HEADER" | "METHOD_NOT_ALLOWED" => Reason::MalformedRequest,
        _ => return None,
    })
}

/// What a status means when no known code comes with it.
pub(super) fn of_status(status: StatusCode, page: &str) -> Reason {
    match status.as_u16() {
        401 => Reason::SessionExpired,
        // What the identity endpoints answer to a dead token instead of 401.
        403 if page == "Bad_OAuth_Token" => Reason::SessionExpired,
        // 420 is how the edge says that it has no route to an org of this name; a redirect leads
        // to a login page or to where the org's name has moved.
        301..=399 | 404 | 420 => Reason::WrongHost,
        405 | 414 | 415 | 428 | 431 => Reason::MalformedRequest,
        409 => Reason::Conflict,
        410 => Reason::VersionRetired,
        412 => Reason::RecordChanged,
        // Never sent by Salesforce itself, but by proxies on the way.
        408 | 429 => Reason::ServerBusy,
        500 => Reason::ServerFault,
        501..=599 => Reason::ServerBusy,
        _ => Reason::Unrecognized,
    }
}

/// Renewing a token cannot help against the first two; in doubt it is tried, once.
fn of_dead_session(text: &str) -> Reason {
    if text.contains("not valid for use with the REST API") {
        Reason::ApiScopeMissing
    } else if text.contains("app is not attached") {
        Reason::AppNotApproved
    } else {
        Reason::SessionExpired
    }
}

/// A missing record is named by its id, a missing resource is not. In doubt the record is looked
/// for, which finds out.
fn of_not_found(text: &str) -> Reason {
    let names_a_record = text
        .split_whitespace()
        .any(|word| word.parse::<RecordId>().is_ok());
    if !names_a_record && text.contains("requested resource does not exist") {
        Reason::ResourceMissing
    } else {
        Reason::RecordGone
    }
}
