//! Hears that a head count given before is mended.

use super::{
    super::{Context, Finding},
    counting::says_whole,
    exactly,
};
use crate::signals::{
    SignalKind::CompanySize,
    SignalState::Positive,
    SignalValue,
    grammar::{
        head_count::{Counted, counted, head_count},
        money::Money,
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
};

/// The head count that stood before this turn.
fn standing(context: &Context<'_>) -> Option<u64> {
    match context.standing.get(CompanySize)?.value.as_ref()? {
        SignalValue::HeadCount(count) if count.min == count.max => count.min,
        _ => None,
    }
}

/// "I left out the drivers, that's another ten", "fifty was before, it's forty now".
pub(super) fn correction(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let stood = standing(context)?;
    let tokens = &reading.tokens;
    let said = |word: &str| reading.all().any(|at| tokens.word(at) == word);
    let usable = |amount: &&Money| {
        amount.currency.is_none()
            && counted(tokens, &amount.quantity) != Counted::Others
            && amount.quantity.min == amount.quantity.max
            && amount.quantity.size() >= 1.0
    };
    let repeats = |amount: &&Money| amount.quantity.size() as u64 == stood;
    let forgotten = said("forgot")
        || said("forgotten")
        || (said("left") || said("leave")) && said("out")
        || said("top");
    let added = reading.amounts.iter().filter(usable).find(|a| {
        forgotten
            && (tokens.word_before(a.quantity.number, 1) == "another"
                || tokens.word(a.quantity.end) == "more")
    });
    if let Some(more) = added {
        let words = more.quantity.start..more.quantity.end;
        let people = stood + more.quantity.size() as u64;
        return Some(
            Finding::said(CompanySize, Positive, "company_size.added", words)
                .with(SignalValue::HeadCount(exactly(people))),
        );
    }
    let old = reading.amounts.iter().find(repeats).is_some_and(|a| {
        let end = a.quantity.end;
        (end..end + 2).any(|at| matches!(tokens.word(at), "was" | "is" | "before"))
            || tokens.word_before(a.quantity.number, 1) == "not"
    });
    let about_people =
        said("staff") || said("headcount") || said("crew") || said("employees") || said("people");
    // "No, it's sixty, I forgot the depot", "oh, seven, he hired again".
    let blurted = tokens.word(0) == "oh"
        && reading.amounts.first().is_some_and(|a| {
            let people = a.quantity.size() as u64;
            a.quantity.number == 1 && stood / 2 <= people && people <= stood * 2
        });
    let opened = matches!(
        tokens.word(0),
        "oh" | "no" | "sorry" | "actually" | "wait" | "hang" | "that"
    ) && (context.topic() == Some(Topic::Size)
        || was_other(reading)
        || forgotten
        || blurted
        || tokens.starts_with(0, &["no", "that", "is"]))
        && reading
            .amounts
            .iter()
            .filter(usable)
            .filter(|a| a.quantity.size() > 1.0)
            .count()
            == 1;
    // "No, hang on, Derek retired, so it's thirteen", "take away those five. So seven."
    let open = context
        .topic()
        .is_none_or(|topic| matches!(topic, Topic::Size | Topic::Aside));
    if let Some(whole) = reading
        .amounts
        .last()
        .filter(|a| open && usable(a) && sums_up(reading, a, stood))
    {
        let words = whole.quantity.start..whole.quantity.end;
        return Some(
            Finding::said(CompanySize, Positive, "company_size.corrected", words)
                .with(SignalValue::HeadCount(head_count(&whole.quantity)?)),
        );
    }
    let open = open && context.topic() != Some(Topic::Aside);
    let ended = reading.amounts.iter().rfind(usable).filter(|a| {
        let people = a.quantity.size() as u64;
        let concludes = (1..=3).any(|back| tokens.word_before(a.quantity.number, back) == "so")
            || matches!(
                tokens.word(0),
                "oh" | "no" | "sorry" | "actually" | "wait" | "hang" | "hold" | "one"
            );
        open && concludes
            && a.quantity.end == tokens.len()
            && !repeats(a)
            && stood / 2 <= people
            && people <= stood * 2
    });
    if let Some(ended) = ended {
        let words = ended.quantity.start..ended.quantity.end;
        return Some(
            Finding::said(CompanySize, Positive, "company_size.corrected", words)
                .with(SignalValue::HeadCount(head_count(&ended.quantity)?)),
        );
    }
    let changed = reading.amounts.iter().filter(usable).find(|a| {
        let before = |back| tokens.word_before(a.quantity.number, back);
        let said_now = a.quantity.number <= 2
            || matches!(before(1), "is" | "are" | "'s")
            || matches!(before(1), "a") && matches!(before(2), "is" | "are")
            || a.quantity.end == tokens.len()
            || matches!(
                tokens.word(a.quantity.end),
                "with" | "including" | "altogether" | "of"
            );
        opened && said_now && !repeats(a) && a.quantity.size() > 1.0
    });
    if let Some(changed) = changed {
        let words = changed.quantity.start..changed.quantity.end;
        return Some(
            Finding::said(CompanySize, Positive, "company_size.corrected", words)
                .with(SignalValue::HeadCount(head_count(&changed.quantity)?)),
        );
    }
    let now = reading.amounts.iter().filter(usable).rfind(|a| {
        let is_now = (a.quantity.end..a.quantity.end + 3).any(|at| tokens.word(at) == "now");
        let are =
            (1..=2).any(|back| matches!(tokens.word_before(a.quantity.number, back), "are" | "is"));
        !repeats(a) && (old && (is_now || are) || about_people && is_now && are_corrected(reading))
    })?;
    let words = now.quantity.start..now.quantity.end;
    Some(
        Finding::said(CompanySize, Positive, "company_size.corrected", words)
            .with(SignalValue::HeadCount(head_count(&now.quantity)?)),
    )
}

/// "And three at the depot, so fifteen is the whole of it": more than stood, said of the whole.
fn sums_up(reading: &Reading, amount: &Money, stood: u64) -> bool {
    /// A few words may follow.
    const AFTERWORDS: usize = 5;
    let tokens = &reading.tokens;
    let number = amount.quantity.number;
    let concludes = matches!(tokens.word_before(number, 1), "so" | "makes")
        || tokens.word_before(number, 1) == "it" && tokens.word_before(number, 2) == "makes"
        || says_whole(reading, amount) && counted(tokens, &amount.quantity) != Counted::Others;
    let people = amount.quantity.size() as u64;
    concludes && people > stood && tokens.len() <= amount.quantity.end + AFTERWORDS
}

/// "That was before the layoffs", "that's without the apprentices".
fn was_other(reading: &Reading) -> bool {
    let tokens = &reading.tokens;
    (0..tokens.len().min(4)).any(|at| {
        tokens.word(at) == "that"
            && matches!(tokens.word(at + 1), "is" | "was")
            && matches!(
                tokens.word(at + 2),
                "before" | "without" | "with" | "just" | "only" | "counting"
            )
    })
}

/// "Actually, I tell a lie."
fn are_corrected(reading: &Reading) -> bool {
    reading.has(&[Tag::Repair], reading.all())
        || reading.all().any(|at| {
            matches!(
                reading.tokens.word(at),
                "actually" | "lie" | "correction" | "sorry"
            )
        })
}
