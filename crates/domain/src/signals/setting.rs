//! What the listener must know that no words say: the day, the place, the money, the rubric.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Currency, Playbook};

/// Where the call takes place, for currencies and fiscal years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locale {
    /// Dollars, calendar fiscal year.
    #[default]
    #[serde(rename = "en-US")]
    EnUs,
    /// Pounds, fiscal year from 1 April.
    #[serde(rename = "en-GB")]
    EnGb,
    /// Australian dollars, fiscal year from 1 July.
    #[serde(rename = "en-AU")]
    EnAu,
    /// Rupees, fiscal year from 1 April.
    #[serde(rename = "en-IN")]
    EnIn,
}

impl Locale {
    /// The country code of numbers that are written without one.
    #[must_use]
    pub const fn calling_code(self) -> &'static str {
        match self {
            Self::EnUs => "1",
            Self::EnGb => "44",
            Self::EnAu => "61",
            Self::EnIn => "91",
        }
    }
}

/// What the listener must know that no words say. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The date of the call: "next quarter" depends on it.
    pub call_date: Date,
    /// Where the call takes place.
    pub locale: Locale,
    /// The currency where none is said, if it is not the locale's.
    pub currency: Option<Currency>,
    /// What is listened for beyond the five signals.
    pub playbook: Arc<Playbook>,
}

impl Setting {
    /// A call of that day, in the locale's currency, listened to for the five signals alone.
    #[must_use]
    pub fn new(call_date: Date, locale: Locale) -> Self {
        Self {
            call_date,
            locale,
            currency: None,
            playbook: Arc::default(),
        }
    }
}
