//! A record's fields, as Salesforce spells them.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::RecordId;

/// Values by field name. `null` clears a field; a field that is not named is left alone.
///
/// Debug prints the names only: the values are what people said.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// The value of the field spelled exactly so, if it is there.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Gives a field its value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(name.into(), value.into());
    }

    /// Every field, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether no field is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        let fields = fields.into_iter();
        Self(
            fields
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// A record as an answer holds it.
///
/// Fields that this user may not see are missing, not `null`. Numbers are doubles whatever their
/// scale (`72.0`), and a moment is read with [`crate::datetime::parse`]. A parent record
/// (`Owner.Name`) stays nested JSON.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Record {
    attributes: Attributes,
    #[serde(flatten)]
    fields: Fields,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Attributes {
    #[serde(rename = "type")]
    object: String,
}

impl Record {
    /// The object this is a record of: `Lead`, or `AggregateResult` for a row of a grouped query.
    #[must_use]
    pub fn object(&self) -> &str {
        &self.attributes.object
    }

    /// The record's id, if it was asked for.
    #[must_use]
    pub fn id(&self) -> Option<RecordId> {
        self.text("Id")?.parse().ok()
    }

    /// Every field that was answered.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// A field's text; `None` when it is empty, missing or not text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name)?.as_str()
    }

    /// A checkbox; `None` when it is missing.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.fields.get(name)?.as_bool()
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, Record};

    #[test]
    fn values_are_not_printed() {
        let fields = Fields::from_iter([("Phone", "+15550100"), ("Title", "SENTINEL-title")]);
        assert_eq!(format!("{fields:?}"), r#"{"Phone", "Title"}"#);
    }

    #[test]
    fn a_record_knows_what_it_is() {
        let lead = include_str!("../../../samples/salesforce/rest/lead-get.json");
        let lead: Record = serde_json::from_str(lead).unwrap();
        assert_eq!(lead.object(), "Lead");
        assert_eq!(lead.id().unwrap().as_str(), "00QHs00001ABcDeMAL");
        assert_eq!(lead.flag("IsConverted"), Some(false));
        assert_eq!(lead.text("AI_Transcript__c"), None);
        assert_eq!(
            lead.fields().get("AI_Qualification_Score__c").unwrap(),
            72.0
        );
    }
}
