//! An amount that is taken back without another in its place.

use super::super::{Context, Finding};
use crate::signals::{
    SignalKind::Budget,
    SignalState::{Positive, Unknown},
    grammar::money::Money,
    lexicon::Tag,
    reading::Reading,
};

/// "Scratch what I said on the budget", "forget the nine, that was the van".
pub(super) fn retraction(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let stands = context.standing.state(Budget) == Positive;
    let plain = reading.phrases.of(Tag::Retract, reading.all()).next();
    let wrong = reading
        .phrases
        .of(Tag::WrongAmount, reading.all())
        .next()
        .filter(|_| stands);
    let taken_back = plain.or(wrong)?;
    let about_money = reading.all().any(|at| {
        matches!(
            reading.tokens.word(at),
            "budget" | "number" | "figure" | "amount" | "money" | "pot" | "spend"
        )
    });
    let repeats = repeats_standing(reading, context);
    let ignorant = reading.has(&[Tag::DontKnow], reading.all());
    let renewed = reading.amounts.iter().any(|money| {
        let full = money.is_explicit(&reading.tokens) || money.quantity.size() >= 1000.0;
        money.quantity.size() > 1.0 && !is_standing(context, money) && (full || !ignorant)
    });
    let taken = if stands {
        // A mere "that was for the van" needs the figure or the ignorance beside it.
        !renewed
            && (ignorant && (about_money || repeats || spends(reading))
                || plain.is_some() && (about_money || repeats))
    } else {
        plain.is_some() && about_money && reading.amounts.iter().all(|m| m.start < taken_back.start)
    };
    taken.then(|| {
        Finding::said(
            Budget,
            Unknown,
            "budget.retraction",
            taken_back.start..reading.tokens.len(),
        )
    })
}

/// "No idea what we've got for it", "what we have to spend".
fn spends(reading: &Reading) -> bool {
    const HAVING: &[&[&str]] = &[
        &["what", "we", "have"],
        &["what", "i", "have"],
        &["what", "they", "have"],
        &["what", "there", "is"],
        &["have", "we", "anything"],
        &["how", "much"],
        &["to", "spend"],
        &["set", "aside"],
        &["put", "by"],
    ];
    reading.all().any(|at| {
        HAVING
            .iter()
            .any(|words| reading.tokens.starts_with(at, words))
    })
}

/// Whether the figure that stands is named again.
pub(super) fn repeats_standing(reading: &Reading, context: &Context<'_>) -> bool {
    reading
        .amounts
        .iter()
        .any(|money| is_standing(context, money))
}

/// Whether a figure is the one that stands, in full or without its thousands or lakhs.
pub(super) fn is_standing(context: &Context<'_>, money: &Money) -> bool {
    const SCALES: [f64; 6] = [1.0, 100.0, 1e3, 1e5, 1e6, 1e7];
    let Some(standing) = context.standing_amount() else {
        return false;
    };
    let ends = [money.quantity.min, money.quantity.max];
    // "Thirty dollars" are not thirty thousand.
    let scales = if money.currency.is_some() {
        &SCALES[..1]
    } else {
        &SCALES[..]
    };
    ends.into_iter().flatten().any(|value| {
        scales.iter().any(|by| {
            [standing.min, standing.max]
                .into_iter()
                .flatten()
                .any(|stood| value > 1.0 && (value * by - stood.in_units()).abs() < 0.5)
        })
    })
}
