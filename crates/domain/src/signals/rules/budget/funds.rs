//! Whether there is money at all, and which of the budget rules has the last word.

use super::{
    super::{Context, Finding},
    amount::amount,
    denial::denial,
    period::period,
    price::{Echo, echo, price},
    relative::relative,
    retraction::retraction,
};
use crate::signals::{
    SignalKind::Budget, SignalState::Positive, lexicon::Tag, question::Topic, reading::Reading,
};

/// Applies the budget rules; the amount said last stands, then what was said about funds.
pub(in crate::signals::rules) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(finding) = retraction(reading, context) {
        return Some(finding);
    }
    if let Some(finding) = relative(reading, context) {
        return Some(finding);
    }
    let amount = match echo(reading, context) {
        Some(Echo::Accepted(finding)) => return Some(finding),
        Some(Echo::Only) => None,
        None => amount(reading, context),
    };
    let denial = denial(reading, context, amount.is_some());
    match (amount, denial) {
        (Some(amount), Some(denial)) if amount.words.end < denial.words.end => Some(denial),
        (Some(amount), _) => Some(amount),
        (None, Some(denial)) => Some(denial),
        (None, None) => price(reading, context)
            .or_else(|| assurance(reading, context))
            .or_else(|| period(reading, context)),
    }
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
            // "It's covered" may be anything that is settled.
            let vague = p.range().len() == 3
                && reading
                    .tokens
                    .starts_with(p.start, &["it", "is", "covered"])
                && !context.topic().is_some_and(Topic::is_budget);
            !vague
                && !reading.is_unreal(p.start)
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
    let fresh = context.fresh_topic() == Some(Topic::BudgetExists);
    if let Some(words) = is_there(reading).filter(|_| fresh) {
        return Some(Finding::answered(
            Budget,
            Positive,
            "budget.affirmed",
            words,
        ));
    }
    let affirm = reading
        .opens_with(Tag::Affirm)
        .map(|p| p.range())
        .or_else(|| some(reading))?;
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
        && (reading.is_short() || affirm.start == 0 && !goes_back(reading))
        && context.question.is_some_and(|q| q.money.is_none()))
    .then(|| Finding::answered(Budget, Positive, "budget.affirmed", affirm))
}

/// "No, it's there", "it's found": the money asked for.
fn is_there(reading: &Reading) -> Option<std::ops::Range<usize>> {
    const STANDS: &[&str] = &[
        "there",
        "found",
        "arranged",
        "sorted",
        "sanctioned",
        "ready",
    ];
    let tokens = &reading.tokens;
    (0..tokens.len().min(4))
        .find(|&at| {
            (tokens.starts_with(at, &["it", "is"]) || tokens.starts_with(at, &["they", "are"]))
                && STANDS.contains(&tokens.word(at + 2))
                && !reading.is_unreal(at)
                && !reading.has(&[Tag::DontKnow, Tag::Hypothetical], reading.all())
                && !reading.is_question(&reading.clause(at))
        })
        .map(|at| at..at + 3)
}

/// "Plenty", "a fair bit" when asked whether there is money.
fn some(reading: &Reading) -> Option<std::ops::Range<usize>> {
    (0..reading.tokens.len().min(4))
        .find(|&at| {
            matches!(reading.tokens.word(at), "arranged" | "sorted") && at == 0
                || matches!(
                    reading.tokens.word(at),
                    "plenty"
                        | "some"
                        | "enough"
                        | "loads"
                        | "lots"
                        | "bit"
                        | "little"
                        | "ample"
                        | "surely"
                        | "certainly"
                        | "indeed"
                        | "course"
                ) && !reading.is_negated(at)
                    && reading.tokens.word_before(at, 1) != "not"
        })
        .map(|at| at..at + 1)
}

/// "Yes, but …": what follows may be anything.
fn goes_back(reading: &Reading) -> bool {
    /// Longer answers are about something else by their end.
    const ANSWER: usize = 14;
    reading.tokens.len() > ANSWER
        || reading
            .all()
            .any(|at| matches!(reading.tokens.word(at), "but" | "not" | "no" | "though"))
}
