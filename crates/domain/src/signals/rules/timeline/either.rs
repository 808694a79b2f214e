//! "March or May?" "The latter": one of two times that the agent put forward.

use std::ops::Range;

use super::is_asked;
use crate::signals::{
    SignalKind::Timeline,
    SignalState::Positive,
    SignalValue, Timeframe,
    grammar::timeframe::{self, Precision, Relation},
    reading::Reading,
    rules::finding::{Context, Finding},
    tokens::{Break, Tokens},
};

/// Which of two was taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Former,
    Latter,
}

/// A choice between two times that the agent named.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let question = context.question.filter(|q| q.age == 0)?;
    let (side, words) = taken(reading)?;
    let (former, latter) = question
        .text
        .rsplit_once(" or ")
        .or_else(|| question.text.rsplit_once(" and "))?;
    // Two that are no times may be prices or people.
    if !is_asked(context) && last_time(former, context).is_none() {
        return None;
    }
    let frame = match side {
        Side::Former => last_time(former, context),
        Side::Latter => last_time(latter, context).or_else(|| following(former, latter, context)),
    }?;
    Some(
        Finding::answered(Timeline, Positive, "timeline.either", words)
            .with(SignalValue::Timeframe(frame)),
    )
}

/// The side an answer takes: "the latter", "the first one", "definitely the second".
fn taken(reading: &Reading) -> Option<(Side, Range<usize>)> {
    /// Fillers before the choice.
    const REACH: usize = 4;
    let tokens = &reading.tokens;
    (0..REACH.min(tokens.len())).find_map(|at| {
        let ends = |end: usize| {
            end >= tokens.len()
                || tokens.break_after(end.wrapping_sub(1)) != Break::None
                || matches!(
                    tokens.word(end),
                    "please"
                        | "we"
                        | "because"
                        | "it"
                        | "i"
                        | "if"
                        | "would"
                        | "for"
                        | "definitely"
                        | "probably"
                        | "is"
                        | "'s"
                )
        };
        let article = tokens.word(at) == "the";
        let word = at + usize::from(article);
        let one = usize::from(matches!(
            tokens.word(word + 1),
            "one" | "option" | "date" | "of"
        ));
        let end = word + 1 + one;
        let side = match tokens.word(word) {
            "latter" => Side::Latter,
            "former" => Side::Former,
            "second" | "later" | "last" if article => Side::Latter,
            "first" | "earlier" | "sooner" if article => Side::Former,
            "next" if !article && at == 0 => Side::Latter,
            _ => return None,
        };
        ends(end).then_some((side, at..end.min(tokens.len())))
    })
}

/// The last time that some words name.
fn last_time(words: &str, context: &Context<'_>) -> Option<Timeframe> {
    let named = |m: &timeframe::Mention| {
        m.relation != Relation::Elsewhere && m.precision != Precision::Event
    };
    timeframe::read_all(&Tokens::read(words), context.setting)
        .into_iter()
        .rfind(named)?
        .frame
}

/// "This month or next": of the same unit.
fn following(former: &str, latter: &str, context: &Context<'_>) -> Option<Timeframe> {
    let names_next = latter
        .split_whitespace()
        .next()
        .is_some_and(|word| word.starts_with("next"));
    let unit = former.split_whitespace().last()?;
    if !names_next {
        return None;
    }
    last_time(&format!("next {unit}"), context)
}
