//! The parts of a Lead that Midcall writes, by what they mean. Their names in an org are the
//! translation's business.

use std::{collections::BTreeMap, fmt, sync::Arc};

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::plan::Part;
use crate::{signals::Cents, time::Timestamp};

/// What a field of the Lead is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRole {
    /// 0 to 100.
    Score,
    /// Signals with values and quotes, as JSON.
    Signals,
    /// When the last thing was said, or when the call ended.
    LastContact,
    /// What the newest call came to.
    CallStatus,
    /// The newest call's transcript.
    Transcript,
}

impl FieldRole {
    /// Every role, in the order people read them.
    pub const ALL: [Self; 5] = [
        Self::Score,
        Self::Signals,
        Self::LastContact,
        Self::CallStatus,
        Self::Transcript,
    ];

    /// The name in settings and in JSON: `last_contact`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Signals => "signals",
            Self::LastContact => "last_contact",
            Self::CallStatus => "call_status",
            Self::Transcript => "transcript",
        }
    }
}

/// Which field of the Lead: one of the five that always have something to say, or one that the
/// settings add, by the name it has there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldKey {
    /// One of the five.
    Role(FieldRole),
    /// One that the settings add.
    Mapped(Arc<str>),
}

impl FieldKey {
    /// As it stands in JSON: `last_contact`, or the added field's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Role(role) => role.name(),
            Self::Mapped(name) => name,
        }
    }

    /// Which of the five it is, if it is one.
    #[must_use]
    pub const fn role(&self) -> Option<FieldRole> {
        match self {
            Self::Role(role) => Some(*role),
            Self::Mapped(_) => None,
        }
    }

    /// Which part of the lead the field shares its fate with.
    #[must_use]
    pub const fn part(&self) -> Part {
        match self {
            Self::Role(FieldRole::Transcript) => Part::Transcript,
            _ => Part::Facts,
        }
    }
}

impl From<FieldRole> for FieldKey {
    fn from(role: FieldRole) -> Self {
        Self::Role(role)
    }
}

impl From<&str> for FieldKey {
    fn from(name: &str) -> Self {
        let role = FieldRole::ALL.into_iter().find(|role| role.name() == name);
        role.map_or_else(|| Self::Mapped(name.into()), Self::Role)
    }
}

impl fmt::Debug for FieldKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for FieldKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FieldKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Ok(Self::from(name.as_ref()))
    }
}

/// What a field should say or was seen to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// A whole number.
    Number(i64),
    /// An amount, to the hundredth.
    Amount(Cents),
    /// Text.
    Text(String),
    /// A moment.
    Moment(Timestamp),
    /// A day.
    Date(Date),
    /// Yes or no.
    Flag(bool),
    /// Nothing.
    Empty,
}

impl FieldValue {
    /// Text, or nothing.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// Whether a field that says this says nothing. A checkbox is never empty, so one that nobody
    /// ticked counts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty | Self::Flag(false) => true,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// Whether two values are one to a store that keeps moments in seconds, trims text at its end,
    /// has line ends of its own, and rounds a number to the digits its field has.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Moment(a), Self::Moment(b)) => a.0.div_euclid(1_000) == b.0.div_euclid(1_000),
            (Self::Text(a), Self::Text(b)) => a == b || plain(a) == plain(b),
            (Self::Amount(a), Self::Amount(b)) => {
                let rounded = |value: Cents| value.units() + u64::from(value.cents() >= 50);
                let is_rounding = a.cents() == 0 || b.cents() == 0;
                a == b || is_rounding && a.cents() != b.cents() && rounded(*a) == rounded(*b)
            }
            (Self::Empty, other) | (other, Self::Empty) => other.is_empty(),
            _ => self == other,
        }
    }

    /// Whether this is more or later than the other; `false` for what has no order.
    #[must_use]
    pub fn exceeds(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a > b,
            (Self::Amount(a), Self::Amount(b)) => a > b,
            (Self::Moment(a), Self::Moment(b)) => a.0 / 1_000 > b.0 / 1_000,
            (Self::Date(a), Self::Date(b)) => a > b,
            (Self::Flag(a), Self::Flag(b)) => a > b,
            (_, Self::Empty) => !self.is_empty(),
            _ => false,
        }
    }
}

/// Text as it is compared: one kind of line end, nothing after the last word.
pub(super) fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim_end().to_owned()
}

/// Fields with their values.
pub type Fields = BTreeMap<FieldKey, FieldValue>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        let keys = ["Budget__c", "score", "transcript"].map(FieldKey::from);
        let json = serde_json::to_string(&keys).unwrap();
        assert_eq!(json, r#"["Budget__c","score","transcript"]"#);
        assert_eq!(serde_json::from_str::<Vec<FieldKey>>(&json).unwrap(), keys);
        assert_eq!(keys[1].role(), Some(FieldRole::Score));
    }

    #[test]
    fn values_are_the_same_whatever_their_store_makes_of_them() {
        let amount = |units| FieldValue::Amount(Cents::nearest(units));
        for (ours, theirs, same) in [
            (
                FieldValue::Moment(Timestamp(1_999)),
                FieldValue::Moment(Timestamp(1_000)),
                true,
            ),
            (
                FieldValue::Moment(Timestamp(1_999)),
                FieldValue::Moment(Timestamp(2_000)),
                false,
            ),
            (FieldValue::text("a\nb "), FieldValue::text("a\r\nb"), true),
            (FieldValue::text(""), FieldValue::Empty, true),
            (FieldValue::Flag(false), FieldValue::Empty, true),
            (amount(12.5), amount(13.0), true),
            (amount(12.0), amount(13.0), false),
            (amount(12.5), amount(12.75), false),
            (FieldValue::Number(50), FieldValue::Number(51), false),
        ] {
            assert_eq!(ours.is_same(&theirs), same, "{ours:?} {theirs:?}");
        }
    }
}
