//! Whether the words say something about a signal, and what, when the rules alone do not know.

use super::weights::{Class, Sums, Weights};
use crate::signals::{
    SignalKind, SignalState, SignalValue,
    grammar::head_count::{Counted, counted, head_count},
    reading::Reading,
    rules::{self, Context, Finding},
};

/// What of the rules' findings stands, and what they missed.
pub(in crate::signals) fn decide(
    findings: Vec<Finding>,
    sums: &Sums,
    reading: &Reading,
    context: &Context<'_>,
) -> Vec<Finding> {
    SignalKind::ALL
        .into_iter()
        .filter_map(|signal| {
            let found = findings.iter().find(|finding| finding.signal == signal);
            // What is taken back is rare, and the rules know it well.
            if let Some(taken_back) = found.filter(|f| f.state == SignalState::Unknown) {
                return Some(taken_back.clone());
            }
            let (class, confidence) = verdict(sums, signal);
            let state = class.state();
            match (found, class) {
                (None, Class::Nothing) => None,
                (Some(finding), Class::Nothing) => {
                    is_believed(finding, sums).then(|| finding.clone())
                }
                (Some(finding), _) if finding.state == state => Some(finding.clone()),
                // What stands already is only told more exactly by words that a rule knows.
                (None, _) if context.standing.state(signal) == state => None,
                _ => missed(signal, state, confidence, reading, context),
            }
        })
        .collect()
}

/// Whether a rule's finding stands against the table: unless nearly everything speaks against it,
/// as its words may be new to the table, and the rule knows what they mean.
fn is_believed(finding: &Finding, sums: &Sums) -> bool {
    /// A finding is dropped when less than this speaks for it.
    const DISBELIEF: f32 = -2.0;
    // People counted are people counted: those rules hardly ever err.
    if finding.signal == SignalKind::CompanySize {
        return true;
    }
    let class = match finding.state {
        SignalState::Positive => Class::Positive,
        SignalState::Negative => Class::Negative,
        SignalState::Unknown => return true,
    };
    let speaks_for = Weights::column(finding.signal, class).map(|column| sums[column]);
    speaks_for.is_none_or(|sum| sum > DISBELIEF)
}

/// The likeliest class and how likely it is, in hundredths.
fn verdict(sums: &Sums, signal: SignalKind) -> (Class, u8) {
    let of = |class| Weights::column(signal, class).map_or(0.0, |column| sums[column]);
    let classes = [Class::Nothing, Class::Positive, Class::Negative];
    let best = classes
        .into_iter()
        .max_by(|a, b| of(*a).total_cmp(&of(*b)))
        .unwrap_or(Class::Nothing);
    let total: f32 = classes
        .iter()
        .map(|class| (of(*class) - of(best)).exp())
        .sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of hundred"
    )]
    let confidence = (100.0 / total).round() as u8;
    (best, confidence.min(99))
}

/// A finding that no rule made, with the value that the grammars see.
fn missed(
    signal: SignalKind,
    state: SignalState,
    confidence: u8,
    reading: &Reading,
    context: &Context<'_>,
) -> Option<Finding> {
    let (value, words, rule) = match (signal, state) {
        (SignalKind::Budget, SignalState::Positive) => {
            let amount = rules::any_amount(reading, context);
            let words = amount.as_ref().map(|amount| amount.words.clone());
            (
                amount.and_then(|amount| amount.value),
                words,
                "budget.weighed",
            )
        }
        (SignalKind::Budget, _) => (None, None, "budget.weighed"),
        (SignalKind::Authority, _) => {
            let decider = rules::any_decider(reading, context, state);
            let words = decider.as_ref().map(|(_, words)| words.clone());
            let value = decider
                .map(|(decider, _)| decider)
                .filter(|decider| decider.decision_maker.is_some())
                .map(SignalValue::Decider);
            (value, words, "authority.weighed")
        }
        (SignalKind::Need, _) => (None, None, "need.weighed"),
        (SignalKind::Timeline, SignalState::Positive) => {
            let told = rules::any_timeframe(reading, context);
            let words = told.as_ref().map(|(_, words)| words.clone());
            let value = told.map(|(frame, _)| frame);
            (value.map(SignalValue::Timeframe), words, "timeline.weighed")
        }
        (SignalKind::Timeline, _) => (None, None, "timeline.weighed"),
        (SignalKind::CompanySize, _) => {
            let (quantity, people) = reading.amounts.iter().rev().find_map(|money| {
                let counts = matches!(
                    counted(&reading.tokens, &money.quantity),
                    Counted::Bare | Counted::People
                );
                let people = head_count(&money.quantity).filter(|_| counts)?;
                Some((&money.quantity, people))
            })?;
            let words = quantity.start..quantity.end;
            (
                Some(SignalValue::HeadCount(people)),
                Some(words),
                "company_size.weighed",
            )
        }
    };
    let words = words.unwrap_or(reading.all());
    Some(Finding {
        value,
        confidence,
        is_answer: context.question.is_some(),
        ..Finding::said(signal, state, rule, words)
    })
}
