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
    if money.quantity.size() == 0.0 || reading.is_question(&clause) || in_denial(reading, money) {
        return false;
    }
    if tied(reading, &clause) {
        return true;
    }
    let asked = context.topic().is_some_and(Topic::is_budget);
    let corrects = corrects(reading, context, money);
    if is_no_money(reading, money, asked)
        || is_for_something_else(reading, money)
        || is_passed_on(reading, money)
        || is_denied(reading, money)
        || is_limit(reading, money)
        || context.topic().is_some_and(Topic::is_authority) && !corrects
    {
        return false;
    }
    let funded = reading.has(&[Tag::Funds, Tag::FundsExist], clause.clone());
    if reading.has(&[Tag::Past], clause.clone()) && !(funded && asked) {
        return false;
    }
    if echoes_price(context, money) {
        return reading.has(&[Tag::AcceptPrice], reading.all())
            || reading.opens_with(Tag::Affirm).is_some();
    }
    // In fragments the verb comes before: "we could probably do", "around forty thousand".
    let funded = reading.has(&[Tag::Funds], clause.start.saturating_sub(6)..clause.end);
    asked || corrects || funded && is_sizable(reading, money)
}

/// Money by its currency or its size.
fn is_sizable(reading: &Reading, money: &Money) -> bool {
    money.is_explicit(&reading.tokens) || money.quantity.size() >= 1000.0
}

/// A number that counts something, is a year, or is left over from a calculation.
fn is_no_money(reading: &Reading, money: &Money, asked: bool) -> bool {
    let tokens = &reading.tokens;
    if reading.all().any(|at| tokens.word(at) == "times") {
        return true;
    }
    if money.is_explicit(tokens) {
        return false;
    }
    let size = money.quantity.size();
    let dated = tokens.word(money.quantity.number).starts_with("20")
        || matches!(tokens.word_before(money.start, 1), "from" | "in" | "since");
    let is_year = dated && (1990.0..2100.0).contains(&size);
    let counts = counted(tokens, &money.quantity) != Counted::Bare;
    let bare = money.period.is_none();
    // "One" is a pronoun more often than a figure.
    size == 1.0 || is_year || bare && (counts || !asked && size < 1000.0)
}

/// Imagined, somebody else's, present cost, or meant for another purpose.
fn is_for_something_else(reading: &Reading, money: &Money) -> bool {
    const ELSEWHERE: [Tag; 4] = [
        Tag::Hypothetical,
        Tag::Sarcasm,
        Tag::OtherParty,
        Tag::OtherMoney,
    ];
    let rest = money.end.saturating_sub(1)..reading.tokens.len();
    reading.has(&ELSEWHERE, reading.clause(money.start))
        || reading.has(&[Tag::SpentElsewhere], rest)
}

/// Repeating the agent's price is no assent to it.
fn echoes_price(context: &Context<'_>, money: &Money) -> bool {
    context
        .question
        .filter(|q| matches!(q.topic, Topic::Price | Topic::Offer))
        .and_then(|q| q.money)
        .is_some_and(|offer| offer.quantity.size() == money.quantity.size())
}

/// "It's ninety, not sixty": a new figure for the one that stands, whatever was asked meanwhile.
fn corrects(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    context.standing.state(Budget) == Positive
        && reading.has(&[Tag::Repair], reading.all())
        && is_sizable(reading, money)
}

/// "It's not about the fifteen pounds."
fn is_denied(reading: &Reading, money: &Money) -> bool {
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
fn is_limit(reading: &Reading, money: &Money) -> bool {
    let opener = (1..=3).any(|back| {
        let before = |from: usize| reading.tokens.word_before(from, back);
        before(money.quantity.number) == "anything" || before(money.start) == "anything"
    });
    let signs = money.end..reading.clause(money.start).end;
    opener || reading.has(&[Tag::SelfDecides], signs)
}

/// Current or former spending counts when the prospect ties it to this purchase.
fn tied(reading: &Reading, clause: &Range<usize>) -> bool {
    const TIES: [&[&str]; 3] = [
        &["pay", "the", "same"],
        &["spend", "the", "same"],
        &["what", "we", "would", "pay"],
    ];
    (clause.start..reading.tokens.len())
        .any(|at| TIES.iter().any(|tie| reading.tokens.starts_with(at, tie)))
}
