//! What an account holds and a setup looks after: assistants, tools, credentials, phone numbers.
//! Read and written whole, because a change replaces each field that is sent: whoever changes a
//! part has to give the rest back as it was.

use serde_json::{Map, Value};

use crate::{Redacted, json::Raw};

/// A kind of thing in an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Who speaks.
    Assistant,
    /// What an assistant can call.
    Tool,
    /// What proves to a server that Vapi is asking. Vapi documents creating one by its dashboard;
    /// the path is in use in public code and in no schema.
    Credential,
    /// A number to call from and to be called at.
    PhoneNumber,
}

impl Resource {
    /// The segment of its paths.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::Tool => "tool",
            Self::Credential => "credential",
            Self::PhoneNumber => "phone-number",
        }
    }
}

/// One thing of an account, as Vapi keeps it. Prints as `[redacted]`: tools carry secrets in their
/// headers, numbers carry tokens of their carriers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document(Redacted<Map<String, Value>>);

impl Document {
    /// A document with these fields.
    #[must_use]
    pub fn new(fields: Map<String, Value>) -> Self {
        Self(Redacted(fields))
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Vapi's id; empty before it has given one.
    #[must_use]
    pub fn id(&self) -> &str {
        self.text("id").unwrap_or_default()
    }

    /// A field of the top level, if it is a text.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields().get(field).and_then(Value::as_str)
    }

    /// What stands at the end of a path of objects, if anything but null does.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        let found = rest
            .iter()
            .try_fold(self.fields().get(*first)?, |value, name| value.get(*name))?;
        Some(found).filter(|value| !value.is_null())
    }

    /// Reads an object with an id.
    pub(super) fn read(raw: Raw<'_>) -> Option<Self> {
        let Value::Object(fields) = raw.value()? else {
            return None;
        };
        let document = Self::new(fields);
        (!document.id().is_empty()).then_some(document)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_tells_what_is_asked_and_prints_nothing() {
        let Value::Object(fields) = json!({
            "id": "t1",
            "server": {"url": "https://x", "headers": {"authorization": "SENTINEL"}, "credentialId": null},
        }) else {
            unreachable!("it is an object")
        };
        let document = Document::new(fields);
        assert_eq!(document.id(), "t1");
        assert_eq!(document.at(&["server", "url"]), Some(&json!("https://x")));
        assert_eq!(document.at(&["server", "credentialId"]), None);
        assert_eq!(document.at(&["id", "url"]), None);
        assert!(!format!("{document:?}").contains("SENTINEL"));
    }
}
