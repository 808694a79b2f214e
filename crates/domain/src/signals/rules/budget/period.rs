//! What the amount that stands covers, when that is asked or said afterwards.

use super::super::{Context, Finding};
use crate::signals::{
    Amount, Period, SignalKind::Budget, SignalState::Positive, SignalValue, grammar::money_period,
    lexicon::Tag, question::Topic, reading::Reading, tokens::Tokens,
};

/// "Fifty thousand for the year?" "Right." and "For the pair?" "Each." complete what stands.
pub(super) fn period(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    /// Who only says what the amount covers says little.
    const SHORT: usize = 9;
    let standing = context.standing_amount()?;
    if reading.tokens.len() > SHORT || reading.has(&[Tag::DontKnow], reading.all()) {
        return None;
    }
    let Some(question) = context.question.filter(|q| q.age == 0) else {
        return said_alone(reading, standing);
    };
    if question.topic.is_authority() {
        return None;
    }
    let asked = &question.tokens;
    let size = standing.size();
    let repeated = question
        .money
        .map(|offer| offer.quantity.size())
        .is_some_and(|said| {
            [1.0, 1e3, 1e5]
                .iter()
                .any(|by| (said * by - size).abs() < 0.5)
        });
    if !repeated && !asks_cover(asked) {
        return said_alone(reading, standing).filter(|_| {
            matches!(
                question.topic,
                Topic::Aside | Topic::BudgetAmount | Topic::BudgetExists
            )
        });
    }
    let said = reading
        .all()
        .rev()
        .find_map(|at| cover(&reading.tokens, at).map(|(period, end)| (period, at..end)));
    let affirmed = || {
        let affirm = reading.opens_with(Tag::Affirm)?;
        let period = (0..asked.len()).rev().find_map(|at| cover(asked, at))?.0;
        // Of two choices, "yes" takes neither.
        let choice = asked.normal().contains(" or ");
        (!choice).then(|| (period, affirm.range()))
    };
    let (period, words) = said.or_else(affirmed)?;
    let period = merged(standing.period, period);
    let amount = Amount {
        period,
        ..standing.clone()
    };
    (standing.period != period).then(|| {
        Finding::answered(Budget, Positive, "budget.period", words)
            .with(SignalValue::Amount(amount))
    })
}

/// "Per year", "right, that's annual": hardly more than what the amount covers, whatever was asked.
fn said_alone(reading: &Reading, standing: &Amount) -> Option<Finding> {
    /// A yes and a verb may stand beside it.
    const REST: usize = 4;
    let tokens = &reading.tokens;
    let (period, words) = reading.all().find_map(|at| {
        let plain = matches!(
            tokens.word(at),
            "per"
                | "a"
                | "each"
                | "every"
                | "monthly"
                | "weekly"
                | "quarterly"
                | "yearly"
                | "annually"
                | "annual"
        );
        let (period, end) = plain.then(|| cover(tokens, at)).flatten()?;
        Some((period, at..end))
    })?;
    let rest = tokens.len() - words.len();
    let digits = reading
        .amounts
        .iter()
        .any(|money| money.quantity.size() != 1.0);
    let period = merged(standing.period, period);
    let amount = Amount {
        period,
        ..standing.clone()
    };
    let plain = rest <= REST && !digits && !reading.is_negated(words.start);
    (plain && standing.period != period).then(|| {
        Finding::answered(Budget, Positive, "budget.period", words)
            .with(SignalValue::Amount(amount))
    })
}

/// What the words at `at` say an amount covers, and where they end.
fn cover(tokens: &Tokens, at: usize) -> Option<(Period, usize)> {
    if let (Some(period), end) = money_period::period(tokens, at) {
        return Some((period, end));
    }
    let yearly = matches!(tokens.word(at), "annual" | "annually" | "yearly");
    let monthly = matches!(tokens.word(at), "monthly");
    let every =
        tokens.starts_with(at, &["the", "year"]) || tokens.starts_with(at, &["this", "year"]);
    let month = tokens.starts_with(at, &["the", "month"]);
    match (yearly || every, monthly || month) {
        (true, _) => Some((Period::Year, at + 1)),
        (_, true) => Some((Period::Month, at + 1)),
        _ => None,
    }
}

/// Whether the agent asks what an amount covers.
pub(in crate::signals) fn asks_cover(asked: &Tokens) -> bool {
    /// Longer words of the agent's ask something else as well.
    const SHORT: usize = 16;
    const COVERS: &[&[&str]] = &[
        &["once"],
        &["one", "off"],
        &["one", "time"],
        &["in", "total"],
        &["all", "in"],
        &["altogether"],
        &["total"],
        &["each"],
        &["apiece"],
        &["the", "pair"],
        &["the", "lot"],
        &["the", "whole"],
        &["all", "of", "them"],
        &["the", "set"],
        &["both"],
        &["what", "stretch"],
        &["what", "period"],
        &["yearly", "basis"],
        &["monthly", "basis"],
    ];
    asked.len() <= SHORT
        && (0..asked.len()).any(|at| {
            cover(asked, at).is_some() || COVERS.iter().any(|words| asked.starts_with(at, words))
        })
}

/// "A month" and then "each" make it each month for each.
fn merged(standing: Period, said: Period) -> Period {
    match (standing, said) {
        (Period::Month, Period::UnitTotal) => Period::UnitMonth,
        (Period::Year, Period::UnitTotal) => Period::UnitYear,
        (Period::UnitTotal, Period::Month) => Period::UnitMonth,
        (Period::UnitTotal, Period::Year) => Period::UnitYear,
        (_, said) => said,
    }
}
