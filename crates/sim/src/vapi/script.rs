//! A call written down by a person: who says what and when, and how it ends. Separate from what
//! Vapi makes of it, so that a dialogue can be written without knowing one webhook.

use std::fmt;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Deserializer, de::Error as _};

/// One call, from the moment it was created to its end.
///
/// Every time in it counts from the creation of the call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// How the script is asked for: `founding_story`.
    pub name: String,
    /// Who called whom.
    pub direction: Direction,
    /// The time of day the story is told to start at, when it matters.
    #[serde(default)]
    pub starts: Option<Time>,
    /// The Salesforce id of the lead that is called. A stand-in: whoever owns the org puts a real
    /// one here. Absent for inbound calls, which carry no such id.
    #[serde(default)]
    pub lead_id: Option<String>,
    /// The person on the other end of the line.
    pub customer: Customer,
    /// The name of the voice agent's configuration.
    pub assistant: String,
    /// What is said, in order.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// How it ends.
    pub ending: Ending,
}

/// Who called whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The voice agent called.
    Outbound,
    /// The prospect called.
    Inbound,
}

/// The person on the other end of the line. Debug output hides the number.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// E.164, from the range reserved for fiction: `+1555…`.
    pub number: String,
    /// First and last name.
    pub name: String,
    /// Where they work.
    pub company: String,
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer")
            .field("number", &"[redacted]")
            .field("name", &self.name)
            .field("company", &self.company)
            .finish()
    }
}

/// Who speaks a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The person who may buy.
    Prospect,
    /// The voice agent.
    Agent,
}

/// What one speaker says in one go.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// When its last word has been heard, which is the moment Vapi stamps a final transcript with.
    #[serde(rename = "at", deserialize_with = "reading")]
    pub at_ms: i64,
    /// Who speaks.
    pub speaker: Speaker,
    /// The words.
    pub says: String,
    /// Whether partial transcripts announce them.
    #[serde(default = "yes")]
    pub partials: bool,
    /// The line dies here: the words exist in partial transcripts only.
    #[serde(default)]
    pub cut: bool,
    /// What the agent's model notes down through its tool once the line is over.
    #[serde(default)]
    pub tool: Option<SignalNote>,
}

/// The arguments of a call to the agent's `record_lead_signal` tool.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalNote {
    /// `budget`, `authority`, `need` or `timeline`.
    pub signal: String,
    /// The fact in the model's words.
    pub value: String,
    /// The fact in the prospect's words.
    pub quote: String,
}

/// How a call ends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    /// When.
    #[serde(rename = "at", deserialize_with = "reading")]
    pub at_ms: i64,
    /// Why, or that nobody is told.
    pub reason: Reason,
    /// Whether an end-of-call report is sent.
    #[serde(default = "yes")]
    pub report: bool,
    /// How long Vapi works on the report. Recordings show five to fifteen seconds.
    #[serde(
        rename = "report_after",
        default = "nine_seconds",
        deserialize_with = "span"
    )]
    pub report_after_ms: i64,
    /// What Vapi's own analysis will make of the call.
    #[serde(default)]
    pub summary: Option<String>,
    /// Whether that analysis will call it a success.
    #[serde(default)]
    pub success: bool,
}

/// Why a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Reason {
    /// Vapi's `endedReason`, as its documentation spells it.
    Ended(String),
    /// Written `vanish`: Vapi's worker dies, and neither the end nor a report is ever sent.
    Vanish,
}

impl From<String> for Reason {
    fn from(text: String) -> Self {
        if text == "vanish" {
            Self::Vanish
        } else {
            Self::Ended(text)
        }
    }
}

/// A script that cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The text is not a script in TOML.
    #[error("the script cannot be read")]
    Unreadable(#[source] toml::de::Error),
    /// Lines must follow one another, and the end must follow the lines.
    #[error("at {at_ms} ms the script goes back in time")]
    BackInTime {
        /// The first moment that is not after the one before it.
        at_ms: i64,
    },
}

impl Script {
    /// Reads a script.
    ///
    /// # Errors
    ///
    /// When the text is not a script, or its times do not increase.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let script: Self = toml::from_str(text).map_err(Error::Unreadable)?;
        let mut last_ms = 0;
        for at_ms in script.lines.iter().map(|line| line.at_ms) {
            if at_ms <= last_ms {
                return Err(Error::BackInTime { at_ms });
            }
            last_ms = at_ms;
        }
        if script.ending.at_ms < last_ms {
            return Err(Error::BackInTime {
                at_ms: script.ending.at_ms,
            });
        }
        Ok(script)
    }

    /// The moment the call would be created on `date`, UTC: at the time of day the script names,
    /// else at ten in the morning.
    #[must_use]
    pub fn created_on(&self, date: Date) -> i64 {
        let time = self.starts.unwrap_or(jiff::civil::time(10, 0, 0, 0));
        date.to_datetime(time)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map_or(0, |zoned| zoned.timestamp().as_millisecond())
    }
}

const fn yes() -> bool {
    true
}

const fn nine_seconds() -> i64 {
    9_000
}

/// Reads a clock reading as milliseconds: `0:33`, `1:02.5`.
fn reading<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.split_once(':')
        .and_then(|(minutes, seconds)| {
            Some(minutes.parse::<i64>().ok()? * 60_000 + seconds_as_ms(seconds)?)
        })
        .ok_or_else(|| D::Error::custom(format!("`{text}` is not a time such as `0:33`")))
}

/// Reads a span in seconds as milliseconds: `9s`, `21.7s`.
fn span<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.strip_suffix('s')
        .and_then(seconds_as_ms)
        .ok_or_else(|| D::Error::custom(format!("`{text}` is not a span such as `9s`")))
}

fn seconds_as_ms(text: &str) -> Option<i64> {
    let seconds = text
        .parse::<f64>()
        .ok()
        .filter(|s| (0.0..1e9).contains(s))?;
    Some((seconds * 1_000.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::{Error, Reason, Script};

    fn script(line_at: &str, ending: &str) -> Result<Script, Error> {
        Script::parse(&format!(
            r#"
            name = "test"
            direction = "outbound"
            starts = "10:23:14"
            customer = {{ number = "+15550100001", name = "Ada Moss", company = "Fernway" }}
            assistant = "Ava"
            lines = [{{ at = "{line_at}", speaker = "agent", says = "Hello." }}]
            ending = {{ {ending} }}
            "#
        ))
    }

    #[test]
    fn times_are_read_as_milliseconds() {
        let script = script(
            "1:02.5",
            r#"at = "1:30", reason = "voicemail", report_after = "21.7s""#,
        )
        .unwrap();
        assert_eq!(script.lines[0].at_ms, 62_500);
        assert_eq!(script.ending.report_after_ms, 21_700);
        assert_eq!(script.ending.reason, Reason::Ended("voicemail".into()));
        assert_eq!(
            script.created_on(jiff::civil::date(2026, 11, 19)),
            1_795_083_794_000
        );
    }

    #[test]
    fn vanishing_is_not_a_reason_vapi_sends() {
        let script = script("0:10", r#"at = "0:20", reason = "vanish""#).unwrap();
        assert_eq!(script.ending.reason, Reason::Vanish);
    }

    #[test]
    fn a_script_that_cannot_be_played_is_refused() {
        for (line_at, ending) in [
            ("0:30", r#"at = "0:20", reason = "vanish""#),
            ("0:00", r#"at = "0:20", reason = "vanish""#),
            ("soon", r#"at = "0:20", reason = "vanish""#),
            ("0:10", r#"at = "0:20", reason = "vanish", typo = 1"#),
        ] {
            assert!(script(line_at, ending).is_err(), "{line_at} {ending}");
        }
    }

    #[test]
    fn debug_output_hides_the_number() {
        let script = script("0:10", r#"at = "0:20", reason = "vanish""#).unwrap();
        assert!(!format!("{script:?}").contains("+1555"));
    }
}
