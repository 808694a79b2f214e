//! What the org says when it refuses: one constructor per refusal, with the status, code and
//! text that Salesforce documents or that clients recorded.

use std::fmt;

use serde_json::{Value, json};

use super::id::Id;

/// One refusal, as an element of the error array that Salesforce answers with.
///
/// The message may repeat what was sent, as that of `STRING_TOO_LONG` does, so only the code is
/// displayed.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("salesforce refuses with {code}")]
pub struct ApiError {
    /// HTTP status when the refusal stands alone; inside collections it is always 200.
    pub status: u16,
    /// The code, as in `UNABLE_TO_LOCK_ROW`.
    pub code: String,
    /// The text for people.
    pub message: String,
    /// The fields at fault. `None` leaves the key out, as Salesforce does for some codes.
    pub fields: Option<Vec<String>>,
    /// What a duplicate rule found; collections leave it out.
    pub duplicate_result: Option<Value>,
}

impl ApiError {
    /// A refusal that names no fields and lists none.
    #[must_use]
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            fields: None,
            duplicate_result: None,
        }
    }

    /// The same refusal, blaming these fields; an empty list still shows the key.
    #[must_use]
    pub fn on(mut self, fields: &[&str]) -> Self {
        self.fields = Some(fields.iter().map(|&field| field.to_owned()).collect());
        self
    }

    /// As sObject rows and queries show it.
    pub(crate) fn as_row_error(&self) -> Value {
        let mut error = json!({ "message": self.message, "errorCode": self.code });
        if let Some(fields) = &self.fields {
            error["fields"] = json!(fields);
        }
        if let Some(result) = &self.duplicate_result {
            error["duplicateResult"] = result.clone();
        }
        error
    }

    /// As save results show it: `statusCode` in place of `errorCode`, and always `fields`.
    pub(crate) fn as_item_error(&self) -> Value {
        json!({
            "statusCode": self.code,
            "message": self.message,
            "fields": self.fields.as_deref().unwrap_or_default(),
        })
    }

    pub(crate) fn session_expired() -> Self {
        Self::new(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    pub(crate) fn scope_missing() -> Self {
        let message = "This session is not valid for use with the REST API";
        Self::new(401, "INVALID_SESSION_ID", message)
    }

    pub(crate) fn invalid_auth_header() -> Self {
        Self::new(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")
    }

    pub(crate) fn daily_limit() -> Self {
        Self::new(
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
        )
    }

    pub(crate) fn concurrent_limit() -> Self {
        Self::new(
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
        )
    }

    pub(crate) fn row_locked(id: Id) -> Self {
        Self::new(
            400,
            "UNABLE_TO_LOCK_ROW",
            format!("unable to obtain exclusive access to this record or 1 records: {id}"),
        )
        .on(&[])
    }

    pub(crate) fn converted() -> Self {
        Self::new(
            400,
            "CANNOT_UPDATE_CONVERTED_LEAD",
            "cannot reference converted lead",
        )
        .on(&[])
    }

    pub(crate) fn deleted() -> Self {
        Self::new(404, "ENTITY_IS_DELETED", "entity is deleted").on(&[])
    }

    pub(crate) fn no_such_record(what: &str) -> Self {
        Self::new(
            404,
            "NOT_FOUND",
            format!("Provided external ID field does not exist or is not accessible: {what}"),
        )
    }

    pub(crate) fn no_such_resource() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    pub(crate) fn may_not_deploy() -> Self {
        Self::new(
            403,
            "INSUFFICIENT_ACCESS",
            "INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData \
             or ModifyMetadata permissions",
        )
    }

    pub(crate) fn no_access_to_reference() -> Self {
        Self::new(
            400,
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "insufficient access rights on cross-reference id",
        )
        .on(&[])
    }

    pub(crate) fn license_forbids(set: &str, user: &str, object: &str) -> Self {
        Self::new(
            400,
            "FIELD_INTEGRITY_EXCEPTION",
            format!(
                "Can't assign permission set \"{set}\" to user \"{user}\". The user license \
                 doesn't allow the permission: Read {object}s"
            ),
        )
        .on(&["PermissionSetId"])
    }

    pub(crate) fn license_limit() -> Self {
        Self::new(400, "LICENSE_LIMIT_EXCEEDED", "license limit exceeded").on(&[])
    }

    pub(crate) fn assigned_already(user: &str, what: &str) -> Self {
        Self::new(
            400,
            "DUPLICATE_VALUE",
            format!("Duplicate PermissionSetAssignment. Assignee: {user}; Permission Set: {what}"),
        )
        .on(&["AssigneeId", "PermissionSetId"])
    }

    pub(crate) fn version_retired() -> Self {
        Self::new(410, "GONE", "The requested resource is no longer available")
    }

    pub(crate) fn method_not_allowed(method: &str, allowed: &str) -> Self {
        Self::new(
            405,
            "METHOD_NOT_ALLOWED",
            format!("HTTP Method '{method}' not allowed. Allowed are {allowed}"),
        )
    }

    pub(crate) fn malformed_id(label: &str, field: &str, value: &str) -> Self {
        Self::new(
            400,
            "MALFORMED_ID",
            format!("{label}: id value of incorrect type: {value}"),
        )
        .on(&[field])
    }

    pub(crate) fn no_such_column(field: &str, object: &str) -> Self {
        Self::new(
            400,
            "INVALID_FIELD",
            format!("No such column '{field}' on sobject of type {object}"),
        )
    }

    pub(crate) fn id_in_body(field: &str) -> Self {
        Self::new(
            400,
            "INVALID_FIELD",
            format!("The {field} field should not be specified in the sobject data."),
        )
    }

    pub(crate) fn read_only(fields: &[&str]) -> Self {
        let names = fields.join(", ");
        Self::new(
            400,
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            format!(
                "Unable to create/update fields: {names}. Please check the security settings of \
                 this field and verify that it is read/write for your profile or permission set."
            ),
        )
        .on(fields)
    }

    pub(crate) fn too_long(label: &str, field: &str, value: &str, max_length: usize) -> Self {
        Self::new(
            400,
            "STRING_TOO_LONG",
            format!("{label}: data value too large: {value} (max length={max_length})"),
        )
        .on(&[field])
    }

    pub(crate) fn out_of_range(label: &str, field: &str, value: f64) -> Self {
        Self::new(
            400,
            "NUMBER_OUTSIDE_VALID_RANGE",
            format!("{label}: value outside of valid range on numeric field: {value}"),
        )
        .on(&[field])
    }

    pub(crate) fn wrong_json_type(wanted: &str, given: &Value) -> Self {
        let (token, value) = match given {
            Value::Null => ("VALUE_NULL", "null".to_owned()),
            Value::Bool(flag) => ("VALUE_BOOLEAN", flag.to_string()),
            Value::Number(n) if n.is_f64() => ("VALUE_NUMBER_FLOAT", n.to_string()),
            Value::Number(n) => ("VALUE_NUMBER_INT", n.to_string()),
            Value::String(text) => ("VALUE_STRING", text.clone()),
            Value::Array(_) => ("START_ARRAY", "[".to_owned()),
            Value::Object(_) => ("START_OBJECT", "{".to_owned()),
        };
        Self::json(format!(
            "Cannot deserialize instance of {wanted} from {token} value {value} or request may be \
             missing a required field at [line:1, column:2]"
        ))
    }

    pub(crate) fn json(message: impl Into<String>) -> Self {
        Self::new(400, "JSON_PARSER_ERROR", message)
    }

    pub(crate) fn required(fields: &[&str]) -> Self {
        Self::new(
            400,
            "REQUIRED_FIELD_MISSING",
            format!("Required fields are missing: [{}]", fields.join(", ")),
        )
        .on(fields)
    }

    pub(crate) fn validation(message: &str, field: Option<&str>) -> Self {
        Self::new(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", message).on(field.as_slice())
    }

    pub(crate) fn bad_picklist_value(label: &str, field: &str, value: &str) -> Self {
        Self::new(
            400,
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            format!("{label}: bad value for restricted picklist field: {value}"),
        )
        .on(&[field])
    }

    pub(crate) fn bad_cross_reference() -> Self {
        Self::new(
            400,
            "INVALID_CROSS_REFERENCE_KEY",
            "invalid cross reference id",
        )
        .on(&[])
    }

    pub(crate) fn duplicates_detected(rule: &str, blocks: bool, found: &[Id]) -> Self {
        let message = "Use one of these records?";
        let records: Vec<Value> = found
            .iter()
            .map(|id| {
                json!({
                    "additionalInformation": [],
                    "fieldDiffs": [],
                    "matchConfidence": 100.0,
                    "record": {
                        "attributes": {
                            "type": "Lead",
                            "url": format!("/services/data/v66.0/sobjects/Lead/{id}"),
                        },
                        "Id": id.to_string(),
                    },
                })
            })
            .collect();
        let result = json!({
            "allowSave": !blocks,
            "duplicateRule": rule,
            "duplicateRuleEntityType": "Lead",
            "errorMessage": message,
            "matchResults": [{
                "entityType": "Lead",
                "errors": [],
                "matchEngine": "FuzzyMatchEngine",
                "matchRecords": records,
                "rule": "Standard_Lead_Match_Rule_v1_0",
                "size": found.len(),
                "success": true,
            }],
        });
        Self {
            duplicate_result: Some(result),
            ..Self::new(400, "DUPLICATES_DETECTED", message).on(&[])
        }
    }

    pub(crate) fn duplicate_value(field: &str, held_by: Id) -> Self {
        Self::new(
            400,
            "DUPLICATE_VALUE",
            format!("duplicate value found: {field} duplicates value on record with id: {held_by}"),
        )
        .on(&[])
    }

    pub(crate) fn flow_failed() -> Self {
        Self::new(
            400,
            "CANNOT_EXECUTE_FLOW_TRIGGER",
            "We can't save this record because the “Route hot AI leads” process failed. Give your \
             Salesforce admin these details. An unhandled fault has occurred in this flow. \
             Error ID: 1405213620-33528 (-1704150698)",
        )
        .on(&[])
    }

    pub(crate) fn maintenance() -> Self {
        Self::new(
            400,
            "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
            "Updates can’t be made during maintenance.",
        )
        .on(&[])
    }

    pub(crate) fn rolled_back() -> Self {
        Self::new(
            400,
            "ALL_OR_NONE_OPERATION_ROLLED_BACK",
            "Record rolled back because not all records were valid and the request was using \
             AllOrNone header",
        )
        .on(&[])
    }

    pub(crate) fn halted() -> Self {
        Self::new(
            400,
            "PROCESSING_HALTED",
            "The transaction was rolled back since another operation in the same transaction \
             failed.",
        )
    }

    pub(crate) fn server_error() -> Self {
        Self::new(
            500,
            "UNKNOWN_EXCEPTION",
            "An unexpected error occurred. Please include this ErrorId if you contact support: \
             1234567890-12345 (-1234567890)",
        )
    }

    pub(crate) fn unavailable() -> Self {
        Self::new(
            503,
            "SERVER_UNAVAILABLE",
            "Server is too busy. Please try again in a few moments.",
        )
    }

    pub(crate) fn malformed_query(message: impl Into<String>) -> Self {
        Self::new(400, "MALFORMED_QUERY", message)
    }

    pub(crate) fn malformed_search() -> Self {
        Self::new(
            400,
            "MALFORMED_SEARCH",
            "No search term found. The search term must be enclosed in braces.",
        )
    }

    pub(crate) fn invalid_query_locator() -> Self {
        Self::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    }
}

/// Most refusals come alone; where Salesforce can name several, `?` makes one into a list.
impl From<ApiError> for Vec<ApiError> {
    fn from(error: ApiError) -> Self {
        vec![error]
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("message", &"[redacted]")
            .field("fields", &self.fields)
            .finish()
    }
}
