//! There is no money: said outright, by what became of it, or as an answer.

use std::ops::Range;

use super::{
    super::{Context, Finding},
    penniless::{COINS, broke, not_a_coin, nothing_for_it, unable},
};
use crate::signals::{
    SignalKind::Budget,
    SignalState::{Negative, Positive},
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
    tokens::{Break, Tokens},
    word_list::WordList,
};

/// Names for money that can be lost.
static MONEY: WordList = WordList::of(&[
    "money",
    "budget",
    "budgets",
    "budge",
    "funds",
    "funding",
    "pot",
    "kitty",
    "cash",
    "coffers",
    "allocation",
    "allocations",
    "capex",
    "spending",
    "spend",
    "purse",
    "requisition",
    "requisitions",
    "dime",
    "cent",
    "penny",
    "nickel",
    "rupee",
    "paisa",
    "dollar",
    "quid",
]);

/// What becomes of money that is not there any more.
static LOSS: WordList = WordList::of(&[
    "froze",
    "frozen",
    "freeze",
    "cut",
    "slashed",
    "axed",
    "pulled",
    "scrapped",
    "zeroed",
    "clawed",
    "gone",
    "swallowed",
    "vanished",
    "dried",
    "exhausted",
    "empty",
    "dry",
    "bare",
    "wiped",
    "suspended",
    "blown",
    "bounced",
    "yanked",
    "lapsed",
    "evaporated",
    "disappeared",
    "withdrawn",
    "locked",
    "blocked",
    "embargoed",
    "nixed",
    "stopped",
    "swept",
    "drained",
    "depleted",
    "raided",
    "ate",
    "eaten",
    "blew",
    "sank",
    "sunk",
    "squandered",
    "nuked",
    "gutted",
    "robbed",
    "halted",
    "paused",
]);

/// There is no money.
pub(super) fn denial(reading: &Reading, context: &Context<'_>, named: bool) -> Option<Finding> {
    said(reading, context, named)
        .or_else(|| lost(reading, context).filter(|_| !imagined(reading)))
        .or_else(|| not_a_coin(reading, named))
        .or_else(|| broke(reading))
        .or_else(|| unable(reading, context, named))
        .or_else(|| nothing_for_it(reading, context, named))
        .map(|words| Finding::said(Budget, Negative, "budget.no_funds", words))
        .or_else(|| answered_no(reading, context, named))
}

fn imagined(reading: &Reading) -> bool {
    reading.has(&[Tag::Retract], reading.all())
}

/// A phrase that says so.
fn said(reading: &Reading, context: &Context<'_>, named: bool) -> Option<Range<usize>> {
    reading
        .phrases
        .of(Tag::NoFunds, reading.all())
        .rfind(|p| {
            !is_assured(reading, p)
                && !is_turned(reading, p)
                && !reading.is_question(&reading.clause(p.start))
                && !(names_coin(reading, &p.range()) && (named || bounds(&reading.tokens, p.end)))
                && !is_story(reading, context, p)
        })
        .map(Phrase::range)
}

/// Whether a denial is turned around. "Not approved, no money was given" denies twice without doing
/// so; "it's not that we have no money" does it.
fn is_turned(reading: &Reading, p: &Phrase) -> bool {
    if reading.tokens.word(p.start) != "no" {
        return reading.is_negated(p.start);
    }
    let tokens = &reading.tokens;
    (p.start.saturating_sub(7)..p.start).any(|at| {
        tokens.word(at) == "not"
            && matches!(tokens.word(at + 1), "that" | "like" | "as" | "because")
    })
}

/// "Not a penny" that goes on "over three hundred" is a ceiling.
fn bounds(tokens: &Tokens, end: usize) -> bool {
    matches!(
        tokens.word(end),
        "over" | "above" | "past" | "beyond" | "more" | "higher"
    )
}

/// Somebody else's money is spoken of: "the film cost millions and I can't afford a car".
fn is_story(reading: &Reading, context: &Context<'_>, p: &Phrase) -> bool {
    let asked = context.topic().is_some_and(Topic::is_budget);
    let words = if asked || names_coin(reading, &p.range()) {
        reading.clause(p.start)
    } else {
        reading.all()
    };
    reading.has(&[Tag::OtherParty], words)
}

/// "It's not that we don't have the money."
fn is_assured(reading: &Reading, p: &Phrase) -> bool {
    reading
        .phrases
        .of(Tag::FundsExist, reading.all())
        .any(|sure| {
            sure.start < p.end && p.start < sure.end && sure.range().len() > p.range().len()
        })
}

fn names_coin(reading: &Reading, words: &Range<usize>) -> bool {
    words.clone().any(|at| COINS.holds(&reading.tokens, at))
}

/// "They froze the whole maintenance budget": money and what became of it, close together.
fn lost(reading: &Reading, context: &Context<'_>) -> Option<Range<usize>> {
    /// As many words may stand between the two.
    const APART: usize = 6;
    let tokens = &reading.tokens;
    // "No, you know what, that's gone", of money that stood until now.
    let taken_back = context.standing.state(Budget) == Positive
        && matches!(
            reading.tokens.word(0),
            "no" | "well" | "wait" | "actually" | "sorry" | "shoot" | "yes" | "but"
        );
    let asked = taken_back || context.fresh_topic().is_some_and(Topic::is_budget);
    // "They gave us two thousand and that's gone on the roof" leaves the rest open.
    let spent = reading
        .amounts
        .iter()
        .any(|money| money.quantity.size() > 1.0);
    reading.all().rev().find_map(|at| {
        if !is_loss(tokens, at, spent) || reading.is_negated(at) || reading.is_unreal(at) {
            return None;
        }
        let clause = reading.clause(at);
        let from = at.saturating_sub(APART).max(clause.start);
        let to = (at + APART).min(clause.end);
        let money = (from..to).find(|&i| {
            let word = tokens.word(i);
            // Asked about money, "it got pulled" and "there's a freeze" are about money.
            let meant = asked
                && i < at
                && matches!(
                    word,
                    "it" | "that"
                        | "there"
                        | "everything"
                        | "they"
                        | "all"
                        | "line"
                        | "lines"
                        | "fund"
                        | "reserve"
                        | "capital"
                        | "savings"
                        | "we"
                        | "i"
                );
            (MONEY.contains(word) || meant) && (i < at || !ends_between(tokens, at, i))
        })?;
        let other = reading.has(
            &[Tag::OtherMoney, Tag::Hypothetical, Tag::OtherParty],
            clause,
        );
        (!other).then(|| money.min(at)..money.max(at) + 1)
    })
}

fn is_loss(tokens: &Tokens, at: usize, spent: bool) -> bool {
    let next = tokens.word(at + 1);
    LOSS.holds(tokens, at)
        && !matches!(
            (tokens.word(at), next),
            (
                "gone",
                "up" | "over" | "to" | "with" | "for" | "past" | "live"
            ) | ("cut", "me" | "you" | "us" | "to" | "off" | "above")
                | ("ate", "thousand" | "hundred")
                | (
                    "dry" | "empty" | "bare",
                    "run" | "handed" | "bones" | "goods"
                )
                | ("locked", "in")
                | ("blocked", "it" | "for" | "in" | "off")
        )
        && tokens.word_before(at, 1) != "be"
        && !(tokens.word(at) == "gone" && next == "on" && spent)
}

fn ends_between(tokens: &Tokens, from: usize, to: usize) -> bool {
    (from..to).any(|at| tokens.break_after(at) >= Break::Sentence)
}

/// "No", "there isn't", "none", "we haven't" when asked whether there is money.
fn answered_no(reading: &Reading, context: &Context<'_>, named: bool) -> Option<Finding> {
    let topic = context.fresh_topic()?;
    let offered = context.question.is_some_and(|q| q.money.is_some());
    if !topic.is_budget()
        || offered
        || named
        || reading.has(
            &[Tag::FundsExist, Tag::DontKnow, Tag::Sarcasm],
            reading.all(),
        )
    {
        return None;
    }
    let tokens = &reading.tokens;
    let nothing = reading.all().find(|&at| {
        let there = tokens.word_before(at, 2) == "there" && topic == Topic::BudgetExists;
        let vague = matches!(
            tokens.word(at + 1),
            "about"
                | "wrong"
                | "to"
                | "like"
                | "but"
                | "specific"
                | "concrete"
                | "fixed"
                | "firm"
                | "definite"
                | "much"
                | "official"
                | "formal"
                | "yet"
        );
        let gone = at < 2
            && matches!(
                tokens.word(at),
                "gone" | "spent" | "frozen" | "empty" | "dry" | "kaput" | "vanished" | "exhausted"
            )
            && tokens.word_before(at, 1) != "we";
        gone || (at < 4 || there)
            && !vague
            && matches!(
                reading.tokens.word(at),
                "zero"
                    | "nothing"
                    | "none"
                    | "zilch"
                    | "nada"
                    | "nowt"
                    | "nil"
                    | "nothin"
                    | "naught"
                    | "bugger"
                    | "nun"
                    | "zip"
                    | "diddly"
                    | "nought"
            )
    });
    let words = if let Some(at) = nothing {
        at..at + 1
    } else if topic == Topic::BudgetExists {
        flat_no(reading)?
    } else {
        return None;
    };
    Some(Finding::answered(Budget, Negative, "budget.denied", words))
}

/// A "no" at the start that is not taken back by what follows, or a verb of having denied.
fn flat_no(reading: &Reading) -> Option<Range<usize>> {
    /// What is denied may be followed by reasons for so long.
    const TAIL: usize = 6;
    const HAVE_NOT: &[&[&str]] = &[
        &["there", "is", "not"],
        &["there", "was", "not"],
        &["there", "are", "not"],
        &["there", "would", "not"],
        &["there", "has", "not"],
        &["we", "have", "not"],
        &["i", "have", "not"],
        &["they", "have", "not"],
        &["we", "do", "not"],
        &["i", "do", "not"],
        &["they", "do", "not"],
        &["they", "did", "not"],
        &["it", "is", "not"],
        &["it", "has", "not"],
        &["it", "was", "not"],
        &["i", "am", "not"],
        &["we", "are", "not"],
        &["have", "not", "got"],
        &["there", "will", "not"],
        &["it", "did", "not"],
        &["no", "there"],
        &["none"],
        &["not", "as", "such"],
        &["not", "any", "more"],
        &["not", "a", "thing"],
        &["not", "this", "year"],
    ];
    let tokens = &reading.tokens;
    let turned = (0..tokens.len()).any(|at| {
        matches!(
            tokens.word(at),
            "but" | "though" | "although" | "until" | "till"
        ) || tokens.starts_with(at, &["not", "that"])
            || matches!(
                tokens.word(at),
                "figure"
                    | "number"
                    | "decided"
                    | "looked"
                    | "thought"
                    | "discussed"
                    | "checked"
                    | "asked"
                    | "heard"
                    | "figured"
                    | "seen"
                    | "problem"
                    | "issue"
                    | "know"
                    | "sure"
            )
    });
    if turned {
        return None;
    }
    let denied = (0..tokens.len().min(6)).find_map(|at| {
        HAVE_NOT
            .iter()
            .find(|words| tokens.starts_with(at, words))
            .map(|words| at..at + words.len())
            .filter(|words| {
                // "We don't" answers, "we don't discuss that" evades.
                let end = words.end;
                !matches!(
                    (tokens.word_before(end, 2), tokens.word_before(end, 1)),
                    ("do" | "did", "not")
                ) || tokens.break_after(end.saturating_sub(1)) != Break::None
                    || matches!(
                        tokens.word(end),
                        "" | "have"
                            | "got"
                            | "at"
                            | "right"
                            | "yet"
                            | "really"
                            | "actually"
                            | "this"
                            | "sir"
                            | "i"
                            | "we"
                            | "they"
                            | "any"
                    )
            })
    });
    // "Not a lot" and "no, go on" say less than "no" and "none".
    let plain = || {
        let deny = reading.opens_with(Tag::Deny)?;
        let ends = tokens.break_after(deny.end.saturating_sub(1)) >= Break::Comma;
        (ends || tokens.len() - deny.end.min(tokens.len()) <= TAIL).then(|| deny.range())
    };
    denied.or_else(plain)
}
