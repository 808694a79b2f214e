//! Reads claims out of what the assistant's tool calls and the platform's extractions hold.
//!
//! Both are JSON that a model wrote to a schema of somebody's making, so two shapes are taken: one
//! signal under `signal`, or signals under their names. What is not understood is an anomaly.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{ClaimedValue, OutsideClaim};
use crate::{
    calls::Anomaly,
    signals::{Playbook, SignalName, SignalState, SignalValue, Source},
    time::Timestamp,
};

/// The tool by which an assistant tells what it has learned.
pub const TOOL: &str = "record_qualification";

/// What assistants that were set up by other hands may call it.
const OTHER_NAME: &str = "record_lead_signal";

/// Whether a tool of this name tells what the assistant has learned.
#[must_use]
pub fn is_tool(name: &str) -> bool {
    name == TOOL || name == OTHER_NAME
}

/// Claims, and what was odd about them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The claims.
    pub claims: Vec<OutsideClaim>,
    /// What could not be read, and how often.
    pub anomalies: BTreeMap<Anomaly, u32>,
}

/// A key is shown to people; a longer one is no key.
const KEY_CHARS_MAX: usize = 64;
/// Claims in one document; there are five signals, and a few own ones.
const ITEMS_MAX: usize = 50;

impl Told {
    /// What a tool call with these arguments, as JSON text, claims.
    #[must_use]
    pub fn by_tool(id: &str, arguments: &str, at: Timestamp, playbook: &Playbook) -> Self {
        let mut told = Self::default();
        told.read(Source::ToolCall, id, arguments, at, playbook);
        told
    }

    /// Takes in what `json` claims. `id` tells it from other documents of its source.
    pub(crate) fn read(
        &mut self,
        source: Source,
        id: &str,
        json: &str,
        at: Timestamp,
        playbook: &Playbook,
    ) {
        let origin = Origin {
            source,
            id,
            at,
            playbook,
        };
        match serde_json::from_str(json) {
            Ok(document) => self.document(&origin, &document),
            Err(_) => self.odd(Anomaly::UnreadableClaim(source.name().to_owned())),
        }
    }

    /// Takes in what a language model answered. Not all of them keep to JSON alone: what stands
    /// between the first and the last brace is taken for it.
    pub(crate) fn read_answer(
        &mut self,
        id: &str,
        answer: &str,
        at: Timestamp,
        playbook: &Playbook,
    ) {
        let json = answer
            .find('{')
            .zip(answer.rfind('}'))
            .and_then(|(start, end)| answer.get(start..=end));
        self.read(Source::Llm, id, json.unwrap_or(answer), at, playbook);
    }

    fn document(&mut self, origin: &Origin<'_>, document: &Value) {
        match document {
            Value::Null => {}
            Value::Array(items) => {
                for item in items.iter().take(ITEMS_MAX) {
                    match item {
                        Value::Object(item) if item.contains_key("signal") => {
                            self.named(origin, item);
                        }
                        _ => self.odd(Anomaly::UnreadableClaim(origin.source.name().to_owned())),
                    }
                }
            }
            Value::Object(fields) if fields.contains_key("signal") => self.named(origin, fields),
            Value::Object(fields) if fields.get("claims").is_some_and(Value::is_array) => {
                for key in fields.keys().filter(|key| *key != "claims") {
                    self.odd(Anomaly::UnknownClaimKey(short(key)));
                }
                self.document(origin, &fields["claims"]);
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    match origin.signal(key) {
                        Some(signal) => self.under_name(origin, &signal, key, value),
                        None => self.odd(Anomaly::UnknownClaimKey(short(key))),
                    }
                }
            }
            _ => self.odd(Anomaly::UnreadableClaim(origin.source.name().to_owned())),
        }
    }

    /// `{"signal":"budget","value":…,"quote":…}`
    fn named(&mut self, origin: &Origin<'_>, fields: &Map<String, Value>) {
        let name = fields.get("signal").and_then(Value::as_str);
        let Some(signal) = name.and_then(|name| origin.signal(name)) else {
            return self.odd(Anomaly::UnknownClaimValue("signal".to_owned()));
        };
        for key in fields
            .keys()
            .filter(|key| !is_known(key) && *key != "signal")
        {
            self.odd(Anomaly::UnknownClaimKey(short(key)));
        }
        self.fields(origin, &signal, fields);
    }

    /// `"budget":"about $60,000"`, `"budget":true`, `"budget":{"state":…,"quote":…}`
    fn under_name(&mut self, origin: &Origin<'_>, signal: &SignalName, key: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::Bool(is_there) => {
                let state = if *is_there {
                    SignalState::Positive
                } else {
                    SignalState::Negative
                };
                self.claims.push(OutsideClaim {
                    state: Some(state),
                    ..origin.claim(signal)
                });
            }
            Value::Object(fields) if fields.keys().any(|key| is_known(key)) => {
                for other in fields.keys().filter(|key| !is_known(key)) {
                    self.odd(Anomaly::UnknownClaimKey(short(&format!("{key}.{other}"))));
                }
                self.fields(origin, signal, fields);
            }
            value => {
                let value = self.value(origin, signal, key, value);
                if value.is_some() {
                    let claim = origin.claim(signal);
                    self.claims.push(OutsideClaim { value, ..claim });
                }
            }
        }
    }

    fn fields(&mut self, origin: &Origin<'_>, signal: &SignalName, fields: &Map<String, Value>) {
        let given = |key: &str| fields.get(key).filter(|value| !value.is_null());
        let state = given("state").and_then(|state| {
            let state = serde_json::from_value(state.clone()).ok();
            if state.is_none() {
                self.odd(Anomaly::UnknownClaimValue("state".to_owned()));
            }
            state
        });
        // Not known is what a signal is without claims.
        if state == Some(SignalState::Unknown) {
            return;
        }
        let value = given("value").and_then(|value| self.value(origin, signal, "value", value));
        let quote = given("quote").and_then(|quote| {
            let quote = quote.as_str().map(str::to_owned);
            if quote.is_none() {
                self.odd(Anomaly::UnknownClaimValue("quote".to_owned()));
            }
            quote
        });
        self.claims.push(OutsideClaim {
            state,
            value,
            quote,
            ..origin.claim(signal)
        });
    }

    fn value(
        &mut self,
        origin: &Origin<'_>,
        signal: &SignalName,
        key: &str,
        value: &Value,
    ) -> Option<ClaimedValue> {
        let read = match value {
            Value::String(text) if text.trim().is_empty() => return None,
            Value::String(text) => Some(ClaimedValue::Words(text.clone())),
            Value::Number(number) => Some(ClaimedValue::Words(number.to_string())),
            Value::Object(_) => {
                let kind = origin.playbook.value_of(signal);
                kind.and_then(|kind| SignalValue::read(kind, value))
                    .map(ClaimedValue::Exact)
            }
            _ => None,
        };
        if read.is_none() {
            self.odd(Anomaly::UnknownClaimValue(short(key)));
        }
        read
    }

    fn odd(&mut self, anomaly: Anomaly) {
        let count = self.anomalies.entry(anomaly).or_default();
        *count = count.saturating_add(1);
    }
}

/// Where claims come from.
struct Origin<'a> {
    source: Source,
    id: &'a str,
    at: Timestamp,
    /// What is listened for: nothing else is a signal.
    playbook: &'a Playbook,
}

impl Origin<'_> {
    /// `company_size`, `companySize` and `Company size` are one.
    fn signal(&self, name: &str) -> Option<SignalName> {
        let letters = |name: &str| -> String {
            let letters = name.chars().filter(|c| c.is_ascii_alphanumeric());
            letters.map(|c| c.to_ascii_lowercase()).collect()
        };
        let wanted = letters(name);
        // Own names may differ in nothing but their underscores.
        let exact = self.playbook.names().find(|known| known.as_str() == name);
        exact.or_else(|| {
            self.playbook
                .names()
                .find(|known| letters(known.as_str()) == wanted)
        })
    }

    fn claim(&self, signal: &SignalName) -> OutsideClaim {
        OutsideClaim {
            source: self.source,
            id: self.id.to_owned(),
            signal: signal.clone(),
            state: None,
            value: None,
            quote: None,
            by: None,
            at: self.at,
        }
    }
}

fn is_known(key: &str) -> bool {
    matches!(key, "state" | "value" | "quote" | "turn")
}

fn short(key: &str) -> String {
    key.chars().take(KEY_CHARS_MAX).collect()
}
