//! What was odd about an event, kept as a value so that the fold never fails.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Something odd about what arrived. Counted per call and shown to the operator; never an error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anomaly {
    /// A message type this version does not know. Its bytes are kept.
    UnrecognizedType(String),
    /// A status this version does not know.
    UnrecognizedStatus(String),
    /// A known message whose body could not be read.
    Unreadable(String),
    /// A message without a time of its own: it counts from its arrival.
    Undated,
    /// Two ends with different reasons; the earlier one stands.
    ContradictoryEnd,
    /// The call went on after it had been settled for its silence.
    SpokeAfterSettling,
    /// A tool call whose arguments are not readable JSON.
    BrokenToolArguments,
    /// Two messages name different leads; the more trustworthy place, then the earlier one, stands.
    ContradictoryLead,
    /// A claim under a key this version does not know.
    UnknownClaimKey(String),
    /// A claim whose value under this key is none that is known.
    UnknownClaimValue(String),
    /// Claims of this source that could not be read.
    UnreadableClaim(String),
}

/// What was odd, and how often. In JSON a list of pairs, because an anomaly is no key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Anomalies(pub(super) BTreeMap<Anomaly, u32>);

impl Serialize for Anomalies {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl<'de> Deserialize<'de> for Anomalies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs = Vec::<(Anomaly, u32)>::deserialize(deserializer)?;
        Ok(Self(pairs.into_iter().collect()))
    }
}
