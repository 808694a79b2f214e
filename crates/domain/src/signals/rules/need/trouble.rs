//! How much trouble is spoken of, and how much it takes to believe in a need.

use super::{
    super::{Context, Finding},
    Dated,
    answer::denial,
    is_usable, open_topic, usable,
};
use crate::signals::{
    SignalKind::Need,
    SignalState::{Negative, Positive},
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
};

/// A problem. The further from the subject, the more words of trouble it takes.
pub(super) fn pain(reading: &Reading, context: &Context<'_>) -> Option<Dated> {
    let (weight, last) = trouble(reading);
    let words = last.map_or(reading.all(), Phrase::range);
    let end = last.map_or(0, |pain| pain.end);
    (weight >= trouble_wanted(reading, context))
        .then(|| (Finding::said(Need, Positive, "need.pain", words), end))
}

/// How much trouble is spoken of, and the last strong word of it.
///
/// Phrases that share words count once: "keeps breaking down" is one trouble.
fn trouble(reading: &Reading) -> (usize, Option<Phrase>) {
    const PAIN: usize = 2;
    const HINT: usize = 1;
    let mut last: Option<Phrase> = None;
    let (mut weight, mut reach) = (0, 0);
    for pain in usable(reading, Tag::Pain) {
        // Phrases come in order of their ends.
        if pain.start >= reach {
            weight += PAIN;
        }
        reach = pain.end;
        last = Some(pain);
    }
    let mut reach = 0;
    for hint in usable(reading, Tag::PainHint) {
        let mut pains = reading.phrases.touching(Tag::Pain, hint.range());
        let is_part = pains.any(|pain| is_usable(reading, &pain));
        if hint.start >= reach && !is_part {
            weight += HINT;
            reach = hint.end;
        }
    }
    (weight, last)
}

/// How much trouble it takes to believe in a need here.
fn trouble_wanted(reading: &Reading, context: &Context<'_>) -> usize {
    let topic = open_topic(context);
    let asked = topic.is_some_and(Topic::is_need);
    // "Nobody complains" after "no": whoever denies a problem tells why.
    if topic == Some(Topic::Problem) && denial(reading).is_some() {
        return 4;
    }
    match (context.standing.state(Need), topic) {
        (Negative, _) if asked => 2,
        (Negative, None) => 4,
        (Negative, _) => 5,
        _ if asked && !context.is_first => 1,
        (_, None) => 2,
        _ if asked => 2,
        (_, Some(Topic::Aside | Topic::DecidesWho)) => 3,
        _ if context.is_first => 3,
        _ => 3,
    }
}
