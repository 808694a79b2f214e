//! Hears a call's utterances one by one and answers with the claims they support.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Claim, Signals};
use crate::{calls::Speaker, time::Timestamp};

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

/// What the listener must know that no words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The date of the call: "next quarter" depends on it.
    pub call_date: Date,
    /// Where the call takes place.
    pub locale: Locale,
}

/// Words as one speaker said them: one final transcript, or one turn of a written call.
#[derive(Clone, Copy, Debug)]
pub struct Utterance<'a> {
    /// The transcript turn these words belong to. Finals of one turn carry the same number.
    pub turn: u32,
    /// Who spoke.
    pub speaker: Speaker,
    /// The words.
    pub text: &'a str,
    /// When they were spoken.
    pub at: Timestamp,
}

/// The running understanding of one call. Cheap to clone, so that a partial can be tried on a copy.
#[derive(Clone, Debug)]
pub struct Listener {
    setting: Setting,
    signals: Signals,
}

impl Listener {
    /// A listener that has heard nothing yet.
    #[must_use]
    pub fn new(setting: Setting) -> Self {
        Self {
            setting,
            signals: Signals::default(),
        }
    }

    /// Takes one utterance into account and returns what changed because of it.
    ///
    /// Never fails, for any text. Only the prospect's words make claims; the assistant's are
    /// context for the answer that follows.
    pub fn hear(&mut self, utterance: Utterance<'_>) -> Vec<Claim> {
        let _ = (self.setting, utterance);
        Vec::new()
    }

    /// What stands after everything heard so far.
    #[must_use]
    pub fn signals(&self) -> &Signals {
        &self.signals
    }
}
