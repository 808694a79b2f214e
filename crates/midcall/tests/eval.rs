//! The listener against every labelled call in `evals/`: floors under what it reached, and what must
//! hold whatever it reaches.
//!
//! `cargo run --release -- eval evals/dev.jsonl --tag composed` prints the figures. The floors stand
//! a little under them; raise them with the listener, never lower them. These calls taught it: what
//! it makes of strangers' calls is in `evals/README.md`.

#![cfg(test)]

#[path = "eval/laws.rs"]
mod laws;
#[path = "eval/spelling.rs"]
mod spelling;

use std::path::PathBuf;

use midcall::eval::{Case, Figures, Hearing, LabelledCase, hear, read_cases};
use midcall_domain::{
    calls::Speaker,
    signals::{Rubric, SignalKind, SignalState},
};

/// Every file of labelled calls.
const FILES: [&str; 6] = [
    "dev.jsonl",
    "hands.jsonl",
    "blind.jsonl",
    "exchanges.jsonl",
    "generated.jsonl",
    "stories.jsonl",
];

fn cases(file: &str) -> Vec<LabelledCase> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../evals")
        .join(file);
    let text = std::fs::read(path).unwrap();
    read_cases(text.as_slice())
        .collect::<Result<_, _>>()
        .unwrap()
}

fn tagged(file: &str, tag: &str) -> Vec<LabelledCase> {
    let cases = cases(file).into_iter();
    cases
        .filter(|case| case.tags.iter().any(|it| it == tag))
        .collect()
}

fn listen(case: &Case) -> Hearing {
    hear(case, &Rubric::default())
}

fn figures(cases: &[LabelledCase]) -> Figures {
    let mut figures = Figures::default();
    for case in cases {
        figures.count(case, &listen(&case.case), &Rubric::default());
    }
    figures
}

/// Every text written anew.
fn rewritten(mut cases: Vec<LabelledCase>, rewrite: fn(&str) -> String) -> Vec<LabelledCase> {
    for turn in cases.iter_mut().flat_map(|case| &mut case.case.turns) {
        turn.text = rewrite(&turn.text);
    }
    cases
}

#[track_caller]
fn at_least(what: &str, figure: f64, floor: f64) {
    assert!(figure >= floor, "{what}: {figure:.1} is under {floor}");
}

#[test]
fn composed_calls() {
    let figures = figures(&tagged("dev.jsonl", "composed"));
    let positive = figures.bant(|it| it.positive);
    at_least("BANT positive precision", positive.precision(), 96.0);
    at_least("BANT positive F1", positive.f1(), 95.0);
    at_least(
        "BANT negative F1",
        figures.bant(|it| it.negative).f1(),
        90.0,
    );
    let size = figures.signals[&SignalKind::CompanySize];
    at_least("company size F1", size.positive.f1(), 95.0);
    at_least("values", figures.values().percent(), 85.0);
    at_least("at the very turn", figures.on_time().percent(), 93.0);
    at_least("exact scores", figures.exact_scores.percent(), 85.0);
}

#[test]
fn calls_by_many_hands() {
    let figures = figures(&cases("hands.jsonl"));
    at_least(
        "BANT positive F1",
        figures.bant(|it| it.positive).f1(),
        93.0,
    );
    at_least(
        "BANT negative F1",
        figures.bant(|it| it.negative).f1(),
        88.0,
    );
}

/// Recognizers may send neither case nor punctuation.
#[test]
fn neither_case_nor_punctuation_matters_much() {
    let shouted = rewritten(tagged("dev.jsonl", "composed"), |text| {
        let mut kept = String::new();
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            // "1.5" and "5,200" keep theirs.
            let is_inner = rest.peek().is_some_and(char::is_ascii_digit);
            if is_inner || !matches!(c, '.' | ',' | '?' | '!' | ';') {
                kept.extend(c.to_uppercase());
            }
        }
        kept
    });
    at_least(
        "BANT positive F1",
        figures(&shouted).bant(|it| it.positive).f1(),
        92.0,
    );
}

/// The agent's words are context and never evidence.
#[test]
fn an_agent_who_says_it_all_proves_nothing() {
    for file in ["dev.jsonl", "hands.jsonl", "blind.jsonl"] {
        for mut case in cases(file) {
            for turn in &mut case.case.turns {
                turn.role = Speaker::Agent;
            }
            let hearing = listen(&case.case);
            assert!(hearing.signals.0.is_empty(), "{}", case.case.id);
            assert_eq!(hearing.score, 0);
        }
    }
}

#[test]
fn every_quote_is_verbatim_in_a_turn_of_the_prospect() {
    for file in FILES {
        for LabelledCase { case, .. } in cases(file) {
            for change in listen(&case).changes {
                let claim = &change.claim;
                let turn = &case.turns[claim.turn as usize];
                let (start, end) = (claim.span.0 as usize, claim.span.1 as usize);
                assert_eq!(turn.role, Speaker::Prospect, "{}", case.id);
                assert_eq!(
                    turn.text.get(start..end),
                    Some(claim.quote.as_str()),
                    "{}",
                    case.id
                );
                let has_words = claim.quote.chars().any(char::is_alphanumeric);
                assert!(
                    has_words || claim.state == SignalState::Unknown,
                    "{}",
                    case.id
                );
            }
        }
    }
}

/// Cut anywhere, a call says up to there what the whole call says.
#[test]
fn nothing_is_known_before_it_is_said() {
    for LabelledCase { mut case, .. } in tagged("dev.jsonl", "composed").into_iter().take(60) {
        let whole = listen(&case);
        let half = case.turns.len() / 2;
        case.turns.truncate(half);
        let cut = listen(&case);
        let said: Vec<_> = whole
            .changes
            .iter()
            .filter(|change| (change.turn as usize) < half)
            .map(|change| &change.claim)
            .collect();
        let heard: Vec<_> = cut.changes.iter().map(|change| &change.claim).collect();
        assert_eq!(heard, said, "{}", case.id);
    }
}
