//! Compares what the org holds with what must be there. Pure, so that it can be shown to fail.

use jiff::civil::{Date, date};
use midcall_domain::time::Timestamp;
use serde_json::{Map, Value};

use super::expected::{Expected, Fact, Signal};

pub(super) const SCORE: &str = "AI_Qualification_Score__c";
pub(super) const SIGNALS: &str = "Qualification_Signals__c";
pub(super) const TRANSCRIPT: &str = "Call_Transcript__c";
pub(super) const LAST_CONTACT: &str = "Last_AI_Contact__c";
pub(super) const STATUS: &str = "AI_Call_Status__c";

/// A moment in the org may be off by this much: it keeps whole seconds.
const MOMENT_OFF_MAX_MS: i64 = 1_000;

/// A lead of the org, field by field.
pub(super) type Fields = Map<String, Value>;

/// The signals a lead carries, by name; empty if it carries none that can be read.
pub(super) fn signals(lead: &Fields) -> Map<String, Value> {
    let text = lead.get(SIGNALS).and_then(Value::as_str).unwrap_or("{}");
    serde_json::from_str(text).unwrap_or_default()
}

/// Says what is wrong with a lead, in sentences; nothing when nothing is.
pub(super) fn differences(
    expected: &Expected,
    created_at: Timestamp,
    lead: &Fields,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let score = lead.get(SCORE).and_then(Value::as_f64);
    if score != Some(expected.score().into()) {
        wrong.push(format!(
            "{SCORE} is {}, not {}",
            shown(lead.get(SCORE)),
            expected.score()
        ));
    }
    if lead.get(STATUS).and_then(Value::as_str) != Some(expected.status) {
        wrong.push(format!(
            "{STATUS} is {}, not {:?}",
            shown(lead.get(STATUS)),
            expected.status
        ));
    }
    wrong.extend(wrong_signals(expected, created_at.date(), &signals(lead)));
    wrong.extend(wrong_transcript(expected, lead.get(TRANSCRIPT)));
    let last_contact_at = created_at.plus_ms(expected.last_contact_ms);
    let is_near = |at: Timestamp| at.ms_since(last_contact_at).abs() <= MOMENT_OFF_MAX_MS;
    if !moment(lead.get(LAST_CONTACT)).is_some_and(is_near) {
        let is = shown(lead.get(LAST_CONTACT));
        wrong.push(format!(
            "{LAST_CONTACT} is {is}, not {}",
            last_contact_at.iso()
        ));
    }
    wrong
}

/// Reads a moment as the org writes it: Salesforce puts no colon into the offset.
pub(super) fn moment(value: Option<&Value>) -> Option<Timestamp> {
    Timestamp::parse_iso(&value?.as_str()?.replace("+0000", "Z"))
}

fn wrong_signals(expected: &Expected, called_on: Date, held: &Map<String, Value>) -> Vec<String> {
    let unexpected = held
        .iter()
        .filter(|(name, _)| {
            !expected
                .signals
                .iter()
                .any(|signal| signal.name == name.as_str())
        })
        .map(|(name, entry)| {
            format!(
                "{name} is {}, but nothing was said about it",
                entry["state"]
            )
        });
    let differing = expected.signals.iter().filter_map(|signal| {
        let Some(entry) = held.get(signal.name) else {
            return Some(format!("{} is missing", signal.name));
        };
        let why = wrong_signal(signal, called_on, entry).or_else(|| {
            wrong_quote(
                signal,
                expected,
                entry["quote"].as_str().unwrap_or_default(),
            )
        })?;
        Some(format!("{} {why}", signal.name))
    });
    unexpected.chain(differing).collect()
}

fn wrong_signal(signal: &Signal, called_on: Date, entry: &Value) -> Option<String> {
    let state = if signal.fact == Fact::NotThere {
        "negative"
    } else {
        "positive"
    };
    if entry["state"] != state {
        return Some(format!("is {}, not {state}", entry["state"]));
    }
    let value = &entry["value"];
    let exactly = |number: u64| value["min"] == number && value["max"] == number;
    let (is_right, should) = match signal.fact {
        Fact::There | Fact::NotThere => (true, String::new()),
        Fact::Dollars(dollars) => (
            exactly(dollars) && value["currency"] == "USD",
            format!("{dollars} dollars"),
        ),
        Fact::People(people) => (exactly(people), format!("{people} people")),
        Fact::Decides => {
            let who = value["decision_maker"].as_str().unwrap_or_default();
            (who.contains("self"), "the person on the line".to_owned())
        }
        Fact::ByEndOf(month) => {
            let end = next_end_of(month, called_on).to_string();
            (value["end"] == end.as_str(), format!("by {end}"))
        }
    };
    (!is_right).then(|| format!("is {value}, not {should}"))
}

/// A quote proves something only if the prospect said it, word for word.
fn wrong_quote(signal: &Signal, expected: &Expected, quote: &str) -> Option<String> {
    let is_said = expected
        .transcript
        .iter()
        .filter_map(|line| line.strip_prefix("Prospect: "))
        .any(|said| said.contains(quote));
    if quote.is_empty() || !is_said {
        return Some(format!("quotes “{quote}”, which the prospect did not say"));
    }
    (!quote.contains(signal.word)).then(|| format!("quotes “{quote}”, without “{}”", signal.word))
}

fn wrong_transcript(expected: &Expected, held: Option<&Value>) -> Option<String> {
    let held: Vec<&str> = held
        .and_then(Value::as_str)
        .unwrap_or_default()
        .lines()
        .collect();
    let lines = expected.transcript.len().max(held.len());
    let line = |index: usize| {
        (
            held.get(index).copied(),
            expected.transcript.get(index).map(String::as_str),
        )
    };
    let (held, should) = (0..lines).map(line).find(|(held, should)| held != should)?;
    let or_nothing = |line: Option<&str>| line.unwrap_or("(nothing)").to_owned();
    Some(format!(
        "{TRANSCRIPT} has “{}”, not “{}”",
        or_nothing(held),
        or_nothing(should)
    ))
}

fn next_end_of(month: i8, called_on: Date) -> Date {
    let end = |year| date(year, month, 1).last_of_month();
    let this_year = end(called_on.year());
    if this_year >= called_on {
        this_year
    } else {
        end(called_on.year() + 1)
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "missing".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use midcall_sim::vapi::script_named;
    use serde_json::json;

    use super::*;

    const CREATED: &str = "2026-11-19T10:23:14.000Z";

    fn founding_lead() -> Fields {
        let signals = json!({
            "budget": {
                "state": "positive", "quote": "our budget is around $50k for this project",
                "value": {"min": 50_000, "max": 50_000, "currency": "USD", "period": "total"},
            },
            "timeline": {
                "state": "positive", "quote": "looking to deploy by end of Q2",
                "value": {"start": null, "end": "2027-06-30"},
            },
            "company_size": {
                "state": "positive", "quote": "we're a 200-person team", "value": {"min": 200, "max": 200},
            },
        });
        let lead = json!({
            SCORE: 50.0,
            STATUS: "Dropped",
            SIGNALS: signals.to_string(),
            TRANSCRIPT: expected().transcript.join("\n"),
            LAST_CONTACT: "2026-11-19T10:24:38.000+0000",
        });
        lead.as_object().unwrap().clone()
    }

    fn expected() -> Expected {
        Expected::of_script(&script_named("founding_story").unwrap()).unwrap()
    }

    fn check(sabotage: impl FnOnce(&mut Fields)) -> Vec<String> {
        let mut lead = founding_lead();
        sabotage(&mut lead);
        differences(&expected(), Timestamp::parse_iso(CREATED).unwrap(), &lead)
    }

    /// Sabotages the signals' JSON.
    fn check_signals(from: &str, to: &str) -> Vec<String> {
        check(|lead| {
            let text = lead[SIGNALS].as_str().unwrap();
            assert!(text.contains(from));
            lead.insert(SIGNALS.to_owned(), text.replace(from, to).into());
        })
    }

    #[test]
    fn the_story_as_it_should_be_is_right() {
        assert_eq!(check(|_| {}), Vec::<String>::new());
    }

    #[test]
    fn every_sabotaged_field_is_named() {
        for (field, value) in [
            (SCORE, json!(75)),
            (STATUS, json!("Completed")),
            (STATUS, Value::Null),
            (LAST_CONTACT, json!("2026-11-19T10:24:30.000+0000")),
            (TRANSCRIPT, json!("Agent: Hello.")),
            (TRANSCRIPT, Value::Null),
        ] {
            let wrong = check(|lead| drop(lead.insert(field.to_owned(), value)));
            assert_eq!(wrong.len(), 1, "{field}: {wrong:?}");
            assert!(wrong[0].starts_with(field), "{wrong:?}");
        }
    }

    #[test]
    fn the_last_word_counts() {
        let wrong = check(|lead| {
            let text = lead[TRANSCRIPT]
                .as_str()
                .unwrap()
                .replace("that would be", "that would");
            lead.insert(TRANSCRIPT.to_owned(), text.into());
        });
        assert_eq!(wrong.len(), 1);
    }

    #[test]
    fn a_sabotaged_signal_is_named() {
        for (from, to, name) in [
            ("50000", "5000", "budget"),
            ("USD", "EUR", "budget"),
            ("2027-06-30", "2027-03-31", "timeline"),
            ("our budget is around $50k", "they have $50k", "budget"),
            (
                "looking to deploy by end of Q2",
                "looking to deploy",
                "timeline",
            ),
            ("\"timeline\"", "\"need\"", "need"),
            ("positive", "negative", "budget"),
        ] {
            let wrong = check_signals(from, to);
            assert!(
                wrong.iter().any(|why| why.starts_with(name)),
                "{from}: {wrong:?}"
            );
        }
    }

    #[test]
    fn an_untouched_lead_is_wrong_in_everything() {
        let wrong = check(Fields::clear);
        assert_eq!(wrong.len(), 4 + expected().signals.len());
    }

    #[test]
    fn the_end_of_a_month_that_has_passed_is_next_years() {
        assert_eq!(next_end_of(6, date(2026, 11, 19)), date(2027, 6, 30));
        assert_eq!(next_end_of(6, date(2027, 6, 30)), date(2027, 6, 30));
    }
}
