//! What exactly was said: an amount, a time frame, a decider, a head count.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SignalKind;

/// The value of a signal. Need has none: what the need is stands in its quote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SignalValue {
    /// Of budget.
    Amount(Amount),
    /// Of timeline.
    Timeframe(Timeframe),
    /// Of authority.
    Decider(Decider),
    /// Of company size.
    HeadCount(HeadCount),
}

impl SignalValue {
    /// Reads a value in JSON, if it is one of this signal.
    #[must_use]
    pub fn read(signal: SignalKind, value: &serde_json::Value) -> Option<Self> {
        match signal {
            SignalKind::Budget => Amount::deserialize(value).ok().map(Self::Amount),
            SignalKind::Timeline => Timeframe::deserialize(value).ok().map(Self::Timeframe),
            SignalKind::Authority => Decider::deserialize(value).ok().map(Self::Decider),
            SignalKind::CompanySize => HeadCount::deserialize(value).ok().map(Self::HeadCount),
            SignalKind::Need => None,
        }
    }
}

/// Money, as a range in whole units of the currency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// At least this much; absent under a ceiling ("up to").
    pub min: Option<u64>,
    /// At most this much; absent above a floor ("at least").
    pub max: Option<u64>,
    /// ISO 4217 code.
    pub currency: String,
    /// What the amount covers.
    pub period: Period,
}

/// What an amount of money covers. Nothing is multiplied out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// One-off, or not said.
    Total,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter.
    Quarter,
    /// A year.
    Year,
    /// Per seat, head or vehicle, once.
    UnitTotal,
    /// Per seat, head or vehicle and month.
    UnitMonth,
    /// Per seat, head or vehicle and year.
    UnitYear,
}

/// An interval of dates, both ends included, seen from the date of the call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeframe {
    /// Not before.
    pub start: Option<Date>,
    /// Not after.
    pub end: Option<Date>,
}

/// Who decides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decider {
    /// The speaker's own role, as said.
    pub role: Option<String>,
    /// `self`, `self, cfo`, `operations director`.
    pub decision_maker: Option<String>,
}

/// How many people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadCount {
    /// At least.
    pub min: Option<u64>,
    /// At most.
    pub max: Option<u64>,
}
