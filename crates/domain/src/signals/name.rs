//! The name of a signal: one of the five, or one that the rubric adds.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::SignalKind;

/// The name of a signal. The five come first, in the order people read them; then own ones.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignalName {
    /// One of the five that Midcall listens for without being told.
    Known(SignalKind),
    /// One that the rubric adds.
    Own(Arc<str>),
}

/// Why a name cannot be that of an own signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// It is not spelled as names are.
    NotSnakeCase,
    /// It is too long to be read.
    TooLong,
    /// It is one of the five.
    Taken,
}

impl SignalName {
    /// A name is a key in Salesforce, in the API and on the page.
    pub const CHARS_MAX: usize = 40;

    /// The name of an own signal, as a rubric may give it.
    ///
    /// # Errors
    ///
    /// When it is not `snake_case`, too long, or one of the five.
    pub fn own(name: &str) -> Result<Self, NameError> {
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(is_letter) {
            return Err(NameError::NotSnakeCase);
        }
        if name.len() > Self::CHARS_MAX {
            return Err(NameError::TooLong);
        }
        match Self::from(name) {
            Self::Known(_) => Err(NameError::Taken),
            own @ Self::Own(_) => Ok(own),
        }
    }

    /// As it stands in JSON: `company_size`, `champion`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(kind) => kind.name(),
            Self::Own(name) => name,
        }
    }

    /// Which of the five it is, if it is one.
    #[must_use]
    pub const fn kind(&self) -> Option<SignalKind> {
        match self {
            Self::Known(kind) => Some(*kind),
            Self::Own(_) => None,
        }
    }
}

impl From<SignalKind> for SignalName {
    fn from(kind: SignalKind) -> Self {
        Self::Known(kind)
    }
}

impl From<&SignalName> for SignalName {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

impl From<&str> for SignalName {
    /// Any name: what was saved under an earlier rubric must stay readable.
    fn from(name: &str) -> Self {
        let known = SignalKind::ALL.into_iter().find(|kind| kind.name() == name);
        known.map_or_else(|| Self::Own(name.into()), Self::Known)
    }
}

impl PartialEq<SignalKind> for SignalName {
    fn eq(&self, kind: &SignalKind) -> bool {
        self.kind() == Some(*kind)
    }
}

impl fmt::Display for SignalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for SignalName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for SignalName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SignalName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Ok(Self::from(name.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::{NameError, SignalName};
    use crate::signals::SignalKind;

    #[test]
    fn names_are_keys() {
        assert!(SignalName::own("decision_process2").is_ok());
        for wrong in ["", "Champion", "2nd", "my champion", "_x", "größe"] {
            assert_eq!(SignalName::own(wrong), Err(NameError::NotSnakeCase));
        }
        assert_eq!(SignalName::own("company_size"), Err(NameError::Taken));
        assert_eq!(SignalName::own(&"a".repeat(41)), Err(NameError::TooLong));
    }

    #[test]
    fn the_five_come_first_and_read_back() {
        let mut names = ["zeal", "budget", "aim", "company_size"].map(SignalName::from);
        names.sort();
        let json = serde_json::to_string(&names).unwrap();
        assert_eq!(json, r#"["budget","company_size","aim","zeal"]"#);
        let back: Vec<SignalName> = serde_json::from_str(&json).unwrap();
        assert_eq!(back, names);
        assert!(back[0] == SignalKind::Budget);
    }
}
