//! Whether two values say the same.

use std::collections::BTreeSet;

use midcall_domain::signals::SignalKind;
use serde_json::Value;

/// Amounts and head counts may differ by this share.
const TOLERANCE: f64 = 0.01;

/// Titles that are the same title.
const SAME: [(&str, &str); 10] = [
    ("chief executive", "ceo"),
    ("chief executive officer", "ceo"),
    ("chief financial officer", "cfo"),
    ("chief operating officer", "coo"),
    ("managing director", "md"),
    ("vice president", "vp"),
    ("missus", "wife"),
    ("mum", "mother"),
    ("mom", "mother"),
    ("dad", "father"),
];

/// Whether what was heard is what the label says: dates to the day, amounts to a hundredth, the
/// same set of deciders.
#[must_use]
pub fn is_same(signal: SignalKind, label: &Value, heard: &Value) -> bool {
    if heard.is_null() {
        return false;
    }
    let number = |name: &str| is_close(label[name].as_f64(), heard[name].as_f64());
    let word = |name: &str| label[name] == heard[name];
    match signal {
        SignalKind::Budget => number("min") && number("max") && word("currency") && word("period"),
        SignalKind::CompanySize => number("min") && number("max"),
        SignalKind::Timeline => word("start") && word("end"),
        SignalKind::Authority => deciders(label) == deciders(heard),
        SignalKind::Need => true,
    }
}

fn is_close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()),
        (None, None) => true,
        _ => false,
    }
}

fn deciders(value: &Value) -> BTreeSet<String> {
    let names = value["decision_maker"].as_str().unwrap_or_default();
    names
        .split([',', ';', '+', '&'])
        .flat_map(|part| part.split(" and "))
        .map(decider)
        .filter(|name| !name.is_empty())
        .collect()
}

fn decider(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .replace('-', " ")
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '\'' | ' '))
        .collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    if words.len() > 1
        && matches!(
            words[0],
            "the" | "my" | "our" | "a" | "an" | "his" | "her" | "their"
        )
    {
        words.remove(0);
    }
    let name = words.join(" ");
    let same = SAME.iter().find(|(long, _)| *long == name);
    same.map_or(name, |(_, short)| (*short).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn deciders_are_a_set() {
        let label = json!({"decision_maker": "self, cfo", "role": null});
        let heard = json!({"decision_maker": "the Chief Financial Officer, self"});
        assert!(is_same(SignalKind::Authority, &label, &heard));
    }

    #[test]
    fn an_open_end_is_no_number() {
        let label = json!({"min": null, "max": 500, "currency": "USD", "period": "total"});
        let heard = json!({"min": 500, "max": 500, "currency": "USD", "period": "total"});
        assert!(!is_same(SignalKind::Budget, &label, &heard));
        assert!(is_same(SignalKind::Budget, &label, &label));
    }
}
