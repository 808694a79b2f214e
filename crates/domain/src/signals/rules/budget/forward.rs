//! Which figures the prospect puts forward: by a verb, as an answer, or in place of the one that
//! stands.

use super::{
    super::Context,
    price::{is_same, suits},
    scale::comparable,
};
use crate::signals::{
    Period,
    grammar::{
        head_count::{Counted, counted},
        money::Money,
    },
    lexicon::Tag,
    question::Topic,
    reading::Reading,
    tokens::Tokens,
};

/// Whether the words stand shortly before a figure.
pub(super) fn tokens_before(reading: &Reading, money: &Money, words: &[&str]) -> bool {
    let from = money.start.saturating_sub(5);
    (from..money.start).any(|at| reading.tokens.starts_with(at, words))
}

/// "Make it nine", "I'd do one twenty": words right before a figure that put it forward.
pub(super) fn is_put_forward(reading: &Reading, money: &Money) -> bool {
    const FORWARD: &[&[&str]] = &[
        &["make", "it"],
        &["make", "that"],
        &["call", "it"],
        &["say"],
        &["i", "want"],
        &["we", "want"],
        &["has", "put"],
        &["have", "put"],
        &["'s", "put"],
        &["is", "put"],
        &["you", "can", "write"],
        &["you", "can", "put"],
        &["put", "down"],
        &["you", "have", "got"],
        &["so", "it", "is"],
        &["it", "is", "now"],
        &["it", "is", "really"],
        &["down", "to"],
    ];
    let at = before_hedges(reading, money);
    pays(reading, money)
        || [at, money.start].into_iter().any(|at| {
            FORWARD.iter().any(|words| {
                at >= words.len() && reading.tokens.starts_with(at - words.len(), words)
            })
        })
}

/// "I could go to", "we'll give", "I'd do" right before a figure.
pub(super) fn pays(reading: &Reading, money: &Money) -> bool {
    let tokens = &reading.tokens;
    let at = before_hedges(reading, money);
    let verb = at.saturating_sub(1);
    let paying = matches!(
        tokens.word(verb),
        "do" | "go"
            | "give"
            | "pay"
            | "spend"
            | "put"
            | "manage"
            | "carry"
            | "swing"
            | "find"
            | "stretch"
            | "bear"
            | "offer"
            | "afford"
            | "invest"
            | "release"
            | "commit"
            | "see"
    );
    let modal = matches!(
        tokens.word_before(verb, 1),
        "can" | "could" | "will" | "would" | "probably" | "maybe" | "gladly" | "happily"
    );
    let speaker = (2..=4).any(|back| matches!(tokens.word_before(verb, back), "i" | "we"));
    paying && modal && speaker
}

/// Where a figure starts, the softeners before it counted in.
fn before_hedges(reading: &Reading, money: &Money) -> usize {
    /// Nobody piles up more of them.
    const HEDGES: usize = 3;
    let mut at = money.start;
    while at > 0
        && money.start - at < HEDGES
        && matches!(
            reading.tokens.word(at - 1),
            "about"
                | "around"
                | "like"
                | "roughly"
                | "maybe"
                | "only"
                | "just"
                | "to"
                | "up"
                | "you"
                | "another"
                | "probably"
        )
    {
        at -= 1;
    }
    at
}

/// Whether a bare figure may replace the amount that stands: "make it seven" may be an hour.
pub(super) fn likely(context: &Context<'_>, money: &Money) -> bool {
    let bare = money.currency.is_none() && money.period.is_none() && money.quantity.scale < 100.0;
    let Some(standing) = context.standing_amount().filter(|_| bare) else {
        return true;
    };
    let stood = standing.size();
    let size = money.quantity.size();
    let near = |value: f64| (0.2..=5.0).contains(&(value / stood.max(1.0)));
    near(size)
        || size < 1000.0
            && (near(size * 1e3) || near(size * 1e5) || near(size * 100.0))
            && stood >= 1000.0
}

/// "Six twenty I can live with", "sixteen lakhs is fine with us".
pub(super) fn is_accepted(reading: &Reading, money: &Money) -> bool {
    let near = money.end..(money.end + 6).min(reading.tokens.len());
    (suits(&reading.tokens, money.end) || reading.has(&[Tag::AcceptPrice], near))
        && (money.period.is_some() || money.quantity.size() >= 100.0)
}

/// "Sixty thousand", right after a question for some figure: plain money and hardly anything else.
pub(super) fn answers_openly(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    /// The figure comes first, after a few softeners.
    const LEAD: usize = 5;
    context
        .question
        .is_some_and(|q| q.asks_figure && q.age == 0)
        && is_sizable(reading, money)
        && (money.start <= LEAD || money.quantity.min != money.quantity.max)
        && !reading.has(&[Tag::Past, Tag::OtherMoney], reading.all())
}

/// "I could scrape together nine hundred bucks", "we'd chuck two grand at it": what the speaker
/// can or will do with plain money, whatever the verb, is part with it.
pub(super) fn vows(reading: &Reading, money: &Money) -> bool {
    /// A verb with its particles stands between the modal and the figure.
    const REACH: usize = 5;
    /// Verbs that bring money in, cost it or only speak of it.
    const NOT_SPENT: &[&str] = &[
        "save",
        "lose",
        "make",
        "earn",
        "get",
        "gain",
        "charge",
        "owe",
        "win",
        "sell",
        "bill",
        "turn",
        "see",
        "say",
        "expect",
        "guess",
        "need",
        "cost",
        "be",
        "have",
        "think",
        "imagine",
        "bet",
        "reckon",
        "hope",
        "want",
        "borrow",
        "rent",
        "buy",
        "sign",
        "approve",
        "authorize",
        "authorise",
        "take",
        "ask",
        "quote",
        "price",
        "hear",
        "read",
    ];
    let tokens = &reading.tokens;
    let from = money
        .start
        .saturating_sub(REACH)
        .max(reading.clause(money.start).start);
    let modal = (from..money.start).rev().find(|&at| {
        matches!(tokens.word(at), "could" | "can" | "would" | "will")
            && matches!(tokens.word_before(at, 1), "i" | "we")
    });
    modal.is_some_and(|at| {
        let said = at + 1..money.start;
        !said.is_empty()
            && is_sizable(reading, money)
            && !said.clone().any(|i| {
                NOT_SPENT.contains(&tokens.word(i)) || matches!(tokens.word(i), "not" | "never")
            })
            && !reading.is_unreal(at)
            && !reading.is_negated(at)
    })
}

/// "We have sixty thousand for the two units", "I've got eighty bucks a month that …": plain money
/// that the speaker has, and what for.
pub(super) fn holds(reading: &Reading, money: &Money) -> bool {
    let tokens = &reading.tokens;
    let at = before_hedges(reading, money);
    let has = at > 1
        && matches!(tokens.word(at - 1), "have" | "got")
        && (1..=3).any(|back| matches!(tokens.word_before(at, back + 1), "i" | "we"));
    let what_for = matches!(
        tokens.word(money.end),
        "for" | "toward" | "towards" | "left" | "that" | "set" | "in" | "to" | "put"
    );
    has && what_for
        && is_sizable(reading, money)
        && !reading.is_unreal(money.start)
        && !reading.is_negated(money.start)
}

/// A figure of the size of the price on the table, when nothing else was asked.
pub(super) fn haggles(context: &Context<'_>, money: &Money, tokens: &Tokens) -> bool {
    let open = context.topic().is_none_or(|topic| topic == Topic::Aside);
    open && comparable(context, money)
        && context
            .offered
            .is_some_and(|offer| !is_same(money, None, offer))
        && (money.is_explicit(tokens)
            || money.period.is_some()
            || money.quantity.size() >= 100.0 && counted(tokens, &money.quantity) == Counted::Bare)
        && money.start < HAGGLE
}

/// A counter-offer comes at once.
const HAGGLE: usize = 6;

/// Money by its currency or its size.
pub(super) fn is_sizable(reading: &Reading, money: &Money) -> bool {
    money.is_explicit(&reading.tokens)
        || money.quantity.size() >= 1000.0
        || money.quantity.size() >= 50.0
            && matches!(
                money.period,
                Some(
                    Period::Week
                        | Period::Month
                        | Period::Year
                        | Period::UnitMonth
                        | Period::UnitYear
                )
            )
        || money.quantity.size() >= 100.0
            && (is_put_forward(reading, money) || is_accepted(reading, money))
}

/// "Actually my boss trimmed that to fifteen", "then two forty", "two point two is okay": a figure of
/// the size of the one that stands, with a word that puts it in its place.
pub(super) fn is_renewal(reading: &Reading, context: &Context<'_>, money: &Money) -> bool {
    /// What was settled does not change by more.
    const TIMES: f64 = 3.0;
    /// How far from the figure that word may stand.
    const REACH: usize = 12;
    const MOVED: &[&str] = &[
        "trimmed", "bumped", "raised", "upped", "lowered", "knocked", "dropped", "cut", "lie",
        "instead", "limit", "ceiling", "max",
    ];
    const OPENERS: &[&str] = &[
        "no",
        "wait",
        "actually",
        "sorry",
        "correction",
        "hang",
        "scratch",
        "then",
        "nope",
        "oh",
    ];
    let tokens = &reading.tokens;
    let open = context
        .topic()
        .is_none_or(|topic| topic.is_budget() || topic == Topic::Aside || topic.is_need());
    let Some(standing) = context.standing_amount().filter(|_| open) else {
        return false;
    };
    let stood = standing.size();
    let near = |by: f64| {
        let ratio = money.quantity.size() * by / stood.max(0.01);
        (1.0 / TIMES..=TIMES).contains(&ratio)
    };
    let bare = money.currency.is_none() && money.quantity.scale < 100.0;
    // "Six is good" may be an hour.
    let asked = context.topic().is_some_and(Topic::is_budget);
    let moved = (money.start.saturating_sub(REACH)..money.end + REACH)
        .any(|at| MOVED.contains(&tokens.word(at)));
    let plain = asked || moved || money.quantity.min.is_none();
    let sized = near(1.0) && (!bare || money.quantity.size() >= 100.0 || asked)
        || bare && plain && (near(1e3) || near(1e5) || near(100.0));
    let marked = moved
        || OPENERS.contains(&tokens.word(0))
        || is_accepted(reading, money)
        || suits(tokens, money.end);
    let clause = reading.clause(money.start);
    sized
        && marked
        && counted(tokens, &money.quantity) == Counted::Bare
        && !reading.has(
            &[
                Tag::OtherMoney,
                Tag::OtherParty,
                Tag::Meeting,
                Tag::Hypothetical,
            ],
            clause,
        )
}
