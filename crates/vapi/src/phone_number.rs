//! A telephone number as Vapi writes it. A type of its own because it identifies a person.

use crate::Redacted;

/// A telephone number as Vapi wrote it, normally E.164 (`+15550134782`). Not checked here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PhoneNumber(Redacted<String>);

impl PhoneNumber {
    /// Wraps a number without checking it.
    #[must_use]
    pub fn new(number: impl Into<String>) -> Self {
        Self(Redacted(number.into()))
    }

    /// The number, for dialing or matching; not for printing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
