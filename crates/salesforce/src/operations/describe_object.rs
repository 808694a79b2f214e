//! What an object's fields are, as far as this user may see them.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header::IF_MODIFIED_SINCE};
use serde::Deserialize;

use crate::{ApiError, ApiName, Operation, Session, answer, datetime};

/// Describes an object. A field that is missing from the answer may exist and be hidden by
/// field-level security: the two cannot be told apart.
#[derive(Clone, Debug)]
pub struct DescribeObject {
    /// The object.
    pub object: ApiName,
    /// When it was last described, in milliseconds since the Unix epoch. The answer is `None` when
    /// nothing has changed since.
    pub if_modified_since_ms: Option<i64>,
}

/// An object and its fields.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ObjectDescribe {
    /// The object's API name.
    pub name: String,
    /// Whether this user may create records.
    pub createable: bool,
    /// Whether this user may change records.
    pub updateable: bool,
    /// The fields this user may see.
    pub fields: Vec<FieldDescribe>,
}

/// One field. Lengths are in characters, not bytes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDescribe {
    /// The API name.
    pub name: String,
    /// The name people see.
    pub label: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Longest text, in characters; 0 unless it holds text.
    pub length: u32,
    /// Digits of a number, decimals included; 0 unless it is one.
    pub precision: u32,
    /// Decimals of a number.
    pub scale: u32,
    /// Whether this user may set it on a new record.
    pub createable: bool,
    /// Whether this user may change it.
    pub updateable: bool,
    /// Whether it may be empty.
    pub nillable: bool,
    /// Whether Salesforce fills it when a new record leaves it out.
    pub defaulted_on_create: bool,
    /// Whether records can be addressed by it.
    pub external_id: bool,
    /// Whether no two records may share a value.
    pub unique: bool,
    /// Whether a picklist takes its listed values only.
    pub restricted_picklist: bool,
    /// A picklist's values, inactive ones included.
    pub picklist_values: Vec<PicklistValue>,
}

/// What a field holds, by the names of Salesforce's describe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(
    missing_docs,
    reason = "the names are Salesforce's and say what they are"
)]
pub enum FieldType {
    Id,
    Reference,
    Boolean,
    Int,
    Double,
    Currency,
    Percent,
    Date,
    DateTime,
    String,
    TextArea,
    Phone,
    Email,
    Url,
    Picklist,
    MultiPicklist,
    Combobox,
    /// A type that no mapped field can have, such as a compound address.
    #[serde(other)]
    Other,
}

/// One value of a picklist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PicklistValue {
    /// What is written.
    pub value: String,
    /// Whether it may be written.
    pub active: bool,
}

impl ObjectDescribe {
    /// A field by its name, in any case, as Salesforce itself compares.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldDescribe> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }
}

impl Operation for DescribeObject {
    type Answer = Option<ObjectDescribe>;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let mut request =
            session.get(&session.path(&format!("/sobjects/{}/describe", self.object)));
        if let Some(since_ms) = self.if_modified_since_ms {
            let since = HeaderValue::from_str(&datetime::http_date(since_ms))
                .expect("a date is made of visible ASCII");
            request.headers_mut().insert(IF_MODIFIED_SINCE, since);
        }
        request
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Self::Answer, ApiError> {
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        answer::json(&response).map(Some)
    }

    fn is_write(&self) -> bool {
        false
    }
}
