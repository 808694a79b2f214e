//! The parts of a Lead that Midcall writes, by what they mean. Their names in an org are the
//! translation's business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::plan::Part;
use crate::time::Timestamp;

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

    /// Which part of the lead the field shares its fate with.
    #[must_use]
    pub const fn part(self) -> Part {
        match self {
            Self::Transcript => Part::Transcript,
            Self::Score | Self::Signals | Self::LastContact | Self::CallStatus => Part::Facts,
        }
    }
}

/// What a field should say or was seen to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldValue {
    /// A whole number.
    Number(i64),
    /// Text.
    Text(String),
    /// A moment.
    Moment(Timestamp),
    /// Nothing.
    Empty,
}

/// Fields with their values.
pub type Fields = BTreeMap<FieldRole, FieldValue>;
