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
    lexicon::{Phrase, Tag},
    question::{Question, Topic},
    reading::Reading,
};

/// A price of the agent's that is accepted, or bounded.
pub(super) fn price(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let question = context.question.filter(|q| q.topic.is_budget())?;
    let offer = question.money?;
    if reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all()) {
        return None;
    }
    let deny = reading.opens_with(Tag::Deny);
    let (rule, offer, phrase) = if question.is_comparison {
        ("budget.bounded", ceiling(offer), deny?)
    } else if deny.is_some() && reading.is_short() {
        return None;
    } else {
        let phrase = assent(reading, question)?;
        ("budget.price_accepted", exact(context, offer), phrase)
    };
    let amount = SignalValue::Amount(offer.amount(context.setting.locale));
    Some(Finding::answered(Budget, Positive, rule, phrase.range()).with(amount))
}

/// The words that accept a price.
fn assent(reading: &Reading, question: &Question) -> Option<Phrase> {
    let accepts = |p: &Phrase| {
        // "I wouldn't say no to that" carries its own negation.
        !reading.is_negated(p.start) || reading.tokens.word(p.start) == "would"
    };
    let phrase = reading
        .phrases
        .of(Tag::AcceptPrice, reading.all())
        .rfind(accepts);
    phrase.or_else(|| {
        // A bare yes is only assent to what was asked just now; "right" only means "I hear you".
        let asked = matches!(question.topic, Topic::Price | Topic::BudgetExists);
        let heard = |p: &Phrase| matches!(reading.tokens.word(p.start), "right" | "sure");
        reading
            .opens_with(Tag::Affirm)
            .filter(|p| asked && question.age == 0 && reading.is_short() && !heard(p))
    })
}

/// "Is it more than twenty five thousand?" "No."
fn ceiling(mut offer: Money) -> Money {
    offer.quantity.max = Some(offer.quantity.size());
    offer.quantity.min = None;
    offer
}

/// A price that is accepted is exact, even one put as "up to".
fn exact(context: &Context<'_>, offer: Money) -> Money {
    let mut offer = if offer.currency.is_none() && offer.period.is_none() {
        in_standing_thousands(context, offer)
    } else {
        offer
    };
    if offer.quantity.min.is_none() || offer.quantity.max.is_none() {
        let size = Some(offer.quantity.size());
        (offer.quantity.min, offer.quantity.max) = (size, size);
    }
    let standing = context.standing_amount().map(|amount| amount.period);
    offer.period = offer.period.or(standing);
    offer
}

/// "Fifty thousand for the year?" "Right." completes what stands.
pub(super) fn period(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let standing = context.standing_amount()?;
    let size = standing.max.or(standing.min)?;
    let repeated = context
        .question
        .and_then(|question| question.money)
        .filter(|offer| offer.quantity.size().round() as u64 == size)?;
    let affirm = reading.opens_with(Tag::Affirm)?;
    let said = reading.all().find_map(|at| {
        let (period, end) = money::period(&reading.tokens, at);
        period.map(|period| (period, affirm.start..end))
    });
    let (period, words) = said.or_else(|| Some((repeated.period?, affirm.range())))?;
    let amount = Amount {
        period,
        ..standing.clone()
    };
    (standing.period == Period::Total && reading.is_short()).then(|| {
        Finding::answered(Budget, Positive, "budget.period", words)
            .with(SignalValue::Amount(amount))
    })
}
