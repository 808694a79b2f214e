//! Which amounts are a budget: most money that is spoken of is not.

use std::ops::Range;

use super::super::Context;
use crate::signals::{
    SignalKind::Budget,
    SignalState::Positive,
    grammar::{
        head_count::{Counted, counted},
        money::Money,
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
};

/// Whether a quantity is money for this purchase.
pub(super) fn is_budget(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
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
    let calculated = reading.all().any(|at| tokens.word(at) == "times");
    let bare_one = money.quantity.size() == 1.0 && !explicit;
    let is_year = !explicit
        && (1990.0..2100.0).contains(&money.quantity.size())
        && (tokens.word(money.quantity.number).starts_with("20")
            || matches!(tokens.word_before(money.start, 1), "from" | "in" | "since"));
    let something_else = calculated
        || bare_one
        || is_year
        || !explicit
            && (counted(&reading.tokens, &money.quantity) != Counted::Bare
                && money.period.is_none()
                || !asked && money.quantity.size() < 1000.0 && money.period.is_none());
    let funded = reading.has(&[Tag::Funds, Tag::FundsExist], clause.clone());
    // A fragment: "we could probably do", "around forty thousand for the year".
    let funded_before = reading.has(&[Tag::Funds], clause.start.saturating_sub(6)..clause.end);
    if something_else
        || context.topic().is_some_and(Topic::is_authority) && !corrects(reading, context, money)
        || denied(reading, money)
        || reading.has(
            &[Tag::Hypothetical, Tag::Sarcasm, Tag::OtherParty],
            clause.clone(),
        )
        || is_passed_on(reading, money)
        || reading.has(
            &[Tag::SpentElsewhere],
            money.end.saturating_sub(1)..tokens.len(),
        )
        || approval_limit(reading, money)
    {
        return false;
    }
    if reading.has(&[Tag::OtherMoney], clause.clone())
        || reading.has(&[Tag::Past], clause.clone()) && !(funded && asked)
    {
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
    asked
        || corrects(reading, context, money)
        || funded_before && (explicit || money.quantity.size() >= 1000.0)
}

/// "It's ninety, not sixty": a new figure for the one that stands, whatever was asked meanwhile.
fn corrects(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    context.standing.state(Budget) == Positive
        && reading.has(&[Tag::Repair], reading.all())
        && (money.is_explicit(&reading.tokens) || money.quantity.scale >= 1000.0)
}

/// "It's not about the fifteen pounds."
fn denied(reading: &Reading, money: &Money) -> bool {
    let from = money
        .start
        .saturating_sub(3)
        .max(reading.clause(money.start).start);
    money.quantity.min.is_some()
        && (from..money.start).any(|at| {
            // "I don't know, couple thousand" is only a hedge.
            matches!(reading.tokens.word(at), "not" | "never")
                && reading.tokens.word(at + 1) != "know"
        })
}

/// "Anything over fifty needs our CFO to sign off": somebody named after the amount.
fn is_passed_on(reading: &Reading, money: &Money) -> bool {
    let rest = money.end..reading.clause(money.start).end;
    reading
        .roles
        .iter()
        .any(|role| role.start >= rest.start && role.end <= rest.end)
        && reading.has(&[Tag::OtherDecides], rest)
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
        matches!(
            tokens.word_before(money.quantity.number, back),
            "anything" | "everything"
        ) || tokens.word_before(money.quantity.start, back) == "anything"
    });
    opener
        || reading.has(
            &[Tag::SelfDecides],
            money.end..reading.clause(money.start).end,
        )
}

/// Current or former spending counts when the prospect ties it to this purchase.
fn tied(reading: &Reading, clause: &Range<usize>) -> bool {
    let rest = clause.start..reading.tokens.len();
    rest.clone().any(|at| {
        reading.tokens.starts_with(at, &["pay", "the", "same"])
            || reading
                .tokens
                .starts_with(at, &["what", "we", "would", "pay"])
            || reading.tokens.starts_with(at, &["spend", "the", "same"])
    })
}
