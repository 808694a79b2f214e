//! The need seen from what is sold: wanting the product is a need, wanting forklifts on a training
//! call is none. Says nothing where the rubric has no product.
//!
//! Runs after the trained table, which knows no product: what the rubric's own words say stands.

use std::ops::Range;

use super::{
    super::{Context, Finding},
    answer::denial,
    is_usable, usable,
};
use crate::signals::{
    SignalKind::Need,
    SignalState::{Negative, Positive, Unknown},
    lexicon::{Phrase, Tag},
    playbook::{Found, ProductWord},
    reading::Reading,
};

/// What may be wanted without saying what: it is the product then.
const ANYTHING: &[&str] = &[
    "alternative",
    "alternatives",
    "anything",
    "better",
    "change",
    "help",
    "improvement",
    "it",
    "one",
    "ones",
    "option",
    "options",
    "partner",
    "platform",
    "product",
    "provider",
    "replacement",
    "service",
    "software",
    "solution",
    "solutions",
    "somebody",
    "someone",
    "something",
    "supplier",
    "support",
    "system",
    "that",
    "them",
    "these",
    "this",
    "those",
    "tool",
    "upgrade",
    "vendor",
    "way",
    "yours",
];

/// What stands between wanting and the product when something else is wanted: "approval for it".
const SOMETHING_ELSE: &[&str] = &[
    "approval",
    "ask",
    "budget",
    "call",
    "check",
    "discuss",
    "hear",
    "know",
    "money",
    "permission",
    "see",
    "sign",
    "signature",
    "speak",
    "talk",
    "think",
    "time",
    "understand",
];

/// The findings, with the need as it is for what is sold.
pub(in crate::signals) fn about_product(
    mut findings: Vec<Finding>,
    reading: &Reading,
    context: &Context<'_>,
) -> Vec<Finding> {
    let product = &context.setting.playbook.product;
    let is_nobody = || reading.has(&[Tag::Recorded, Tag::WrongPerson], reading.all());
    if product.words.is_empty() || is_nobody() {
        return findings;
    }
    let said: Vec<(Found, ProductWord)> = product.words.find(&reading.tokens).collect();
    let about_else = |found: &Finding| {
        found.state != Unknown && is_about_else(found, reading, &said, product.is_named)
    };
    findings.retain(|found| found.signal != Need || !about_else(found));
    let stated = problem(reading, &said).or_else(|| requirement(reading, &said));
    let Some(stated) = stated else {
        return findings;
    };
    match findings.iter_mut().find(|found| found.signal == Need) {
        None => findings.push(stated),
        // "It's fine, but we had two accidents": what is said last weighs more, and what only the
        // table believes weighs less.
        Some(found) if found.state == Negative => {
            if found.words.end <= stated.words.end || found.rule == "need.weighed" {
                *found = stated;
            }
        }
        Some(_) => {}
    }
    findings
}

/// A problem that the product solves.
fn problem(reading: &Reading, said: &[(Found, ProductWord)]) -> Option<Finding> {
    let problems = said
        .iter()
        .rev()
        .filter(|(_, word)| *word == ProductWord::Problem);
    let mut words = problems.map(|(found, _)| found.start..found.end);
    let words = words.find(|words| {
        let phrase = Phrase {
            tag: Tag::Pain,
            start: words.start,
            end: words.end,
        };
        let clause = reading.clauses_around(words);
        let is_none = matches!(reading.tokens.word_before(words.start, 1), "zero" | "0");
        is_usable(reading, &phrase)
            && !is_none
            && !is_denied(reading, &clause)
            && !reading.has(&[Tag::NoNeed, Tag::Praise], clause)
    })?;
    Some(Finding::said(Need, Positive, "need.product_problem", words))
}

/// Whether a clause goes on with the no that the words began with: "no, the last accident was long
/// ago". What follows a "but" does not.
fn is_denied(reading: &Reading, clause: &Range<usize>) -> bool {
    let turns = |at: usize| {
        matches!(
            reading.tokens.word(at),
            "but" | "though" | "although" | "however" | "except" | "until"
        )
    };
    denial(reading).is_some_and(|no| !(no.end..clause.end).any(turns))
}

/// The product, wanted.
fn requirement(reading: &Reading, said: &[(Found, ProductWord)]) -> Option<Finding> {
    /// "We need some kind of refresher training": the product comes soon.
    const REACH: usize = 5;
    let wants: Vec<Phrase> = usable(reading, Tag::Require).collect();
    let nouns = said
        .iter()
        .rev()
        .filter(|(_, word)| *word == ProductWord::Noun);
    let mut wanted = nouns.filter_map(|(noun, _)| {
        let clause = reading.clause(noun.start);
        let want = wants.iter().rfind(|want| {
            want.start < noun.start
                && clause.contains(&want.start)
                && noun.start.saturating_sub(want.end) <= REACH
        })?;
        let between = want.start..noun.start;
        let is_of_else = between
            .into_iter()
            .any(|at| SOMETHING_ELSE.contains(&reading.tokens.word(at)));
        (!is_of_else).then_some(want.start..noun.end)
    });
    let words = wanted.next()?;
    Some(Finding::said(Need, Positive, "need.product", words))
}

/// Whether a finding speaks of something that is not sold here.
fn is_about_else(
    found: &Finding,
    reading: &Reading,
    said: &[(Found, ProductWord)],
    is_named: bool,
) -> bool {
    let words = reading.clauses_around(&found.words);
    let names = |wanted: &[ProductWord]| {
        let mut within = said.iter().filter(|(it, _)| words.contains(&it.start));
        within.any(|(_, word)| wanted.contains(word))
    };
    let is_want = matches!(
        found.rule,
        "need.requirement" | "need.explained" | "need.weighed"
    ) && found.state == Positive
        && !reading.has(&[Tag::Pain], words.clone());
    // "I need approval for the training" names the product and wants something else.
    let wants_else = || {
        words.clone().any(|at| {
            matches!(reading.tokens.word(at), "need" | "needs" | "needed")
                && SOMETHING_ELSE.contains(&reading.tokens.word(at + 1))
        })
    };
    if names(&[ProductWord::Noun, ProductWord::Problem]) {
        return is_want && wants_else();
    }
    names(&[ProductWord::Not]) || is_named && is_want && wants_another(reading, &words)
}

/// Whether what is wanted has a name, and none of the product's: "what I need is forklifts".
fn wants_another(reading: &Reading, words: &Range<usize>) -> bool {
    /// What is wanted is named soon, if at all.
    const REACH: usize = 6;
    let wants = usable(reading, Tag::Require).filter(|want| words.contains(&want.start));
    let Some(want) = wants.max_by_key(|want| want.end) else {
        return false;
    };
    let clause = reading.clause(want.start);
    let object = want.end..clause.end.min(want.end + REACH);
    let is_open = (want.start..object.end).any(|at| ANYTHING.contains(&reading.tokens.word(at)));
    let is_deed = (want.start..object.end).any(|at| reading.tokens.word(at) == "to");
    !object.is_empty() && !is_open && !is_deed
}
