//! Calls as the evaluation files hold them, one JSON object a line.

use std::{
    io::{self, BufRead},
    sync::Arc,
};

use jiff::civil::Date;
use midcall_domain::{
    calls::Speaker,
    signals::{Currency, Locale, Rubric, Setting},
};
use serde::{Deserialize, de::DeserializeOwned};

/// A call without its labels: what the listener may see.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Which call.
    pub id: String,
    /// The date of the call.
    pub call_date: Date,
    /// Where it took place.
    pub locale: Locale,
    /// The currency where none is said, if it is not the locale's.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// What was said, in order.
    pub turns: Vec<CaseTurn>,
}

impl Case {
    /// When and where it took place, and what it is listened to for.
    #[must_use]
    pub fn setting(&self, rubric: &Rubric) -> Setting {
        Setting {
            currency: self.currency,
            playbook: Arc::clone(&rubric.playbook),
            ..Setting::new(self.call_date, self.locale)
        }
    }
}

/// One final transcript.
#[derive(Clone, Debug, Deserialize)]
pub struct CaseTurn {
    /// Its place, from 0.
    pub i: u32,
    /// Who spoke.
    #[serde(deserialize_with = "speaker")]
    pub role: Speaker,
    /// The words.
    pub text: String,
    /// Milliseconds since pick-up.
    #[serde(default)]
    pub t_ms: i64,
}

fn speaker<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Speaker, D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "user" => Ok(Speaker::Prospect),
        "assistant" => Ok(Speaker::Agent),
        other => Err(serde::de::Error::custom(format!(
            "role {other:?} is neither \"user\" nor \"assistant\""
        ))),
    }
}

/// Why a file of calls could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file ended early, or is no text.
    #[error("the calls could not be read")]
    Input(#[from] io::Error),
    /// A line is no call.
    #[error("line {line} is no call in the evaluation format")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Reads calls as they come, so that a pipe may be as long as it likes. Empty lines are skipped.
///
/// # Errors
///
/// Each item is an error of its own: a line that is no call does not hide those after it.
pub fn read_cases<C: DeserializeOwned>(
    input: impl BufRead,
) -> impl Iterator<Item = Result<C, Unreadable>> {
    input
        .lines()
        .enumerate()
        .filter(|(_, line)| !matches!(line, Ok(line) if line.trim().is_empty()))
        .map(|(at, line)| {
            serde_json::from_str(&line?).map_err(|source| Unreadable::Line {
                line: at + 1,
                source,
            })
        })
}
