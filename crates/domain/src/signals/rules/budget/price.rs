//! Prices and periods that the agent names and the prospect accepts.

use super::{
    super::{Context, Finding},
    scale::in_standing_thousands,
};
use crate::signals::{
    Amount, Period,
    SignalKind::Budget,
    SignalState::Positive,
    SignalValue,
    grammar::money::{self, Money},
    lexicon::Tag,
    question::Topic,
    reading::Reading,
};

/// A price of the agent's that is accepted, or bounded.
pub(super) fn price(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let question = context.question.filter(|q| q.money.is_some())?;
    let offer = question.money?;
    if reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all()) {
        return None;
    }
    let amount = |money: Money| SignalValue::Amount(money.amount(context.setting.locale));
    let affirmed = reading.opens_with(Tag::Affirm);
    if question.is_comparison {
        let deny = reading.opens_with(Tag::Deny)?;
        let mut bound = offer;
        (bound.quantity.min, bound.quantity.max) =
            (None, offer.quantity.max.or(offer.quantity.min));
        return question.topic.is_budget().then(|| {
            Finding::answered(Budget, Positive, "budget.bounded", deny.range()).with(amount(bound))
        });
    }
    if !question.topic.is_budget()
        || reading
            .opens_with(Tag::Deny)
            .is_some_and(|d| d.range().len() == 1 && reading.is_short())
    {
        return None;
    }
    let accepted = reading
        .phrases
        .of(Tag::AcceptPrice, reading.all())
        .rfind(|p| !reading.is_negated(p.start) || reading.tokens.word(p.start) == "would");
    let phrase = accepted.or_else(|| {
        affirmed.filter(|p| {
            question.age == 0
                && !reading.is_negated(p.start)
                && matches!(question.topic, Topic::Price)
                && reading.is_short()
                && !matches!(reading.tokens.word(p.start), "right" | "sure")
        })
    })?;
    let mut offer = if offer.currency.is_none() && offer.period.is_none() {
        in_standing_thousands(context, offer)
    } else {
        offer
    };
    // A price that is accepted is exact, even one put as "up to".
    if offer.quantity.min.is_none() || offer.quantity.max.is_none() {
        let exact = Some(offer.quantity.size());
        (offer.quantity.min, offer.quantity.max) = (exact, exact);
    }
    if offer.period.is_none()
        && let Some(SignalValue::Amount(before)) = context
            .standing
            .0
            .get(&Budget)
            .and_then(|s| s.value.as_ref())
    {
        offer.period = Some(before.period);
    }
    Some(
        Finding::answered(Budget, Positive, "budget.price_accepted", phrase.range())
            .with(amount(offer)),
    )
}

/// "Fifty thousand for the year?" "Right." completes what stands.
pub(super) fn period(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let Some(SignalValue::Amount(standing)) = context
        .standing
        .0
        .get(&Budget)
        .and_then(|s| s.value.as_ref())
    else {
        return None;
    };
    let affirm = reading.opens_with(Tag::Affirm)?;
    let said = (0..reading.tokens.len()).find_map(|at| {
        let (period, end) = money::period(&reading.tokens, at);
        period.map(|period| (period, affirm.start..end))
    });
    let asked = context.question.and_then(|q| q.money).filter(|offer| {
        offer.quantity.size().round() as u64 == standing.max.or(standing.min).unwrap_or_default()
    });
    let (period, words) = said.or_else(|| Some((asked?.period?, affirm.range())))?;
    let amount = Amount {
        period,
        ..standing.clone()
    };
    (standing.period == Period::Total && reading.is_short() && asked.is_some()).then(|| {
        Finding::answered(Budget, Positive, "budget.period", words)
            .with(SignalValue::Amount(amount))
    })
}
