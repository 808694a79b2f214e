//! Names of objects and fields, checked once so that they can stand in a path, a query or a body.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Longest name read, in characters: 40 of a custom name, 15 of a namespace and their separators
/// fit with room to spare.
const CHARS_MAX: usize = 80;

/// The API name of an object or a field: `Lead`, `AI_Qualification_Score__c`.
///
/// Salesforce documents letters, digits and underscores, beginning with a letter. Names are
/// case-insensitive to Salesforce; this keeps them as given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct ApiName(Cow<'static, str>);

/// A text that is not an API name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an API name: up to 80 letters, digits and underscores, a letter first")]
pub struct ApiNameError(String);

impl ApiName {
    /// The Lead object.
    pub const LEAD: Self = Self(Cow::Borrowed("Lead"));
    /// The Task object: calls, to-dos, e-mails.
    pub const TASK: Self = Self(Cow::Borrowed("Task"));

    /// The Contact object.
    pub const CONTACT: Self = Self(Cow::Borrowed("Contact"));

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ApiName {
    type Err = ApiNameError;

    fn from_str(text: &str) -> Result<Self, ApiNameError> {
        let is_name = text.len() <= CHARS_MAX
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_name {
            Ok(Self(Cow::Owned(text.to_owned())))
        } else {
            Err(ApiNameError(text.to_owned()))
        }
    }
}

impl TryFrom<String> for ApiName {
    type Error = ApiNameError;

    fn try_from(text: String) -> Result<Self, ApiNameError> {
        text.parse()
    }
}

impl fmt::Display for ApiName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::ApiName;

    #[test]
    fn only_names_pass() {
        for name in ["Lead", "AI_Qualification_Score__c", "acme__Score__c"] {
            assert_eq!(name.parse::<ApiName>().unwrap().as_str(), name);
        }
        for text in [
            "",
            "1st",
            "_x",
            "Owner.Name",
            "a b",
            "Lead/../User",
            "Größe",
            &"x".repeat(81),
        ] {
            text.parse::<ApiName>().unwrap_err();
        }
    }
}
