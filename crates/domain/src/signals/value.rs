//! What exactly was said: an amount, a time frame, a decider, a head count.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cents, ValueKind};

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
    /// Of own signals that ask for the prospect's words.
    Text(String),
}

impl SignalValue {
    /// A text is a few words, not a speech.
    pub const TEXT_CHARS_MAX: usize = 200;

    /// Reads a value in JSON, if it is one of this kind.
    #[must_use]
    pub fn read(kind: ValueKind, value: &serde_json::Value) -> Option<Self> {
        match kind {
            ValueKind::Amount => Amount::deserialize(value).ok().map(Self::Amount),
            ValueKind::Timeframe => Timeframe::deserialize(value).ok().map(Self::Timeframe),
            ValueKind::Decider => Decider::deserialize(value).ok().map(Self::Decider),
            ValueKind::HeadCount => HeadCount::deserialize(value).ok().map(Self::HeadCount),
            ValueKind::Text => {
                let text = value.as_str()?.trim();
                let fits = (1..=Self::TEXT_CHARS_MAX).contains(&text.chars().count());
                fits.then(|| Self::Text(text.to_owned()))
            }
            ValueKind::None => None,
        }
    }
}

/// Money, as a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// At least this much; absent under a ceiling ("up to").
    pub min: Option<Cents>,
    /// At most this much; absent above a floor ("at least").
    pub max: Option<Cents>,
    /// ISO 4217 code.
    pub currency: String,
    /// What the amount covers.
    pub period: Period,
}

impl Amount {
    /// In units: its upper end, or the lower end of what has none.
    #[must_use]
    pub fn size(&self) -> f64 {
        self.max.or(self.min).unwrap_or_default().in_units()
    }
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

impl Period {
    /// What follows a sum that covers it: "$950 a month".
    #[must_use]
    pub const fn after_sum(self) -> &'static str {
        match self {
            Self::Total => "",
            Self::Day => " a day",
            Self::Week => " a week",
            Self::Month => " a month",
            Self::Quarter => " a quarter",
            Self::Year => " a year",
            Self::UnitTotal => " each",
            Self::UnitMonth => " each a month",
            Self::UnitYear => " each a year",
        }
    }
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
