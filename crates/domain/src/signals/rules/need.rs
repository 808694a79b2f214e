//! Is there a problem or requirement the product could serve?

use super::{Context, Finding};
use crate::signals::{
    SignalKind::Need,
    SignalState::{Negative, Positive, Unknown},
    grammar::number,
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// A finding and the word its evidence ends at: of two, the later weighs more.
type Dated = (Finding, usize);

/// Applies the need rules.
pub(super) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    if let Some(finding) = retraction(reading, context) {
        return Some(finding);
    }
    let stated = requirement(reading, context)
        .or_else(|| pain(reading, context))
        .or_else(|| explained(reading, context));
    match (stated, declined(reading, context)) {
        // "It goes down every Friday, but we're fine": what is said last weighs more.
        (Some((_, stated_at)), Some((declined, at))) if at > stated_at => Some(declined),
        (Some((stated, _)), _) => Some(stated),
        (None, Some((declined, _))) => Some(declined),
        (None, None) => answer(reading, context),
    }
}

/// "I'm thinking of my last company, sorry."
fn retraction(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let taken_back = reading
        .phrases
        .of(Tag::Retract, reading.all())
        .find(|p| reading.tokens.word(p.start) == "thinking")?;
    (context.standing.state(Need) != Unknown)
        .then(|| Finding::said(Need, Unknown, "need.retraction", taken_back.range()))
}

/// Whether the agent asked about the need, or asked nothing.
fn is_subject(context: &Context<'_>) -> bool {
    context.is_first || context.topic().is_none_or(Topic::is_need)
}

/// The phrases of a tag that speak of a present need of the speaker's own.
fn usable(reading: &Reading, tag: Tag) -> impl Iterator<Item = Phrase> {
    let unreal = [Tag::Hypothetical, Tag::OtherParty];
    reading.phrases.of(tag, reading.all()).filter(move |p| {
        let clause = reading.clause(p.start);
        // "No complaints" and "I need to go" hold the word and not the thing.
        let contained = |tag: Tag| {
            let mut outer = reading.phrases.of(tag, reading.all());
            outer.any(|o| o.start <= p.start && p.end <= o.end)
        };
        let overlapped = |tag: Tag| {
            let mut other = reading.phrases.of(tag, clause.clone());
            other.any(|o| o.start < p.end && p.start < o.end)
        };
        !reading.is_negated(p.start)
            && !reading.has(&unreal, clause.clone())
            && !reading.is_question(&clause)
            && !overlapped(Tag::NotNeed)
            && !contained(Tag::NoNeed)
    })
}

/// "We need a new system", "looking to move off shared inboxes".
fn requirement(reading: &Reading, context: &Context<'_>) -> Option<Dated> {
    /// "We need it" points at something else.
    const WORDS_MIN: usize = 5;
    let phrase = usable(reading, Tag::Require).max_by_key(|p| p.range().len())?;
    // Away from the subject, only a plain "need" counts, and not one with a time: "we need it by
    // Friday" answers when.
    let needs = phrase
        .range()
        .any(|at| matches!(reading.tokens.word(at), "need" | "require"));
    let timed = reading.times.iter().any(|time| time.start >= phrase.end);
    let strong = needs && !timed && matches!(context.topic(), Some(Topic::Aside | Topic::When));
    let says = (is_subject(context) || strong) && reading.tokens.len() >= WORDS_MIN;
    let finding = Finding::said(Need, Positive, "need.requirement", phrase.range());
    says.then_some((finding, phrase.end))
}

/// A problem. The further from the subject, the more words of trouble it takes.
fn pain(reading: &Reading, context: &Context<'_>) -> Option<Dated> {
    const PAIN: usize = 2;
    const HINT: usize = 1;
    let last = usable(reading, Tag::Pain).last();
    let weight =
        PAIN * usable(reading, Tag::Pain).count() + HINT * usable(reading, Tag::PainHint).count();
    let enough = match context.topic() {
        Some(Topic::NeedHow | Topic::Problem) => HINT,
        None if !context.is_first => PAIN + HINT,
        _ if is_subject(context) => PAIN,
        _ => 2 * PAIN,
    };
    let words = last.map_or(reading.all(), Phrase::range);
    let end = last.map_or(0, |pain| pain.end);
    (weight >= enough).then(|| (Finding::said(Need, Positive, "need.pain", words), end))
}

/// Whoever says at length what brought them here, says what they need.
fn explained(reading: &Reading, context: &Context<'_>) -> Option<Dated> {
    const AT_LENGTH: usize = 6;
    const SAYS_NO_NEED: [Tag; 7] = [
        Tag::NoNeed,
        Tag::Praise,
        Tag::NotNeed,
        Tag::DontKnow,
        Tag::NoRush,
        Tag::Hypothetical,
        Tag::Deny,
    ];
    let says = context.fresh_topic() == Some(Topic::NeedWhy)
        && reading.tokens.len() >= AT_LENGTH
        && !reading.has(&SAYS_NO_NEED, reading.all())
        && !reading.is_question(&reading.all());
    let finding = Finding::answered(Need, Positive, "need.explained", reading.all());
    says.then_some((
        Finding {
            confidence: 70,
            ..finding
        },
        0,
    ))
}

/// No need in so many words.
fn declined(reading: &Reading, context: &Context<'_>) -> Option<Dated> {
    if reading.has(&[Tag::Sarcasm], reading.all()) {
        return None;
    }
    let phrase = reading
        .phrases
        .of(Tag::NoNeed, reading.all())
        .filter(|p| {
            let clause = reading.clause(p.start);
            // Phrases that open with their own negation are not turned around by it.
            let own_negation = matches!(
                reading.tokens.word(p.start),
                "no" | "not" | "do" | "does" | "never" | "can"
            );
            let mut other = reading.phrases.of(Tag::NotNeed, clause.clone());
            (own_negation || !reading.is_negated(p.start))
                && !reading.is_question(&clause)
                && !reading.has(&[Tag::Hypothetical], clause)
                && !other.any(|o| o.start < p.end && p.start < o.end)
                && !is_availability(reading, context, p)
        })
        .max_by_key(|p| (p.range().len(), p.end))?;
    let subject = context.is_first || context.fresh_topic().is_none_or(Topic::is_need);
    // "Happy with how things are" names its subject, whatever the agent asked.
    let names_subject = |at| matches!(reading.tokens.word(at), "need" | "how" | "way" | "things");
    let strong = phrase.range().len() > 2
        && phrase.range().any(names_subject)
        && context.standing.state(Need) != Positive;
    (subject || strong).then(|| {
        let finding = Finding::said(Need, Negative, "need.none", phrase.range());
        (finding, phrase.end)
    })
}

/// "Now is fine", "Tuesday at two works well": a time is agreed to, no state of things praised.
fn is_availability(reading: &Reading, context: &Context<'_>, phrase: &Phrase) -> bool {
    let tokens = &reading.tokens;
    let verb = |at: usize| {
        matches!(
            tokens.word(at),
            "is" | "are" | "'s" | "would" | "be" | "works"
        )
    };
    let mut end = phrase.start;
    while end > 0 && verb(end - 1) {
        end -= 1;
    }
    let courtesy = |at: usize| matches!(tokens.word(at), "yes" | "sure" | "ok" | "well");
    let first = reading.clause(phrase.start).start;
    let start = (first..end)
        .rfind(|&at| tokens.break_after(at) != Break::None || courtesy(at))
        .map_or(first, |at| at + 1);
    let has_verb = end < phrase.start || verb(phrase.start);
    if start >= end || !has_verb {
        return false;
    }
    if end - start == 1 && matches!(tokens.word(start), "that" | "this") {
        // It points at what the agent said last.
        return !context.topic().is_some_and(Topic::is_need);
    }
    let time = |at: usize| {
        let named = reading.times.iter().any(|t| t.start <= at && at < t.end);
        let around = matches!(
            tokens.word(at),
            "right"
                | "now"
                | "then"
                | "at"
                | "on"
                | "or"
                | "any"
                | "time"
                | "morning"
                | "afternoon"
                | "evening"
                | "noon"
                | "lunch"
                | "after"
                | "before"
                | "post"
        );
        named || around || number::small(tokens.word(at)).is_some()
    };
    (start..end).all(time)
}

/// Yes or no to a question about a problem.
fn answer(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let topic = context.fresh_topic().filter(|t| t.is_need())?;
    if context.is_first || reading.has(&[Tag::DontKnow, Tag::Meeting], reading.all()) {
        return None;
    }
    let deny = reading.opens_with(Tag::Deny).filter(|d| d.start == 0);
    let affirm = reading.opens_with(Tag::Affirm).filter(|a| a.start <= 1);
    let answered =
        |state, rule, phrase: Phrase| Some(Finding::answered(Need, state, rule, phrase.range()));
    match (topic, affirm, deny) {
        (Topic::Problem, _, Some(deny)) if reading.tokens.len() <= 4 => {
            answered(Negative, "need.denied", deny)
        }
        // A lone "yes" only says go on.
        (Topic::Problem, Some(affirm), None) if reading.tokens.len() >= 2 => {
            answered(Positive, "need.affirmed", affirm)
        }
        (Topic::Happy, _, Some(deny)) if reading.tokens.len() <= 3 => {
            // "So there's no gap?" "No." agrees.
            let agrees = context.question.is_some_and(|q| q.text.contains(" no "));
            let state = if agrees { Negative } else { Positive };
            answered(state, "need.not_content", deny)
        }
        (Topic::Happy, Some(affirm), None) => answered(Negative, "need.content", affirm),
        (Topic::NeedHow | Topic::NeedWhy, ..) => {
            let praise = reading
                .last_of(Tag::Praise)
                .filter(|praise| !is_availability(reading, context, praise))?;
            answered(Negative, "need.praised", praise)
        }
        _ => None,
    }
}
