//! Is there money for this purchase?

use std::ops::Range;

use super::{Context, Finding};
use crate::signals::{
    Amount, Period,
    SignalKind::Budget,
    SignalState::{Negative, Positive, Unknown},
    SignalValue,
    grammar::{
        head_count::{Counted, counted},
        money::{self, Money},
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
};

/// Applies the budget rules; the amount said last stands, then what was said about funds.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
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
    let about_money = (taken_back.start..reading.tokens.len())
        .any(|at| matches!(reading.tokens.word(at), "budget" | "number" | "figure" | "amount" | "money"));
    let nothing_new = reading.amounts.iter().all(|money| money.start < taken_back.start);
    (about_money && nothing_new)
        .then(|| Finding::said(Budget, Unknown, "budget.retraction", taken_back.start..reading.tokens.len()))
}

/// An amount that can, will or is to be spent.
fn amount(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let accepted: Vec<&Money> = reading
        .amounts
        .iter()
        .filter(|money| is_budget(reading, context, money))
        .collect();
    let last = *accepted.last()?;
    let mut amount = scaled(reading, context, last, &accepted).amount(context.setting.locale);
    // A period said with the first of two figures holds for the second, and so does a standing
    // one when only the figure is corrected.
    let in_total = reading.tokens.normal().contains(" total ");
    if last.period.is_none() && !in_total {
        amount.period = accepted
            .iter()
            .rev()
            .find_map(|money| money.period)
            .or_else(|| asked_period(context))
            .unwrap_or(Period::Total);
        if let Some(SignalValue::Amount(before)) = context.standing.0.get(&Budget).and_then(|s| s.value.as_ref())
            && amount.period == Period::Total
            && last.currency.is_none_or(|c| c == before.currency)
        {
            amount.currency.clone_from(&before.currency);
            amount.period = before.period;
        }
    }
    if let [.., range, ceiling] = accepted.as_slice()
        && ceiling.quantity.min.is_none()
        && range.quantity.min < range.quantity.max
        && scaled(reading, context, range, &accepted).quantity.max == scaled(reading, context, last, &accepted).quantity.max
    {
        // "Twelve to fifteen lakhs, not more than fifteen."
        amount.min = scaled(reading, context, range, &accepted).amount(context.setting.locale).min;
    }
    if let [.., ceiling, target] = accepted.as_slice()
        && ceiling.quantity.min.is_none()
        && target.quantity.min == target.quantity.max
        && target.quantity.size() < ceiling.quantity.size()
    {
        let ceiling = scaled(reading, context, ceiling, &accepted).amount(context.setting.locale);
        amount.max = ceiling.max.max(amount.max);
    }
    let words = last.start..last.end;
    let finding = if last.is_explicit(&reading.tokens) {
        Finding::said(Budget, Positive, "budget.amount", words)
    } else {
        Finding::answered(Budget, Positive, "budget.amount_in_context", words)
    };
    Some(finding.with(SignalValue::Amount(amount)))
}

/// Whether a quantity is money for this purchase.
fn is_budget(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    let clause = reading.clause(money.start);
    let asked = context.topic().is_some_and(Topic::is_budget);
    let explicit = money.is_explicit(&reading.tokens);
    if money.quantity.size() == 0.0 || reading.is_question(&clause) || in_denial(reading, money) {
        return false;
    }
    if tied(reading, &clause) {
        return true;
    }
    let tokens = &reading.tokens;
    let calculated = clause.clone().any(|at| tokens.word(at) == "times");
    let bare_one = money.quantity.size() == 1.0 && !explicit;
    let is_year = !explicit && (1990.0..2100.0).contains(&money.quantity.size()) && tokens.word(money.quantity.number).starts_with("20");
    let overlaps_time = reading
        .times
        .iter()
        .any(|time| time.start < money.quantity.end && money.quantity.number < time.end);
    let something_else = calculated || bare_one || is_year || !explicit
        && (counted(&reading.tokens, &money.quantity) != Counted::Bare && money.period.is_none()
            || overlaps_time
            || !asked && money.quantity.size() < 1000.0 && money.period.is_none());
    let funded = reading.has(&[Tag::Funds, Tag::FundsExist], clause.clone());
    // A fragment: "we could probably do", "around forty thousand for the year".
    let funded_before = reading.has(&[Tag::Funds], clause.start.saturating_sub(6)..clause.end);
    if something_else
        || context.topic().is_some_and(Topic::is_authority)
        || reading.is_negated(money.start) && money.quantity.min.is_some()
        || reading.has(&[Tag::Hypothetical, Tag::Sarcasm, Tag::OtherParty], clause.clone())
        || reading.has(&[Tag::OtherDecides], money.end..clause.end)
        || reading.has(&[Tag::SpentElsewhere], money.end.saturating_sub(1)..tokens.len())
        || approval_limit(reading, money)
    {
        return false;
    }
    if reading.has(&[Tag::OtherMoney], clause.clone()) || reading.has(&[Tag::Past], clause.clone()) && !(funded && asked) {
        return false;
    }
    if matches!(context.topic(), Some(Topic::Price | Topic::Offer)) {
        // Repeating a price is no assent to it.
        let echoed = context
            .question
            .and_then(|q| q.money)
            .is_some_and(|offer| offer.quantity.size() == money.quantity.size());
        let assent = reading.has(&[Tag::AcceptPrice, Tag::Affirm], reading.all());
        if echoed {
            return assent;
        }
    }
    asked || funded_before && (explicit || money.quantity.size() >= 1000.0)
}

/// "Not going to spend even one rupee", "don't have sixty dollars".
fn in_denial(reading: &Reading, money: &Money) -> bool {
    reading
        .phrases
        .of(Tag::NoFunds, reading.all())
        .any(|none| none.start <= money.start && money.quantity.number <= none.end + 1)
        && money.quantity.size() < 100.0
}

/// "Anything over ten thousand the owners approve": a limit of authority, no budget.
fn approval_limit(reading: &Reading, money: &Money) -> bool {
    let tokens = &reading.tokens;
    let opener = (1..=3).any(|back| {
        matches!(tokens.word_before(money.quantity.number, back), "anything" | "everything")
            || tokens.word_before(money.quantity.start, back) == "anything"
    });
    opener || reading.has(&[Tag::SelfDecides], money.end..reading.clause(money.start).end)
}

/// Current or former spending counts when the prospect ties it to this purchase.
fn tied(reading: &Reading, clause: &Range<usize>) -> bool {
    let rest = clause.start..reading.tokens.len();
    rest.clone().any(|at| {
        reading.tokens.starts_with(at, &["pay", "the", "same"])
            || reading.tokens.starts_with(at, &["what", "we", "would", "pay"])
            || reading.tokens.starts_with(at, &["spend", "the", "same"])
    })
}

/// Gives a bare figure its thousands: "fifty to sixty for year one".
fn scaled(reading: &Reading, context: &Context<'_>, money: &Money, all: &[&Money]) -> Money {
    let small = money.quantity.size() < 1000.0 && money.quantity.scale < 1000.0;
    let per_unit_or_month = matches!(
        money.period.or_else(|| asked_period(context)),
        Some(Period::Day | Period::Week | Period::Month | Period::UnitTotal | Period::UnitMonth | Period::UnitYear)
    );
    let said_scale = all.iter().map(|other| other.quantity.scale).find(|scale| *scale >= 1000.0);
    let stands_in_thousands = stands_in_thousands(context);
    let asked_in_thousands = context
        .question
        .and_then(|q| q.money)
        .is_some_and(|offer| offer.quantity.size() >= 1000.0);
    let named = money.currency.is_some();
    let in_words = reading.tokens.word(money.quantity.number).parse::<f64>().is_err();
    let factor = if !small || named || per_unit_or_month || money.quantity.scale >= 100.0 {
        1.0
    } else if let Some(scale) = said_scale {
        scale
    } else if stands_in_thousands || asked_in_thousands || in_words {
        1000.0
    } else {
        1.0
    };
    Money {
        quantity: money.quantity.times(factor),
        ..*money
    }
}

/// "Between ten and twenty five" when thousands stand already.
fn in_standing_thousands(context: &Context<'_>, offer: Money) -> Money {
    let small = offer.quantity.size() < 1000.0;
    let factor = if small && stands_in_thousands(context) { 1000.0 } else { 1.0 };
    Money {
        quantity: offer.quantity.times(factor),
        ..offer
    }
}

fn stands_in_thousands(context: &Context<'_>) -> bool {
    matches!(
        context.standing.0.get(&Budget).and_then(|s| s.value.as_ref()),
        Some(SignalValue::Amount(Amount { min, max, .. })) if max.or(*min).is_some_and(|v| v >= 1000)
    )
}

/// "What do you want to spend per trailer?" sets the period of a bare figure.
fn asked_period(context: &Context<'_>) -> Option<Period> {
    let question = context.question.filter(|q| q.topic.is_budget())?;
    let tokens = crate::signals::tokens::Tokens::read(&question.text);
    let found = (0..tokens.len()).rev().find_map(|at| money::period(&tokens, at).0);
    let monthly = tokens.normal().contains(" monthly ") || tokens.normal().contains(" each month ");
    let head = tokens.normal().contains(" per head ") || tokens.normal().contains(" a head ");
    if head {
        return Some(Period::UnitTotal);
    }
    found.or(monthly.then_some(Period::Month))
}

/// There is no money.
fn denial(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(phrase) = reading
        .phrases
        .of(Tag::NoFunds, reading.all())
        .rfind(|p| {
            let assured = reading
                .phrases
                .of(Tag::FundsExist, reading.all())
                .any(|sure| sure.start < p.end && p.start < sure.end && sure.range().len() > p.range().len());
            !assured && !reading.is_negated(p.start) && !reading.is_question(&reading.clause(p.start))
        })
        && !reading.has(&[Tag::OtherParty], reading.all())
    {
        return Some(Finding::said(Budget, Negative, "budget.no_funds", phrase.range()));
    }
    let deny = reading.opens_with(Tag::Deny)?;
    let exists = context.fresh_topic() == Some(Topic::BudgetExists);
    let nothing = matches!(reading.tokens.word(deny.start), "zero" | "nothing" | "none" | "zilch")
        && context.fresh_topic().is_some_and(Topic::is_budget);
    // "No, but …" and "no, not two thousand" go on to say something else.
    let plain = reading.amounts.iter().all(|money| money.quantity.size() == 0.0)
        && !reading.has(&[Tag::FundsExist, Tag::DontKnow], reading.all())
        && reading.tokens.len() - deny.end <= 6;
    ((exists || nothing) && plain && context.question.is_some_and(|q| q.money.is_none()))
        .then(|| Finding::answered(Budget, Negative, "budget.denied", deny.range()))
}

/// A price of the agent's that is accepted, or bounded.
fn price(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let question = context.question.filter(|q| q.money.is_some() && q.age == 0)?;
    let offer = question.money?;
    if reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all()) {
        return None;
    }
    let amount = |money: Money| SignalValue::Amount(money.amount(context.setting.locale));
    let affirmed = reading.opens_with(Tag::Affirm);
    if question.is_comparison {
        let deny = reading.opens_with(Tag::Deny)?;
        let mut bound = offer;
        (bound.quantity.min, bound.quantity.max) = (None, offer.quantity.max.or(offer.quantity.min));
        return question
            .topic
            .is_budget()
            .then(|| Finding::answered(Budget, Positive, "budget.bounded", deny.range()).with(amount(bound)));
    }
    if !question.topic.is_budget() || reading.opens_with(Tag::Deny).is_some_and(|d| d.range().len() == 1 && reading.is_short())
    {
        return None;
    }
    let accepted = reading
        .phrases
        .of(Tag::AcceptPrice, reading.all())
        .rfind(|p| !reading.is_negated(p.start) || reading.tokens.word(p.start) == "would");
    let phrase = accepted.or_else(|| {
        affirmed.filter(|p| {
            !reading.is_negated(p.start) && matches!(question.topic, Topic::Price) && reading.is_short() && !matches!(reading.tokens.word(p.start), "right" | "sure")
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
        && let Some(SignalValue::Amount(before)) = context.standing.0.get(&Budget).and_then(|s| s.value.as_ref())
    {
        offer.period = Some(before.period);
    }
    Some(Finding::answered(Budget, Positive, "budget.price_accepted", phrase.range()).with(amount(offer)))
}

/// Funds exist, whatever the amount.
fn assurance(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    // An amount that stands is not taken back by "it's approved".
    if context.standing.state(Budget) == Positive {
        return None;
    }
    let said = reading.phrases.of(Tag::FundsExist, reading.all()).rfind(|p| {
        !reading.is_unreal(p.start)
            && !reading.is_negated(p.start)
            && !reading.has(&[Tag::DontKnow, Tag::Sarcasm], reading.clause(p.start))
    });
    if let Some(phrase) = said {
        return Some(Finding::said(Budget, Positive, "budget.funds_exist", phrase.range()));
    }
    let affirm = reading.opens_with(Tag::Affirm)?;
    let sure = !reading.has(
        &[Tag::DontKnow, Tag::Hypothetical, Tag::Sarcasm, Tag::Past, Tag::OtherMoney, Tag::Meeting],
        reading.all(),
    );
    (context.fresh_topic() == Some(Topic::BudgetExists)
        && sure
        && reading.is_short()
        && context.question.is_some_and(|q| q.money.is_none()))
    .then(|| Finding::answered(Budget, Positive, "budget.affirmed", affirm.range()))
}

/// "Fifty thousand for the year?" "Right." completes what stands.
fn period(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let Some(SignalValue::Amount(standing)) = context.standing.0.get(&Budget).and_then(|s| s.value.as_ref()) else {
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
        Finding::answered(Budget, Positive, "budget.period", words).with(SignalValue::Amount(amount))
    })
}
