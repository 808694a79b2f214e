//! Values of the domain in the words people use for them.

use midcall_domain::{
    calls::{Anomaly, Direction},
    leads::Budget,
    signals::Source,
};

/// Who called whom.
pub(super) const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Outbound => "Outbound",
        Direction::Inbound => "Inbound",
        Direction::Web => "Web",
    }
}

/// Who says so.
pub(super) const fn source(source: Source) -> &'static str {
    match source {
        Source::Core => "Midcall",
        Source::ToolCall => "the assistant's tool call",
        Source::StructuredOutput => "Vapi's structured output",
        Source::Llm => "the language model",
        Source::Person => "a person",
    }
}

/// What was odd.
pub(super) fn anomaly(anomaly: &Anomaly) -> String {
    match anomaly {
        Anomaly::UnrecognizedType(kind) => {
            format!("A message of an unknown type, “{kind}”; it is kept")
        }
        Anomaly::UnrecognizedStatus(status) => format!("An unknown status, “{status}”"),
        Anomaly::Unreadable(kind) => {
            format!("A “{kind}” message that could not be read; it is kept")
        }
        Anomaly::Undated => {
            "A message without a time of its own; it counts from its arrival".to_owned()
        }
        Anomaly::ContradictoryEnd => {
            "Two ends with different reasons; the earlier one stands".to_owned()
        }
        Anomaly::SpokeAfterSettling => {
            "The call went on after it had been given up for its silence".to_owned()
        }
        Anomaly::BrokenToolArguments => "A tool call with unreadable arguments".to_owned(),
        Anomaly::ContradictoryLead => {
            "Two messages name different leads; the more trustworthy one stands".to_owned()
        }
        Anomaly::UnknownClaimKey(key) => {
            format!("A claim under “{key}”, which is no signal; it is kept")
        }
        Anomaly::UnknownClaimValue(key) => {
            format!("A claim whose “{key}” is none that is known; it is kept")
        }
        Anomaly::UnreadableClaim(source) => {
            format!(
                "Claims from “{}” that could not be read; they are kept",
                phrase(source)
            )
        }
    }
}

/// A stable word as a phrase: `field_hidden`, “Field hidden”.
pub(super) fn phrase(word: &str) -> String {
    let mut letters = word.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    first + &letters.as_str().replace('_', " ")
}

/// How long the org's requests last and what goes out, where there is something to say.
pub(super) fn allowance(budget: &Budget) -> Option<String> {
    let lasts = crate::views::allowance::lasts(budget.forecast());
    let kept_for = crate::views::allowance::kept_for(budget.at_least());
    let said: Vec<String> = lasts
        .into_iter()
        .chain(kept_for.map(str::to_owned))
        .collect();
    (!said.is_empty()).then(|| said.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_phrases() {
        assert_eq!(phrase("field_hidden"), "Field hidden");
    }
}
