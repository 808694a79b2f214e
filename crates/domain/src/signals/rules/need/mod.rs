//! Is there a problem or requirement the product could serve?

mod answer;
mod product;
mod trouble;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub(super) use self::answer::denial;
pub(in crate::signals) use self::product::about_product;
use self::{
    answer::{answer, explained, is_availability},
    trouble::pain,
};
use super::{Context, Finding};
use crate::signals::{
    SignalKind::Need,
    SignalState::{Negative, Positive, Unknown},
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
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
    let phrases = reading.phrases.of(tag, reading.all());
    phrases.filter(|phrase| is_usable(reading, phrase))
}

/// Whether a phrase speaks of a present need of the speaker's own.
fn is_usable(reading: &Reading, phrase: &Phrase) -> bool {
    let unreal = [Tag::Hypothetical, Tag::OtherParty, Tag::CallItself];
    let clause = reading.clause(phrase.start);
    // "No complaints" and "I need to go" hold the word and not the thing.
    let contained = |tag: Tag| {
        let mut outer = reading.phrases.touching(tag, phrase.range());
        outer.any(|o| o.start <= phrase.start && phrase.end <= o.end)
    };
    let overlapped = |tag: Tag| {
        let mut other = reading.phrases.touching(tag, phrase.range());
        other.any(|o| clause.start <= o.start && o.end <= clause.end)
    };
    !reading.is_negated(phrase.start)
        && !is_of_another(reading, phrase)
        && !reading.has(&unreal, clause.clone())
        && !asks(reading, &clause)
        && !overlapped(Tag::NotNeed)
        && !contained(Tag::NoNeed)
}

/// Whether a clause asks, and not only for assent: "this cannot go on, no?"
fn asks(reading: &Reading, clause: &Range<usize>) -> bool {
    let tag = reading.tokens.word_before(clause.end, 1);
    let first = reading.tokens.word(clause.start);
    let states = matches!(tag, "no" | "right" | "eh" | "innit" | "huh" | "yes" | "na")
        && matches!(
            first,
            "this" | "that" | "it" | "we" | "our" | "my" | "they" | "i"
        );
    reading.is_question(clause) && !states
}

/// "You're breaking up", "he bought a boat": not the speaker's own affair.
fn is_of_another(reading: &Reading, phrase: &Phrase) -> bool {
    let before = |back| reading.tokens.word_before(phrase.start, back);
    let linked = matches!(before(1), "are" | "is" | "have" | "were" | "just" | "will");
    let subject = if linked { before(2) } else { before(1) };
    matches!(subject, "you" | "your")
        || phrase.tag == Tag::NoNeed && matches!(subject, "he" | "she")
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
                && !is_of_another(reading, p)
                && !reading.is_question(&clause)
                && !reading.has(&[Tag::Hypothetical], clause)
                && !other.any(|o| o.start < p.end && p.start < o.end)
                && !is_availability(reading, context, p)
        })
        .max_by_key(|p| (p.range().len(), p.end))?;
    let topic = if context.standing.state(Need) == Positive {
        open_topic(context)
    } else {
        context.fresh_topic()
    };
    let clause = reading.clauses_around(&phrase.range());
    // "Twelve thousand is fine" agrees to a price, "that's sorted" may be the meeting.
    let about_figures = reading
        .amounts
        .iter()
        .any(|money| clause.contains(&money.quantity.number));
    let subject = match topic {
        Some(topic) => topic.is_need() || context.is_first,
        None => context.is_first || !about_figures && context.standing.state(Need) != Positive,
    };
    // "Happy with how things are" names its subject, whatever the agent asked.
    let names_subject = |at| {
        let word = reading.tokens.word(at);
        let named = matches!(word, "need" | "how" | "way" | "things");
        let reversed = matches!(word, "need" | "problem" | "trouble" | "sorted" | "fixed");
        if context.standing.state(Need) == Positive {
            topic.is_none() && reversed
        } else {
            named
        }
    };
    let strong = phrase.range().len() > 2 && phrase.range().any(names_subject);
    (subject || strong).then(|| {
        let finding = Finding::said(Need, Negative, "need.none", phrase.range());
        (finding, phrase.end)
    })
}

/// What the agent asked; of what is no signal, only what was asked just now.
fn open_topic(context: &Context<'_>) -> Option<Topic> {
    context
        .topic()
        .filter(|topic| *topic != Topic::Aside || context.fresh_topic().is_some())
}
