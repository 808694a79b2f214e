//! A plan as a diff that people read: one line a field, and of a longer text the lines that differ.

use std::fmt;

use midcall::setup::vapi::{Action, Line, Mark, Plan, Step};
use serde_json::Value;

/// As much of a value as fits beside its name.
const VALUE_CHARS_MAX: usize = 72;

/// A plan as text.
pub(super) struct Diff<'a>(pub(super) &'a Plan);

impl fmt::Display for Diff<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        for step in &self.0.steps {
            lines.push(heading(step));
            lines.extend(step.lines.iter().flat_map(field));
        }
        f.write_str(&lines.join("\n"))
    }
}

fn heading(step: &Step) -> String {
    let mark = match step.action {
        Action::Create => '+',
        Action::Change => '~',
        Action::Keep => '=',
    };
    let id = step.id.as_deref().unwrap_or_default();
    let line = format!("{mark} {:<13} {:<24} {id}", step.kind, step.name);
    line.trim_end().to_owned()
}

fn field(line: &Line) -> Vec<String> {
    let Line {
        mark,
        field,
        from,
        to,
        why,
    } = line;
    let sign = match mark {
        Mark::Add => '+',
        Mark::Change => '~',
        Mark::Kept => '=',
    };
    let mut lines = vec![format!("    {sign} {field}  ({why})")];
    match (mark, from, to) {
        (Mark::Kept, Some(from), _) => lines.push(format!("        stays {}", short(from))),
        (_, from, to) => {
            let old = from.as_ref().map(texts).unwrap_or_default();
            let new = to.as_ref().map(texts).unwrap_or_default();
            lines.extend(changed("-", &old, &new));
            lines.extend(changed("+", &new, &old));
        }
    }
    lines
}

/// The lines of one side that the other side lacks.
fn changed(sign: &str, side: &[String], other: &[String]) -> Vec<String> {
    let lacking = side.iter().filter(|line| !other.contains(line));
    lacking
        .map(|line| format!("        {sign} {line}"))
        .collect()
}

/// A value as lines: texts by their lines, lists by their elements.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect(),
        Value::Array(items) => items.iter().map(short).collect(),
        other => vec![short(other)],
    }
}

fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.replace('\n', " "),
        other => other.to_string(),
    };
    if text.chars().count() <= VALUE_CHARS_MAX {
        return text;
    }
    let start: String = text.chars().take(VALUE_CHARS_MAX - 1).collect();
    format!("{start}…")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_diff_shows_what_differs_and_what_stays() {
        let line = |mark, field: &str, from: Option<Value>, to: Value| Line {
            mark,
            field: field.to_owned(),
            from,
            to: Some(to),
            why: "why".to_owned(),
        };
        let lines = [
            line(
                Mark::Change,
                "serverMessages",
                Some(json!(["transcript"])),
                json!(["transcript", "tool-calls"]),
            ),
            line(
                Mark::Change,
                "model.messages",
                Some(json!("One.\n\nTwo.")),
                json!("One.\n\nThree."),
            ),
            line(
                Mark::Kept,
                "voice",
                Some(json!({"voiceId": "burt"})),
                json!({}),
            ),
        ];
        let text: Vec<String> = lines.iter().flat_map(field).collect();
        let expected = "    ~ serverMessages  (why)
        + tool-calls
    ~ model.messages  (why)
        - Two.
        + Three.
    = voice  (why)
        stays {\"voiceId\":\"burt\"}";
        assert_eq!(text.join("\n"), expected);
    }
}
