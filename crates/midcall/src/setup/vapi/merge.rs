//! From what is there and what is wanted to what is sent, and the diff that people read. Pure.

use midcall_vapi::operations::Document;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    memory::Memory,
    part::{Part, Rule, is_same, spoken_of},
};

/// What comes of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Merged {
    /// The fields to send, each whole.
    pub(super) body: Map<String, Value>,
    /// What is different, for people.
    pub(super) lines: Vec<Line>,
}

/// One line of a diff.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// What is done about it.
    pub mark: Mark,
    /// Which field.
    pub field: String,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// What setup would have there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
    /// Why.
    pub why: String,
}

/// What is done about a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing is there; it is written.
    Add,
    /// Something else is there; it is replaced.
    Change,
    /// Something else is there, of a person's making; it stays.
    Kept,
}

/// Why a difference stays.
const EDITED: &str =
    "edited in the dashboard, and kept; empty the field there to have it made again";
const THEIRS: &str = "was there before Midcall, and is kept";

/// Compares a document with what is wanted of it. `scope` tells its parts from those of others in
/// the memory, which learns what is written.
pub(super) fn merge(
    found: Option<&Document>,
    parts: &[Part],
    scope: &str,
    memory: &mut Memory,
) -> Merged {
    let mut whole = found.map_or_else(Map::new, |found| found.fields().clone());
    let mut merged = Merged::default();
    let mut touched: Vec<&'static str> = Vec::new();
    let is_theirs = found.is_some() && !memory.knows(scope);
    for part in parts {
        let label = format!("{scope}{}", part.place.label());
        let current = part.place.read(&whole).cloned();
        let verdict = judge(current.as_ref(), part, &label, is_theirs, memory);
        let (mark, value, why) = match verdict {
            Verdict::Same => continue,
            Verdict::Write(value) if current.is_some() => (Mark::Change, Some(value), part.why),
            Verdict::Write(value) => (Mark::Add, Some(value), part.why),
            Verdict::Keep(why) => (Mark::Kept, None, why),
        };
        merged.lines.push(Line {
            mark,
            field: part.place.label(),
            from: current,
            to: Some(value.clone().unwrap_or_else(|| part.want.clone())),
            why: why.to_owned(),
        });
        if let Some(value) = value {
            part.place.write(&mut whole, value);
            touched.push(part.place.field());
            if part.rule == Rule::Offered {
                memory.note(label, &part.want);
            }
        }
    }
    for field in touched {
        if let Some(value) = whole.get(field) {
            merged.body.insert(field.to_owned(), value.clone());
        }
    }
    merged
}

enum Verdict {
    Same,
    Write(Value),
    Keep(&'static str),
}

fn judge(
    current: Option<&Value>,
    part: &Part,
    label: &str,
    is_theirs: bool,
    memory: &Memory,
) -> Verdict {
    let want = &part.want;
    let Some(current) = current else {
        // What was never ours stays empty, where a person left it so.
        return match is_theirs && part.rule == Rule::Offered {
            true => Verdict::Same,
            false => Verdict::Write(want.clone()),
        };
    };
    let comparable = spoken_of(current, want);
    if is_same(&comparable, want) {
        return Verdict::Same;
    }
    match part.rule {
        Rule::Needed => Verdict::Write(want.clone()),
        Rule::Filled => Verdict::Same,
        Rule::Among => among(current, want),
        Rule::Offered => match memory.wrote(label, &comparable) {
            Some(true) => Verdict::Write(want.clone()),
            Some(false) => Verdict::Keep(EDITED),
            None => Verdict::Keep(THEIRS),
        },
    }
}

/// The list that is there, with what it lacks at its end.
fn among(current: &Value, want: &Value) -> Verdict {
    let (Some(current), Some(want)) = (current.as_array(), want.as_array()) else {
        return Verdict::Write(want.clone());
    };
    let lacking: Vec<Value> = want
        .iter()
        .filter(|it| !current.contains(it))
        .cloned()
        .collect();
    if lacking.is_empty() {
        return Verdict::Same;
    }
    Verdict::Write([current.as_slice(), &lacking].concat().into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::setup::vapi::part::Place;

    fn document(value: Value) -> Document {
        Document::new(value.as_object().cloned().unwrap())
    }

    fn offered(text: &str) -> Vec<Part> {
        vec![
            Part::at(&["firstMessage"], json!(text), Rule::Offered, "why"),
            Part {
                place: Place::SystemPrompt,
                ..Part::at(&[], json!("Prompt."), Rule::Offered, "why")
            },
        ]
    }

    fn marks(merged: &Merged) -> Vec<(Mark, &str)> {
        let lines = merged.lines.iter();
        lines.map(|line| (line.mark, line.field.as_str())).collect()
    }

    #[test]
    fn a_setting_that_changed_is_followed_and_an_edit_is_kept() {
        let mut memory = Memory::default();
        let made = merge(None, &offered("Hi."), "a.", &mut memory);
        let there = document(Value::Object(made.body));
        let again = merge(Some(&there), &offered("Hi."), "a.", &mut memory.clone());
        assert_eq!(again, Merged::default());

        let followed = merge(Some(&there), &offered("Hello."), "a.", &mut memory.clone());
        assert_eq!(marks(&followed), [(Mark::Change, "firstMessage")]);
        assert_eq!(
            Value::Object(followed.body),
            json!({"firstMessage": "Hello."})
        );

        let mut edited = there.fields().clone();
        edited["firstMessage"] = json!("Howdy.");
        let edited = Document::new(edited);
        let kept = merge(Some(&edited), &offered("Hello."), "a.", &mut memory.clone());
        assert_eq!(marks(&kept), [(Mark::Kept, "firstMessage")]);
        assert!(kept.body.is_empty() && kept.lines[0].why == EDITED);

        let mut emptied = there.fields().clone();
        emptied["firstMessage"] = json!("");
        let filled = merge(
            Some(&Document::new(emptied)),
            &offered("Hello."),
            "a.",
            &mut memory,
        );
        assert_eq!(marks(&filled), [(Mark::Add, "firstMessage")]);
    }

    #[test]
    fn what_was_there_before_is_extended_and_not_overwritten() {
        let theirs = document(json!({
            "id": "a1",
            "firstMessage": "Howdy.",
            "model": {"provider": "openai", "toolIds": ["t1"], "messages": []},
            "server": {"url": "https://old", "headers": {"x": "y"}, "timeoutSeconds": 5},
        }));
        let mut parts = offered("Hi.");
        parts.extend([
            Part::at(&["model", "toolIds"], json!(["t2"]), Rule::Among, "tools"),
            Part::at(
                &["server", "url"],
                json!("https://new"),
                Rule::Needed,
                "url",
            ),
            Part::at(
                &["server", "timeoutSeconds"],
                json!(20),
                Rule::Filled,
                "time",
            ),
            Part::at(
                &["server", "backoffPlan"],
                json!({"type": "fixed"}),
                Rule::Filled,
                "again",
            ),
        ]);
        let merged = merge(Some(&theirs), &parts, "a.", &mut Memory::default());
        let expected = [
            (Mark::Kept, "firstMessage"),
            (Mark::Change, "model.toolIds"),
            (Mark::Change, "server.url"),
            (Mark::Add, "server.backoffPlan"),
        ];
        assert_eq!(marks(&merged), expected);
        let expected = json!({
            "model": {"provider": "openai", "toolIds": ["t1", "t2"], "messages": []},
            "server": {
                "url": "https://new", "headers": {"x": "y"}, "timeoutSeconds": 5,
                "backoffPlan": {"type": "fixed"},
            },
        });
        assert_eq!(Value::Object(merged.body), expected);
    }
}
