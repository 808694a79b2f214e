//! Amounts put by pointing at the agent's: "same as last time", "double that", "the latter".

use super::super::{Context, Finding};
use crate::signals::{
    SignalKind::Budget, SignalState::Positive, SignalValue, grammar::money::Money, lexicon::Tag,
    question::Topic, reading::Reading,
};

/// Who only points at an amount says little.
const SHORT: usize = 14;

/// Pointing words and how many times the agent's figure they mean.
const TIMES: &[(&[&str], f64)] = &[
    (&["double", "that"], 2.0),
    (&["double", "it"], 2.0),
    (&["twice", "that"], 2.0),
    (&["two", "times", "that"], 2.0),
    (&["triple", "that"], 3.0),
    (&["triple", "it"], 3.0),
    (&["three", "times", "that"], 3.0),
    (&["half", "that"], 0.5),
    (&["that", "in", "half"], 0.5),
    (&["it", "in", "half"], 0.5),
    (&["half", "of", "it"], 0.5),
    (&["half", "of", "that"], 0.5),
    (&["half", "i", "could"], 0.5),
    (&["half", "we", "could"], 0.5),
    (&["half", "maybe"], 0.5),
    (&["same", "as", "last"], 1.0),
    (&["same", "as", "before"], 1.0),
    (&["same", "as", "ever"], 1.0),
    (&["same", "as", "always"], 1.0),
    (&["same", "again"], 1.0),
    (&["the", "same", "figure"], 1.0),
    (&["the", "same", "amount"], 1.0),
    (&["same", "amount"], 1.0),
    (&["unchanged"], 1.0),
    (&["no", "change"], 1.0),
];

/// Pointing words and which of the agent's two figures they mean.
const CHOICES: &[(&[&str], Choice)] = &[
    (&["the", "first", "one"], Choice::First),
    (&["the", "first", "option"], Choice::First),
    (&["the", "former"], Choice::First),
    (&["option", "one"], Choice::First),
    (&["the", "second", "one"], Choice::Last),
    (&["the", "second", "option"], Choice::Last),
    (&["the", "other", "one"], Choice::Last),
    (&["the", "last", "one"], Choice::Last),
    (&["the", "latter"], Choice::Last),
    (&["option", "two"], Choice::Last),
    (&["the", "cheaper"], Choice::Least),
    (&["the", "cheapest"], Choice::Least),
    (&["the", "lower"], Choice::Least),
    (&["the", "smaller"], Choice::Least),
    (&["the", "cheap", "one"], Choice::Least),
    (&["the", "higher"], Choice::Most),
    (&["the", "dearer"], Choice::Most),
    (&["the", "pricier"], Choice::Most),
    (&["the", "bigger", "one"], Choice::Most),
];

/// Which of two figures is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    First,
    Last,
    Least,
    Most,
}

/// An amount put by pointing at what the agent named just now.
pub(super) fn relative(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    // Whatever is asked besides, a price with its period or its hundreds stays on the table.
    let question = context.question.filter(|q| {
        let priced = |money: &Money| {
            money.currency.is_some() || money.period.is_some() || money.quantity.scale >= 100.0
        };
        let open = q.topic.is_budget() || q.topic == Topic::Aside;
        q.age == 0 && (open && q.money.is_some() || q.money.as_ref().is_some_and(priced))
    })?;
    if reading.tokens.len() > SHORT
        || reading
            .amounts
            .iter()
            .any(|money| money.is_explicit(&reading.tokens))
        || reading.has(
            &[Tag::DontKnow, Tag::Hypothetical, Tag::OtherParty],
            reading.all(),
        )
    {
        return None;
    }
    let (words, money) = multiple(reading, question.money).or_else(|| {
        let (words, choice) = pointed(reading, CHOICES)?;
        let asked = Reading::new(&question.text, context.setting);
        Some((words, chosen(&asked, choice)?))
    })?;
    let negated =
        reading.is_negated(words.start) || reading.is_question(&reading.clause(words.start));
    let value = SignalValue::Amount(money.amount(context.setting));
    (!negated).then(|| Finding::answered(Budget, Positive, "budget.relative", words).with(value))
}

/// "Double that."
fn multiple(reading: &Reading, offer: Option<Money>) -> Option<(std::ops::Range<usize>, Money)> {
    let (words, times) = pointed(reading, TIMES)?;
    let offer = offer?;
    let quantity = offer.quantity.times(times);
    Some((words, Money { quantity, ..offer }))
}

/// The first pointing words of a list.
fn pointed<T: Copy>(
    reading: &Reading,
    list: &[(&[&str], T)],
) -> Option<(std::ops::Range<usize>, T)> {
    reading.all().find_map(|at| {
        list.iter()
            .find(|(words, _)| reading.tokens.starts_with(at, words))
            .map(|(words, meant)| (at..at + words.len(), *meant))
    })
}

/// The figure meant, where the agent named exactly two.
fn chosen(asked: &Reading, choice: Choice) -> Option<Money> {
    let named = |money: &&Money| {
        money.is_explicit(&asked.tokens) || money.period.is_some() || money.quantity.size() >= 13.0
    };
    let all: Vec<Money> = asked.amounts.iter().filter(named).copied().collect();
    let [first, last] = all.as_slice() else {
        return None;
    };
    let first_is_less = first.quantity.size() <= last.quantity.size();
    let takes_first = match choice {
        Choice::First => true,
        Choice::Last => false,
        Choice::Least => first_is_less,
        Choice::Most => !first_is_less,
    };
    let (meant, other) = if takes_first {
        (first, last)
    } else {
        (last, first)
    };
    // "Eleven hundred a month, or eight forty for the small one."
    let per = ["per", "each"]
        .iter()
        .any(|by| (0..asked.tokens.len()).any(|at| asked.tokens.word(at) == *by));
    let period = if meant.period.is_none() && (takes_first || !per) {
        other.period
    } else {
        meant.period
    };
    Some(Money {
        period,
        currency: meant.currency.or(other.currency),
        ..*meant
    })
}
