//! What setup wrote the last time, as digests in the assistant's own metadata: so an edit in the
//! dashboard can be told from a setting of ours that has changed. Kept with the assistant, because
//! it has to hold for whoever runs setup from wherever.

use std::collections::BTreeMap;

use midcall_vapi::operations::Document;
use serde_json::{Value, json};

/// The key in the assistant's metadata.
pub(super) const KEY: &str = "midcallSetup";
/// Enough to tell two texts apart; the metadata comes back with every message of a call.
const DIGEST_BYTES: usize = 6;

/// Digests of what setup wrote, by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Memory(BTreeMap<String, String>);

impl Memory {
    /// What an assistant's metadata remembers.
    pub(super) fn of(assistant: Option<&Document>) -> Self {
        let kept = assistant.and_then(|assistant| assistant.at(&["metadata", KEY]));
        let kept = kept.and_then(Value::as_object).into_iter().flatten();
        let texts = kept.filter_map(|(part, digest)| Some((part.clone(), digest.as_str()?.into())));
        Self(texts.collect())
    }

    /// Whether setup wrote anything whose name begins so.
    pub(super) fn knows(&self, scope: &str) -> bool {
        self.0.keys().any(|part| part.starts_with(scope))
    }

    /// Whether setup wrote this part, and what it wrote was this.
    pub(super) fn wrote(&self, part: &str, value: &Value) -> Option<bool> {
        self.0.get(part).map(|kept| *kept == digest(value))
    }

    /// Notes what was written.
    pub(super) fn note(&mut self, part: String, value: &Value) {
        self.0.insert(part, digest(value));
    }

    /// As it stands in the metadata.
    pub(super) fn to_json(&self) -> Value {
        json!(self.0)
    }
}

fn digest(value: &Value) -> String {
    let mut text = String::new();
    canonical(value, &mut text);
    let digest = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    let bytes = digest.as_ref().iter().take(DIGEST_BYTES);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// One text for whatever is the same to JSON.
fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            for (name, value) in sorted {
                text.push_str(&format!("{{{name:?}:"));
                canonical(value, text);
                text.push('}');
            }
        }
        Value::Array(items) => {
            for item in items {
                text.push('[');
                canonical(item, text);
                text.push(']');
            }
        }
        Value::Number(number) => match number.as_f64() {
            Some(number) => text.push_str(&number.to_string()),
            None => text.push_str(&number.to_string()),
        },
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_to_json_has_the_same_digest() {
        let one = json!({"a": 20, "b": ["x", {"c": null}]});
        let other: Value = serde_json::from_str(r#"{"b":["x",{"c":null}],"a":20.0}"#).unwrap();
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&json!(["a", "b"])), digest(&json!(["ab"])));
        assert_eq!(digest(&one).len(), 2 * DIGEST_BYTES);
    }
}
