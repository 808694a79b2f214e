//! How far each rule can be trusted: how often it was right in the labelled calls, when the rules
//! alone heard them. Separate from the weights, which learn when *not* to trust them.

use std::{collections::BTreeMap, fmt::Write};

use midcall::eval::{self, Change, LabelledCase};
use midcall_domain::{
    calls::Speaker,
    signals::{Rubric, SignalState},
};
use serde_json::Value;

/// A rule that fired less often has shown nothing yet.
const FIRED_MIN: u32 = 5;

/// How often a rule was right and how often it was not.
#[derive(Clone, Copy, Debug, Default)]
struct Record {
    right: u32,
    wrong: u32,
}

/// The table of all rules that fired, as the listener reads it.
pub(crate) fn table(cases: &[LabelledCase]) -> String {
    let mut text = String::from(
        "# How often each rule was right in the labelled calls, heard by the rules alone. A claim is\n\
         # right when the labels say the same, with the same value, by the time the agent speaks again.\n\
         # Confidence is the lower bound that holds with 90 % (Wilson), in hundredths; rules that fired\n\
         # fewer than 5 times have none. Made by `cargo xtask train`.\n\
         # rule\tright\twrong\tconfidence\n",
    );
    for (rule, record) in measured(cases) {
        let Record { right, wrong } = record;
        let confidence = record.confidence().map(|it| it.to_string());
        let confidence = confidence.as_deref().unwrap_or("-");
        let _ = writeln!(text, "{rule}\t{right}\t{wrong}\t{confidence}");
    }
    text
}

fn measured(cases: &[LabelledCase]) -> BTreeMap<String, Record> {
    let rubric = Rubric::default();
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    for case in cases {
        for change in eval::hear_weighing(&case.case, &rubric, None).changes {
            let record = records.entry(change.claim.rule.clone()).or_default();
            if is_right(case, &change) {
                record.right += 1;
            } else {
                record.wrong += 1;
            }
        }
    }
    records
}

/// Whether the labels let the same stand at some turn from the claim's to the end of the breath: one
/// thought in several finals is labelled where it is complete.
fn is_right(case: &LabelledCase, change: &Change) -> bool {
    let later = case.case.turns.iter().filter(|turn| turn.i >= change.turn);
    let breath = later.take_while(|turn| turn.role == Speaker::Prospect);
    let claim = &change.claim;
    breath.map(|turn| turn.i).any(|turn| {
        let mut labels = case.gold.timeline_of_changes.iter();
        let label = labels.rfind(|label| label.turn <= turn && label.signal == claim.signal);
        let state = label.map_or(SignalState::Unknown, |label| label.state);
        let said = claim.value.as_ref().zip(claim.signal.kind());
        let is_same = said.is_none_or(|(value, signal)| {
            let label = label.map_or(&Value::Null, |label| &label.value);
            eval::is_same(signal, label, &serde_json::json!(value))
        });
        state == claim.state && is_same
    })
}

impl Record {
    /// The lower bound of the share of right claims that holds with 90 %, in hundredths.
    fn confidence(self) -> Option<u8> {
        let fired = self.right + self.wrong;
        let bound = 100.0 * lower_bound(self.right, fired);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of hundred"
        )]
        (fired >= FIRED_MIN).then_some(bound.round() as u8)
    }
}

/// Wilson's lower bound of a share, one-sided, 90 %.
fn lower_bound(right: u32, of: u32) -> f64 {
    /// Nine tenths of a normal distribution lie below so many deviations.
    const DEVIATIONS: f64 = 1.281_551_6;
    let (n, z2) = (f64::from(of), DEVIATIONS * DEVIATIONS);
    let share = f64::from(right) / n;
    let spread = (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    (share + z2 / (2.0 * n) - DEVIATIONS * spread).max(0.0) / (1.0 + z2 / n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_firings_are_trusted_less() {
        let confidence = |right, wrong| Record { right, wrong }.confidence();
        assert_eq!(confidence(4, 0), None);
        assert_eq!(confidence(5, 0), Some(75));
        assert_eq!(confidence(100, 0), Some(98));
        assert_eq!(confidence(90, 10), Some(85));
        assert_eq!(confidence(0, 9), Some(0));
    }

    #[test]
    fn a_claim_is_judged_by_the_end_of_the_breath() {
        let case = r#"{"id": "x-1", "call_date": "2026-03-04", "locale": "en-US", "turns": [
            {"i": 0, "role": "assistant", "text": "What is your budget?"},
            {"i": 1, "role": "user", "text": "forty thousand dollars"},
            {"i": 2, "role": "user", "text": "or so a year"}],
            "gold": {"budget": {"state": "positive", "value": null, "first_turn": 1},
                "authority": {"state": "unknown", "value": null, "first_turn": null},
                "need": {"state": "unknown", "value": null, "first_turn": null},
                "timeline": {"state": "unknown", "value": null, "first_turn": null},
                "company_size": {"state": "unknown", "value": null, "first_turn": null},
                "timeline_of_changes": [{"turn": 2, "signal": "budget", "state": "positive",
                    "value": {"min": 40000, "max": 40000, "currency": "USD", "period": "total"}}]}}"#;
        let case: LabelledCase = serde_json::from_str(case).unwrap();
        let records = measured(&[case]);
        let right: u32 = records.values().map(|record| record.right).sum();
        assert!(right >= 1, "{records:?}");
    }
}
