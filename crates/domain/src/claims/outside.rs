//! A claim as somebody else made it, before anything is held against the prospect's words.

use serde::{Deserialize, Serialize};

use crate::{
    signals::{SignalName, SignalState, SignalValue, Source},
    time::Timestamp,
};

/// Something that somebody other than the listener says about a signal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutsideClaim {
    /// Who says so.
    pub source: Source,
    /// The same for the same claim, however often it is delivered.
    pub id: String,
    /// Which signal.
    pub signal: SignalName,
    /// Where it is said to stand; absent when only a value is given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub state: Option<SignalState>,
    /// What exactly it is said to be.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<ClaimedValue>,
    /// The prospect's words it is said to rest on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub quote: Option<String>,
    /// The person, when one says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<Attribution>,
    /// When it was made.
    pub at: Timestamp,
}

/// The value of a claim: exact, or in the words of whoever claims it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimedValue {
    /// In our terms.
    Exact(SignalValue),
    /// "About $60,000 this year".
    Words(String),
}

/// A person who vouches for a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attribution {
    /// Who.
    pub who: String,
    /// Why, in their words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}

/// What the platform extracted from a call after its end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Output {
    /// The platform's id of what was to be extracted.
    pub id: String,
    /// What came of it, as JSON text.
    pub result: String,
}

/// What a language model answered when it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The question it answers: the same question is asked once.
    pub id: String,
    /// Its answer, as it was given.
    pub answer: String,
    /// When it was given what it judges by: later words prove nothing.
    pub at: Timestamp,
}
