//! Is there a problem or requirement the product could serve?

use super::{Context, Finding};
use crate::signals::{
    SignalKind::Need,
    SignalState::{Negative, Positive, Unknown},
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
};

/// Applies the need rules.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(taken_back) = reading.phrases.of(Tag::Retract, reading.all()).find(|p| {
        matches!(reading.tokens.word(p.start), "thinking")
            && context.standing.state(Need) != Unknown
    }) {
        return Some(Finding::said(
            Need,
            Unknown,
            "need.retraction",
            taken_back.range(),
        ));
    }
    let stated = stated(reading, context);
    let declined = declined(reading, context);
    match (stated, declined) {
        // "It works fine, but it goes down every Friday": what is said last weighs more.
        (Some((_, said_at)), Some(declined)) if declined.words.end > said_at => Some(declined),
        (Some((stated, _)), _) => Some(stated),
        (None, Some(declined)) => Some(declined),
        (None, None) => answer(reading, context),
    }
}

fn is_about_something_else(reading: &Reading, phrase: &Phrase) -> bool {
    reading
        .phrases
        .of(Tag::NotNeed, reading.clause(phrase.start))
        .any(|not| not.start < phrase.end && phrase.start < not.end)
}

/// A problem or a requirement in so many words, and where those end.
fn stated(reading: &Reading, context: &Context<'_>) -> Option<(Finding, usize)> {
    let topic = context.topic();
    let about_need = topic.is_none_or(Topic::is_need) || context.is_first;
    let usable = |p: &Phrase| {
        !reading.is_negated(p.start)
            && !reading.has(
                &[Tag::Hypothetical, Tag::OtherParty],
                reading.clause(p.start),
            )
            && !reading.is_question(&reading.clause(p.start))
            && !is_about_something_else(reading, p)
            && !within_no_need(reading, p)
    };
    let requirement = reading
        .phrases
        .of(Tag::Require, reading.all())
        .filter(usable)
        .max_by_key(|p| p.range().len());
    let pains: Vec<Phrase> = reading
        .phrases
        .of(Tag::Pain, reading.all())
        .filter(usable)
        .collect();
    let hints = reading
        .phrases
        .of(Tag::PainHint, reading.all())
        .filter(usable)
        .count();
    if let Some(phrase) = requirement {
        // Away from the subject, only a requirement with "need" in it is one.
        let strong = phrase
            .range()
            .any(|at| matches!(reading.tokens.word(at), "need" | "require"))
            && matches!(topic, Some(Topic::Aside | Topic::When))
            && !reading.times.iter().any(|time| time.start >= phrase.end);
        if (about_need || strong) && reading.tokens.len() > 4 {
            let clause = reading.clause(phrase.start);
            return Some((
                Finding::said(Need, Positive, "need.requirement", clause),
                phrase.end,
            ));
        }
    }
    let weight = pains.len() * 2 + hints;
    let enough = match topic {
        Some(Topic::NeedHow | Topic::Problem) => 1,
        None if !context.is_first => 3,
        _ if about_need => 2,
        _ => 4,
    };
    if weight >= enough {
        let (clause, end) = pains.last().map_or((reading.all(), 0), |pain| {
            (reading.clause(pain.start), pain.end)
        });
        return Some((Finding::said(Need, Positive, "need.pain", clause), end));
    }
    // Whoever says at length what brought them here, says what they need.
    let explained = context.fresh_topic() == Some(Topic::NeedWhy)
        && reading.tokens.len() > 5
        && !reading.has(
            &[
                Tag::NoNeed,
                Tag::Praise,
                Tag::NotNeed,
                Tag::DontKnow,
                Tag::NoRush,
                Tag::Hypothetical,
                Tag::Deny,
            ],
            reading.all(),
        )
        && !reading.is_question(&(0..reading.tokens.len()));
    explained.then(|| {
        let finding = Finding::answered(Need, Positive, "need.explained", reading.all());
        (
            Finding {
                confidence: 70,
                ..finding
            },
            0,
        )
    })
}

/// A pain inside words of content: "no complaints", "isn't a problem".
fn within_no_need(reading: &Reading, phrase: &Phrase) -> bool {
    reading
        .phrases
        .of(Tag::NoNeed, reading.all())
        .any(|none| none.start <= phrase.start && phrase.end <= none.end)
}

/// No need in so many words.
fn declined(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let about_need = context.fresh_topic().is_none_or(Topic::is_need) || context.is_first;
    let phrase = reading
        .phrases
        .of(Tag::NoNeed, reading.all())
        .filter(|p| {
            let opens = matches!(
                reading.tokens.word(p.start),
                "no" | "not" | "do" | "does" | "never" | "can"
            );
            (opens || !reading.is_negated(p.start))
                && !reading.is_question(&reading.clause(p.start))
                && !reading.has(&[Tag::Hypothetical], reading.clause(p.start))
                && !is_about_something_else(reading, p)
        })
        .max_by_key(|p| (p.range().len(), p.end))?;
    let strong = phrase.range().any(|at| reading.tokens.word(at) == "need")
        && phrase.range().len() > 2
        && context.standing.state(Need) != Positive;
    if reading.has(&[Tag::Sarcasm], reading.all()) {
        return None;
    }
    (about_need || strong).then(|| Finding::said(Need, Negative, "need.none", phrase.range()))
}

/// Yes or no to a question about a problem.
fn answer(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let topic = context.fresh_topic().filter(|t| t.is_need())?;
    if reading.has(&[Tag::DontKnow, Tag::Meeting], reading.all()) || context.is_first {
        return None;
    }
    let deny = reading.opens_with(Tag::Deny).filter(|d| d.start == 0);
    let affirm = reading.opens_with(Tag::Affirm).filter(|a| a.start <= 1);
    match topic {
        Topic::Problem => match (affirm, deny) {
            (_, Some(deny)) if reading.tokens.len() <= 4 => Some(Finding::answered(
                Need,
                Negative,
                "need.denied",
                deny.range(),
            )),
            (Some(affirm), None) if reading.tokens.len() >= 2 => Some(Finding::answered(
                Need,
                Positive,
                "need.affirmed",
                affirm.range(),
            )),
            _ => None,
        },
        Topic::Happy => match (affirm, deny) {
            (_, Some(deny)) if reading.tokens.len() <= 3 => {
                let none_worried = context.question.is_some_and(|q| q.text.contains(" no "));
                let state = if none_worried { Negative } else { Positive };
                Some(Finding::answered(
                    Need,
                    state,
                    "need.not_content",
                    deny.range(),
                ))
            }
            (Some(affirm), None) => Some(Finding::answered(
                Need,
                Negative,
                "need.content",
                affirm.range(),
            )),
            _ => None,
        },
        Topic::NeedHow => {
            let praise = reading.last_of(Tag::Praise)?;
            Some(Finding::answered(
                Need,
                Negative,
                "need.praised",
                praise.range(),
            ))
        }
        _ => None,
    }
}
