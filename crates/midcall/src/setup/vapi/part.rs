//! One thing that setup looks after within a document of Vapi's: where it stands, what it should
//! be, and what gives way to what.

use serde_json::{Map, Value, json};

/// One thing that setup looks after.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// Where it stands.
    pub(super) place: Place,
    /// What it should be.
    pub(super) want: Value,
    /// What gives way to what.
    pub(super) rule: Rule,
    /// Why it is wanted, for people.
    pub(super) why: &'static str,
}

/// Where a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the end of a path of objects.
    At(&'static [&'static str]),
    /// The system message among a model's messages.
    SystemPrompt,
}

/// What gives way when a part is not as wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// What is there: nothing works without the part.
    Needed,
    /// Nothing: every element that is wanted has to be among those that are there.
    Among,
    /// Ours, to anything that is there already.
    Filled,
    /// What setup wrote itself. What a person made of it stays.
    Offered,
}

impl Part {
    pub(super) fn at(
        path: &'static [&'static str],
        want: Value,
        rule: Rule,
        why: &'static str,
    ) -> Self {
        Self {
            place: Place::At(path),
            want,
            rule,
            why,
        }
    }
}

impl Place {
    /// As it is called in a diff and remembered under.
    pub(super) fn label(self) -> String {
        match self {
            Self::At(path) => path.join("."),
            Self::SystemPrompt => "model.messages".to_owned(),
        }
    }

    /// The field of the top level that has to be sent to change it.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::At(path) => path.first().copied().unwrap_or_default(),
            Self::SystemPrompt => "model",
        }
    }

    /// What stands there, if anything does.
    pub(super) fn read(self, fields: &Map<String, Value>) -> Option<&Value> {
        let found = match self {
            Self::At(path) => {
                let (first, rest) = path.split_first()?;
                rest.iter()
                    .try_fold(fields.get(*first)?, |value, name| value.get(*name))
            }
            Self::SystemPrompt => messages(fields)
                .iter()
                .find(|message| message["role"] == "system")?
                .get("content"),
        };
        found.filter(|value| !is_blank(value))
    }

    /// Puts a value there and leaves all else as it is.
    pub(super) fn write(self, fields: &mut Map<String, Value>, value: Value) {
        match self {
            Self::At(path) => write_at(fields, path, value),
            Self::SystemPrompt => {
                let mut list = messages(fields).to_vec();
                match list.iter_mut().find(|message| message["role"] == "system") {
                    Some(message) => message["content"] = value,
                    None => list.insert(0, json!({ "role": "system", "content": value })),
                }
                write_at(fields, &["model", "messages"], Value::Array(list));
            }
        }
    }
}

/// What stands for nothing: an emptied field is offered ours again.
fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn messages(fields: &Map<String, Value>) -> &[Value] {
    let messages = fields.get("model").and_then(|model| model.get("messages"));
    messages
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn write_at(fields: &mut Map<String, Value>, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if rest.is_empty() {
        fields.insert((*first).to_owned(), value);
        return;
    }
    let inner = fields.entry((*first).to_owned()).or_insert(Value::Null);
    if !inner.is_object() {
        *inner = json!({});
    }
    if let Some(inner) = inner.as_object_mut() {
        write_at(inner, rest, value);
    }
}

/// As much of `found` as `want` speaks of: Vapi adds defaults of its own to what it was sent.
pub(super) fn spoken_of(found: &Value, want: &Value) -> Value {
    match (found, want) {
        (Value::Object(found), Value::Object(want)) => {
            let kept = want.iter().filter_map(|(name, want)| {
                let found = found.get(name)?;
                Some((name.clone(), spoken_of(found, want)))
            });
            Value::Object(kept.collect())
        }
        (Value::Array(found), Value::Array(want)) if found.len() == want.len() => {
            let both = found.iter().zip(want);
            both.map(|(found, want)| spoken_of(found, want)).collect()
        }
        _ => found.clone(),
    }
}

/// Whether two values are the same to JSON: 20 and 20.0 are.
pub(super) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|it| is_same(one, it)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, it)| is_same(one, it))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_part_is_written_and_all_else_stays() {
        let mut assistant = fields(json!({
            "model": {"temperature": 0.4, "messages": [
                {"role": "system", "content": "Old."}, {"role": "user", "content": "Hi."},
            ]},
            "server": null,
        }));
        Place::SystemPrompt.write(&mut assistant, json!("New."));
        Place::At(&["server", "url"]).write(&mut assistant, json!("https://x"));
        let expected = json!({
            "model": {"temperature": 0.4, "messages": [
                {"role": "system", "content": "New."}, {"role": "user", "content": "Hi."},
            ]},
            "server": {"url": "https://x"},
        });
        assert_eq!(Value::Object(assistant), expected);
        let mut bare = fields(json!({"model": {"model": "gpt-4.1"}}));
        Place::SystemPrompt.write(&mut bare, json!("New."));
        assert_eq!(
            bare["model"]["messages"],
            json!([{"role": "system", "content": "New."}])
        );
    }

    #[test]
    fn what_vapi_adds_makes_no_difference() {
        let found = json!({"provider": "11labs", "voiceId": "sarah", "model": "eleven_turbo_v2_5"});
        let want = json!({"provider": "11labs", "voiceId": "sarah"});
        assert!(is_same(&spoken_of(&found, &want), &want));
        assert!(is_same(&json!({"a": [20]}), &json!({"a": [20.0]})));
        assert!(!is_same(&json!([1]), &json!([1, 2])));
    }
}
