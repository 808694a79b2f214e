//! The five signals, the states of any signal, and what stands about each after the words heard so far.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Claim, SignalName, SignalValue, Source};
use crate::{claims::Attribution, time::Timestamp};

/// What is listened for: budget, authority, need and timeline (BANT), and company size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Is there money for this purchase?
    Budget,
    /// Does the person on the line decide?
    Authority,
    /// Is there a problem or requirement the product could serve?
    Need,
    /// When do they mean to buy, start or deploy?
    Timeline,
    /// How many people work for the buying organization? Recorded, weighs nothing by default.
    CompanySize,
}

impl SignalKind {
    /// Every signal, in the order people read them.
    pub const ALL: [Self; 5] = [
        Self::Budget,
        Self::Authority,
        Self::Need,
        Self::Timeline,
        Self::CompanySize,
    ];

    /// The name in JSON, in SQL and on the page: `company_size`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Authority => "authority",
            Self::Need => "need",
            Self::Timeline => "timeline",
            Self::CompanySize => "company_size",
        }
    }

    /// The name people read: "Company size".
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Budget => "Budget",
            Self::Authority => "Authority",
            Self::Need => "Need",
            Self::Timeline => "Timeline",
            Self::CompanySize => "Company size",
        }
    }
}

/// Where a signal stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalState {
    /// Nothing said, or only evasion, doubt or hypothesis.
    #[default]
    Unknown,
    /// The prospect says the thing is there.
    Positive,
    /// The prospect says it is not there.
    Negative,
}

/// What stands about one signal, with the words that prove it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Positive or negative; a signal that is unknown has no standing.
    pub state: SignalState,
    /// What exactly was said, when a value was named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<SignalValue>,
    /// The prospect's words, verbatim.
    pub quote: String,
    /// The transcript turn the quote is from.
    pub turn: u32,
    /// When it was said.
    pub at: Timestamp,
    /// Who says so.
    #[serde(skip_serializing_if = "Source::is_core", default)]
    pub source: Source,
    /// The person who says so, when one does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by: Option<Attribution>,
}

/// What stands about every signal. A signal that is unknown is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Signals(pub BTreeMap<SignalName, Standing>);

impl Signals {
    /// Takes a claim into account: the latest claim stands, and a retraction clears. A claim that
    /// repeats a state without its value says less than what stands, and changes nothing.
    pub fn settle(&mut self, claim: &Claim) {
        match claim.state {
            SignalState::Unknown => {
                self.0.remove(&claim.signal);
            }
            state if claim.value.is_none() && self.has_value(&claim.signal, state) => {}
            state => {
                self.0.insert(
                    claim.signal.clone(),
                    Standing {
                        state,
                        value: claim.value.clone(),
                        quote: claim.quote.clone(),
                        turn: claim.turn,
                        at: claim.at,
                        source: claim.source,
                        by: None,
                    },
                );
            }
        }
    }

    fn has_value(&self, name: &SignalName, state: SignalState) -> bool {
        let standing = self.0.get(name);
        standing.is_some_and(|s| s.state == state && s.value.is_some())
    }

    /// What stands about a signal.
    #[must_use]
    pub fn get(&self, name: impl Into<SignalName>) -> Option<&Standing> {
        self.0.get(&name.into())
    }

    /// The state of a signal.
    #[must_use]
    pub fn state(&self, name: impl Into<SignalName>) -> SignalState {
        self.get(name).map_or(SignalState::Unknown, |s| s.state)
    }
}
