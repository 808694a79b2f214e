//! What single phrases say about who decides, and how they add up.

use std::ops::Range;

use super::{
    super::{Context, Finding},
    answer::{answer, opening},
    clause::in_clause,
    people::own_role,
};
use crate::signals::{
    Decider,
    SignalKind::Authority,
    SignalState::{self, Negative, Positive},
    SignalValue,
    lexicon::Tag,
    reading::Reading,
};

/// What one phrase says about who decides.
pub(super) struct Statement {
    pub(super) state: SignalState,
    /// Who decides, by name; `self` first.
    pub(super) deciders: Vec<String>,
    /// The speaker's own role, when said.
    pub(super) role: Option<String>,
    pub(super) words: Range<usize>,
    pub(super) rule: &'static str,
    pub(super) is_answer: bool,
}

impl Statement {
    pub(super) fn new(
        state: SignalState,
        deciders: Vec<String>,
        rule: &'static str,
        words: Range<usize>,
    ) -> Self {
        Self {
            state,
            deciders,
            role: None,
            words,
            rule,
            is_answer: false,
        }
    }

    pub(super) fn answer(self) -> Self {
        Self {
            is_answer: true,
            ..self
        }
    }

    pub(super) fn owned(self, role: &str) -> Self {
        Self {
            role: Some(role.to_owned()),
            ..self
        }
    }
}

pub(super) fn myself() -> Vec<String> {
    vec!["self".to_owned()]
}

/// Applies the authority rules to each clause; statements that agree are joined, else the last
/// stands.
pub(in crate::signals::rules) fn find(reading: &Reading, context: &Context<'_>) -> Option<Finding> {
    let mut statements: Vec<Statement> = reading
        .clauses
        .iter()
        .filter_map(|clause| in_clause(reading, context, clause.clone()))
        .collect();
    if statements.is_empty() {
        statements.extend(answer(reading, context));
    } else if let Some(answer) = opening(reading, context) {
        statements.insert(0, answer);
    }
    // "Yes, along with my CFO."
    let with = |s: &Statement| reading.tokens.word_before(s.words.start, 1) == "with";
    if let [first, last] = statements.as_mut_slice()
        && first.state == Positive
        && last.rule == "authority.named"
        && with(last)
    {
        first.deciders.append(&mut last.deciders);
    }
    // "It's my call, but I'd loop in legal": a bare name after a claim to decide takes nothing back.
    if statements
        .last()
        .is_some_and(|last| last.rule == "authority.named")
        && statements
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|s| s.state == Positive)
    {
        statements.pop();
    }
    let mut joined = statements.pop()?;
    while let Some(earlier) = statements.pop() {
        let shares = earlier.state == Positive
            && joined.state == Negative
            && !joined.deciders.is_empty()
            && !limits(reading, &earlier);
        if earlier.state == joined.state || shares {
            for name in earlier.deciders.into_iter().rev() {
                if !joined.deciders.contains(&name) {
                    joined.deciders.insert(0, name);
                }
            }
            joined.role = joined.role.or(earlier.role);
            joined.state = earlier.state;
        }
    }
    let own_role = own_role(reading).or_else(|| joined.role.clone());
    joined
        .deciders
        .retain(|name| joined.state == Positive || name != "self");
    let named = !joined.deciders.is_empty();
    let value = (named || joined.state == Positive).then(|| {
        SignalValue::Decider(Decider {
            role: own_role,
            decision_maker: named.then(|| joined.deciders.join(", ")),
        })
    });
    let mut finding = Finding::said(Authority, joined.state, joined.rule, joined.words);
    if joined.is_answer {
        finding = Finding::answered(Authority, joined.state, joined.rule, finding.words);
    }
    finding.value = value;
    Some(finding)
}

/// "It is. Actually, it's my recommendation, our CRO signs": what came first is taken back.
fn limits(reading: &Reading, earlier: &Statement) -> bool {
    reading.has(&[Tag::Repair], earlier.words.end..reading.tokens.len())
}
