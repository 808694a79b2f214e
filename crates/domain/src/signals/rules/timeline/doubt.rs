//! Times that are named and still no frame: past, imagined, denied, unknown, of something else.

use std::ops::Range;

use jiff::civil::Date;

use crate::signals::{
    SignalKind::Timeline,
    SignalValue,
    grammar::timeframe::{Mention, Relation},
    lexicon::Tag,
    reading::Reading,
    rules::finding::Context,
    tokens::Break,
};

/// Past, imagined, denied, asked about, or the reason for something else.
pub(super) fn is_elsewhere(reading: &Reading, context: &Context<'_>, mention: &Mention) -> bool {
    let clause = reading.clause(mention.start);
    let over = |end: Date| end < context.setting.call_date;
    let end = mention.frame.as_ref().and_then(|frame| frame.end);
    mention.relation == Relation::Elsewhere
        || is_unreal_time(reading, mention)
        || is_refused(reading, mention)
        || mention.relation == Relation::In
            && reading.is_negated(mention.start)
            // "No, January": the no was the answer.
            && !(mention.start == 1 && reading.tokens.word(0) == "no")
            && !is_after_a_denied_one(reading, mention)
            // "I don't know, June maybe" denies no June.
            && !reading.has(&[Tag::DontKnow], 0..mention.start)
        || end.is_some_and(over)
        || matches!(reading.tokens.word(clause.start), "because" | "cos")
        || reading.is_question(&clause)
        || reading.has(&[Tag::Past], clause.clone())
        || is_absence(reading, mention)
        || is_imagined(reading, &clause) && !is_threatened(reading, mention)
}

/// "Not Monday, do it first of September": what is denied is the other one.
fn is_after_a_denied_one(reading: &Reading, mention: &Mention) -> bool {
    reading.times.iter().any(|other| {
        other.end <= mention.start
            && reading.tokens.word_before(other.start, 1) == "not"
            && other.end + 4 > mention.start
    })
}

/// "I'm on leave from Friday", "he's away till the ninth": when somebody is not there.
fn is_absence(reading: &Reading, mention: &Mention) -> bool {
    let tokens = &reading.tokens;
    let clause = reading.clause(mention.start);
    let away = (clause.start..mention.start).any(|at| {
        matches!(tokens.word(at), "away" | "vacation")
            || tokens.starts_with(at, &["on", "leave"])
            || tokens.starts_with(at, &["on", "holiday"])
            || tokens.starts_with(at, &["on", "holidays"])
    });
    away && !reading.has(&[Tag::Launch, Tag::Require], clause)
}

/// "Easter is not possible", "this quarter's shot": a time turned down; "even in June it rains".
fn is_refused(reading: &Reading, mention: &Mention) -> bool {
    let tokens = &reading.tokens;
    let end = mention.end;
    let even = (1..=2).any(|back| tokens.word_before(mention.start, back) == "even")
        && mention.relation == Relation::In;
    let refused = match tokens.word(end) {
        "is" | "'s" | "will" | "would" | "does" => matches!(
            tokens.word(end + 1),
            "not"
                | "out"
                | "gone"
                | "cooked"
                | "impossible"
                | "full"
                | "shot"
                | "dead"
                | "hopeless"
        ),
        _ => false,
    };
    let open = !(tokens.word(end + 1) == "not"
        && matches!(
            tokens.word(end + 2),
            "bad" | "impossible" | "too" | "far" | "unrealistic" | "out" | "a"
        ));
    even || refused && open && mention.relation == Relation::In
}

/// "We would have bought in June": it was not, or nobody knows: "the summer? I couldn't say".
fn is_unreal_time(reading: &Reading, mention: &Mention) -> bool {
    let clause = reading.clause(mention.start);
    let tokens = &reading.tokens;
    let counterfactual = (clause.start..mention.start).any(|at| {
        let verb = tokens.word(at + 2);
        tokens.starts_with(at, &["would", "have"])
            && (verb.ends_with("ed") || matches!(verb, "done" | "been" | "gone" | "bought" | "had"))
    });
    let bonus = clause.clone().any(|at| tokens.word(at) == "bonus");
    let unknown = mention.relation == Relation::In
        && reading.has(&[Tag::DontKnow], mention.end..tokens.len())
        && !reading.has(&[Tag::Launch], clause);
    counterfactual
        || bonus
        || unknown
        || mention.relation == Relation::In
            && (is_past(reading, mention) || is_denied_afar(reading, mention))
}

/// "He sent it in June": it was.
fn is_past(reading: &Reading, mention: &Mention) -> bool {
    const REACH: usize = 8;
    let tokens = &reading.tokens;
    let from = reading
        .clause(mention.start)
        .start
        .max(mention.start.saturating_sub(REACH));
    (from..mention.start).any(|at| {
        let before = tokens.word_before(at, 1);
        let next = tokens.word(at + 1);
        let before = match before {
            // "They only signed", "that just finished".
            "only" | "just" | "already" | "finally" => match tokens.word_before(at, 2) {
                "have" | "has" => tokens.word_before(at, 3),
                other => other,
            },
            other => other,
        };
        let subject = matches!(
            before,
            "i" | "we" | "they" | "he" | "she" | "it" | "that" | "which" | "who"
        );
        match tokens.word(at) {
            "gave" | "went" | "came" | "took" | "sent" | "bought" | "began" | "ran" => true,
            "got" => !matches!(before, "have" | "has" | "'s" | "is" | "had") && next != "to",
            "was" | "were" => {
                !next.ends_with("ing") && !matches!(next, "hoping" | "to" | "going") && subject
            }
            "hearing" | "saying" | "promising" | "told" | "promised" => before == "been",
            "did" => subject && matches!(next, "a" | "an" | "the" | "our" | "one" | "it" | "that"),
            "wanted" | "needed" | "hoped" | "planned" | "figured" | "aimed" | "agreed" => false,
            word => word.ends_with("ed") && word.len() > 4 && subject,
        }
    })
}

/// "Do not send the crew over in March": a denial that reaches further than a few words.
fn is_denied_afar(reading: &Reading, mention: &Mention) -> bool {
    const REACH: usize = 10;
    let tokens = &reading.tokens;
    let from = reading
        .clause(mention.start)
        .start
        .max(mention.start.saturating_sub(REACH));
    for at in (from..mention.start).rev() {
        if tokens.break_after(at) >= Break::Comma
            || matches!(
                tokens.word(at),
                "i" | "we" | "they" | "he" | "she" | "maybe" | "probably"
            )
            // "Do not want it landing then": an object, no new statement.
            || tokens.word(at) == "it"
                && !matches!(tokens.word_before(at, 1), "want" | "need" | "have" | "like")
        {
            return false;
        }
        if matches!(tokens.word(at), "not" | "never") {
            return !matches!(
                tokens.word(at + 1),
                "sure"
                    | "certain"
                    | "only"
                    | "until"
                    | "till"
                    | "before"
                    | "later"
                    | "long"
                    | "bad"
                    | "far"
                    | "too"
                    | "know"
            );
        }
    }
    false
}

/// "Say we had it by June"; "I'd imagine" only hedges.
fn is_imagined(reading: &Reading, clause: &Range<usize>) -> bool {
    reading
        .phrases
        .of(Tag::Hypothetical, clause.clone())
        .any(|p| {
            let hedges = matches!(reading.tokens.word_before(p.start, 1), "would" | "i");
            !(reading.tokens.word(p.start) == "imagine" && hedges)
        })
}

/// "If we are not open by March they fine us": what must not be missed, however it is put.
pub(super) fn is_threatened(reading: &Reading, mention: &Mention) -> bool {
    /// How far back "if" may stand.
    const REACH: usize = 12;
    let tokens = &reading.tokens;
    let from = mention.start.saturating_sub(REACH);
    let opener = (from..mention.start)
        .rev()
        .find(|&at| matches!(tokens.word(at), "if" | "unless"));
    let Some(opener) =
        opener.filter(|_| matches!(mention.relation, Relation::By | Relation::Before))
    else {
        return false;
    };
    tokens.word(opener) == "unless"
        || (opener..mention.start)
            .any(|at| matches!(tokens.word(at), "not" | "no" | "nothing" | "nobody"))
}

/// "And the install?" asks for a later step while the time of an earlier one stands: the
/// earliest binds.
pub(super) fn is_later_step_asked(reading: &Reading, context: &Context<'_>) -> bool {
    const STEPS: &[&str] = &[
        "install",
        "installation",
        "rollout",
        "completion",
        "handover",
        "launch",
        "live",
        "delivery",
        "fitting",
        "finish",
    ];
    let Some(SignalValue::Timeframe(stood)) = context
        .standing
        .get(Timeline)
        .and_then(|s| s.value.as_ref())
    else {
        return false;
    };
    let Some(question) = context.question.filter(|q| q.age == 0) else {
        return false;
    };
    let tokens = &question.tokens;
    let step = (0..tokens.len()).any(|at| {
        tokens.word(at) == "and"
            && (at + 1..at + 5).any(|i| STEPS.contains(&tokens.word(i)))
            && tokens.len() <= at + 6
    });
    let starts = reading
        .times
        .iter()
        .filter_map(|m| m.frame.as_ref()?.start)
        .min();
    step && stood
        .end
        .zip(starts)
        .is_some_and(|(end, start)| end < start)
}

/// "When's the wedding?" asks for another date while the one of the purchase stands.
pub(super) fn is_other_event_asked(context: &Context<'_>) -> bool {
    const OURS: &[&str] = &[
        "move",
        "start",
        "install",
        "installation",
        "delivery",
        "deadline",
        "launch",
        "rollout",
        "date",
        "target",
        "cutover",
        "off",
        "decision",
        "job",
        "work",
        "project",
        "order",
        "go",
        "vote",
    ];
    let stands = context
        .standing
        .get(Timeline)
        .is_some_and(|s| s.value.is_some());
    let Some(question) = context.question.filter(|_| stands) else {
        return false;
    };
    let tokens = &question.tokens;
    (0..tokens.len()).any(|at| {
        tokens.starts_with(at, &["when", "is"])
            && matches!(tokens.word(at + 2), "the" | "your" | "her" | "his")
            && !OURS.contains(&tokens.word(at + 3))
    })
}
