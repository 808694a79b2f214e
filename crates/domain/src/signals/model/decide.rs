//! Whether the words say something about a signal, and what, when the rules alone do not know.

use super::weights::{Class, Sums, Weights};
use crate::signals::{
    SignalKind, SignalState, SignalValue,
    grammar::timeframe::{Mention, Precision},
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    rules::{self, Context, Finding},
};

#[cfg(test)]
mod tests;

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
                (Some(finding), _) if finding.state == state => Some(Finding {
                    value: finding
                        .value
                        .clone()
                        .or_else(|| dated(finding, reading, context)),
                    ..finding.clone()
                }),
                // What stands already is only told more exactly by words that name something else.
                (None, _) if context.standing.state(signal) == state => {
                    renewed(signal, state, confidence, reading, context)
                }
                (None, _)
                    if context.standing.state(signal) != SignalState::Unknown
                        && margin(sums, signal, class) < TO_TURN_AROUND =>
                {
                    None
                }
                _ => missed(signal, state, confidence, reading, context),
            }
        })
        .map(|finding| rules::with_others(finding, reading, context))
        .collect()
}

/// By how much the table must be sure to turn around what stands, when no rule is of its mind: "no,
/// no, it's all right" in small talk takes nothing back.
const TO_TURN_AROUND: f32 = 3.0;

/// Whether a rule's finding stands against the table: unless nearly everything speaks against it,
/// as its words may be new to the table, and the rule knows what they mean.
fn is_believed(finding: &Finding, sums: &Sums) -> bool {
    let class = match finding.state {
        SignalState::Positive => Class::Positive,
        SignalState::Negative => Class::Negative,
        SignalState::Unknown => return true,
    };
    let speaks_for = Weights::column(finding.signal, class).map(|column| sums[column]);
    speaks_for.is_none_or(|sum| sum > disbelief(finding.signal, class))
}

/// A finding is dropped when less than this speaks for it. Troubles and dates are talked about in
/// calls that hold neither a need nor a time frame, so the table is heard sooner about these: found
/// with the calls of writers whom the table did not know.
const fn disbelief(signal: SignalKind, class: Class) -> f32 {
    match (signal, class) {
        (SignalKind::Need | SignalKind::Timeline, Class::Positive) => -0.6,
        _ => -2.0,
    }
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

/// The date beside an event that a frame hangs on: "May, the minute exams are out of the way".
fn dated(finding: &Finding, reading: &Reading, context: &Context<'_>) -> Option<SignalValue> {
    let hangs = finding.signal == SignalKind::Timeline
        && finding.state == SignalState::Positive
        && !reading.times.is_empty();
    let (frame, _) = hangs.then(|| rules::any_timeframe(reading, context))??;
    Some(SignalValue::Timeframe(frame))
}

/// A value that takes the place of the one that stands: the state is no news.
fn renewed(
    signal: SignalKind,
    state: SignalState,
    confidence: u8,
    reading: &Reading,
    context: &Context<'_>,
) -> Option<Finding> {
    let topic = context.topic();
    let about = match signal {
        // "Seven hundred?" "Bingo", once it is known that there is money.
        SignalKind::Budget if context.standing_amount().is_none() => {
            topic.map_or(context.offered.is_some(), Topic::is_budget)
        }
        SignalKind::Budget => {
            let plainly = reading.amounts.iter().any(|money| {
                money.is_explicit(&reading.tokens)
                    || money.period.is_some()
                    || money.quantity.size() >= 100.0
            });
            !reading.amounts.is_empty()
                && !asks_count(context)
                && !rules::only_echoes(reading, context)
                && match topic {
                    Some(topic) if topic.is_budget() => true,
                    None => {
                        let of_money = reading.times.is_empty()
                            && reading.roles.is_empty()
                            && !reading.has(&[Tag::Meeting], reading.all());
                        // "Four's good" of a call at four.
                        let of_day = reading
                            .amounts
                            .iter()
                            .all(|money| money.quantity.size() <= 12.0);
                        plainly || of_money && !of_day
                    }
                    Some(Topic::Aside) => plainly,
                    Some(_) => false,
                }
        }
        SignalKind::Timeline => {
            let dated = |time: &Mention| time.precision == Precision::Calendar;
            match topic {
                Some(Topic::When) => !reading.times.is_empty(),
                None => reading.times.iter().any(dated),
                Some(_) => false,
            }
        }
        SignalKind::CompanySize => topic == Some(Topic::Size),
        SignalKind::Authority => rules::names_decider(reading, context, state),
        SignalKind::Need => false,
    };
    let told = about.then(|| missed(signal, state, confidence, reading, context))??;
    let asks = reading.is_question(&reading.clause(told.words.start));
    let fits = match (&told.value, context.standing_amount()) {
        (Some(SignalValue::Amount(amount)), Some(stood)) => {
            stood.currency == amount.currency
                && (1.0 / HAGGLE..=HAGGLE).contains(&(amount.size() / stood.size().max(0.01)))
        }
        (value, _) => value.is_some(),
    };
    (fits && !asks).then_some(told)
}

/// Whether the agent has just asked for a number of something: "how many in the office?"
fn asks_count(context: &Context<'_>) -> bool {
    context
        .question
        .is_some_and(|question| !question.topic.is_budget() && question.asks_count())
}

/// Nobody changes an amount by more in one go.
const HAGGLE: f64 = 2.3;

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
            let (people, words) = rules::any_head_count(reading, context)?;
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

/// By how much the likeliest class outweighs the next.
fn margin(sums: &Sums, signal: SignalKind, best: Class) -> f32 {
    let of = |class| Weights::column(signal, class).map_or(0.0, |column| sums[column]);
    let others = [Class::Nothing, Class::Positive, Class::Negative]
        .into_iter()
        .filter(|class| *class != best);
    of(best) - others.map(of).fold(f32::MIN, f32::max)
}
