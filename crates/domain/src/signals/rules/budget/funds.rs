//! Whether there is money at all, and which of the budget rules has the last word.

use super::{
    super::{Context, Finding},
    amount::amount,
    price::{period, price},
};
use crate::signals::{
    SignalKind::Budget,
    SignalState::{Negative, Positive, Unknown},
    lexicon::Tag,
    question::Topic,
    reading::Reading,
};

/// Applies the budget rules; the amount said last stands, then what was said about funds.
pub(in crate::signals::rules) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(finding) = retraction(reading) {
        return Some(finding);
    }
    let amount = amount(reading, context);
    let denial = denial(reading, context);
    match (amount, denial) {
        (Some(amount), Some(denial)) if amount.words.end < denial.words.end => Some(denial),
        (Some(amount), _) => Some(amount),
        (None, Some(denial)) => Some(denial),
        (None, None) => price(reading, context)
            .or_else(|| assurance(reading, context))
            .or_else(|| period(reading, context)),
    }
}

/// "Scratch what I said on the budget."
fn retraction(reading: &Reading) -> Option<Finding> {
    let taken_back = reading.phrases.of(Tag::Retract, reading.all()).next()?;
    let about_money = (taken_back.start..reading.tokens.len()).any(|at| {
        matches!(
            reading.tokens.word(at),
            "budget" | "number" | "figure" | "amount" | "money"
        )
    });
    let nothing_new = reading
        .amounts
        .iter()
        .all(|money| money.start < taken_back.start);
    (about_money && nothing_new).then(|| {
        Finding::said(
            Budget,
            Unknown,
            "budget.retraction",
            taken_back.start..reading.tokens.len(),
        )
    })
}

/// There is no money.
fn denial(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(phrase) = reading.phrases.of(Tag::NoFunds, reading.all()).rfind(|p| {
        let assured = reading
            .phrases
            .of(Tag::FundsExist, reading.all())
            .any(|sure| {
                sure.start < p.end && p.start < sure.end && sure.range().len() > p.range().len()
            });
        !assured && !reading.is_negated(p.start) && !reading.is_question(&reading.clause(p.start))
    }) && !reading.has(&[Tag::OtherParty], reading.all())
    {
        return Some(Finding::said(
            Budget,
            Negative,
            "budget.no_funds",
            phrase.range(),
        ));
    }
    let deny = reading.opens_with(Tag::Deny)?;
    let exists = context.fresh_topic() == Some(Topic::BudgetExists);
    let nothing = matches!(
        reading.tokens.word(deny.start),
        "zero" | "nothing" | "none" | "zilch"
    ) && context.fresh_topic().is_some_and(Topic::is_budget);
    // "No, but …" and "no, not two thousand" go on to say something else.
    let plain = reading
        .amounts
        .iter()
        .all(|money| money.quantity.size() == 0.0)
        && !reading.has(&[Tag::FundsExist, Tag::DontKnow], reading.all())
        && reading.tokens.len() - deny.end <= 6;
    ((exists || nothing) && plain && context.question.is_some_and(|q| q.money.is_none()))
        .then(|| Finding::answered(Budget, Negative, "budget.denied", deny.range()))
}

/// Funds exist, whatever the amount.
fn assurance(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    // An amount that stands is not taken back by "it's approved".
    if context.standing.state(Budget) == Positive {
        return None;
    }
    let said = reading
        .phrases
        .of(Tag::FundsExist, reading.all())
        .rfind(|p| {
            !reading.is_unreal(p.start)
                && (!reading.is_negated(p.start)
                    || p.range()
                        .any(|at| matches!(reading.tokens.word(at), "not" | "no")))
                && !reading.has(&[Tag::DontKnow, Tag::Sarcasm], reading.clause(p.start))
                && !reading.has(&[Tag::SpentElsewhere], reading.all())
        });
    if let Some(phrase) = said {
        return Some(Finding::said(
            Budget,
            Positive,
            "budget.funds_exist",
            phrase.range(),
        ));
    }
    let affirm = reading.opens_with(Tag::Affirm)?;
    let sure = !reading.has(
        &[
            Tag::DontKnow,
            Tag::Hypothetical,
            Tag::Sarcasm,
            Tag::Past,
            Tag::OtherMoney,
            Tag::Meeting,
        ],
        reading.all(),
    );
    (context.fresh_topic() == Some(Topic::BudgetExists)
        && sure
        && reading.is_short()
        && context.question.is_some_and(|q| q.money.is_none()))
    .then(|| Finding::answered(Budget, Positive, "budget.affirmed", affirm.range()))
}
