//! Who decides, in words that are known to say so although no rule knew them.

use std::ops::Range;

use super::{
    super::Context,
    answer::name,
    clause::in_telling_clause,
    people::{is_own, own_role, roles_in},
    statement::{in_office, myself},
};
use crate::signals::{
    Decider,
    SignalState::{self, Negative, Positive},
    question::Topic,
    reading::Reading,
};

/// Who decides according to words that say whether the speaker does, and the words that name them.
pub(in crate::signals) fn any_decider(
    reading: &Reading,
    context: &Context<'_>,
    state: SignalState,
) -> Option<(Decider, Range<usize>)> {
    let told = reading
        .clauses
        .iter()
        .filter_map(|clause| in_telling_clause(reading, context, clause.clone()))
        .filter(|statement| statement.state == state && !statement.deciders.is_empty())
        .reduce(|mut earlier, later| {
            for name in later.deciders {
                if !earlier.deciders.contains(&name) {
                    earlier.deciders.push(name);
                }
            }
            earlier
        });
    let (names, words) = match (told, state) {
        (Some(told), _) => (told.deciders, told.words),
        (None, Positive) => (myself(), reading.all()),
        (None, _) => named(reading, context)?,
    };
    let names: Vec<String> = in_office(reading, names)
        .into_iter()
        .filter(|name| state == Positive || name != "self")
        .collect();
    let decider = Decider {
        role: own_role(reading),
        decision_maker: (!names.is_empty()).then(|| names.join(", ")),
    };
    (state == Positive || state == Negative).then_some((decider, words))
}

/// Somebody named at all: in these words, or by the agent who asked about them.
fn named(reading: &Reading, context: &Context<'_>) -> Option<(Vec<String>, Range<usize>)> {
    let role = reading
        .roles
        .iter()
        .rfind(|role| !is_own(reading, role.start));
    if let Some(role) = role {
        // "The dean and the provost": whoever is joined to the last one.
        let clause = reading.clause(role.start);
        let names = roles_in(reading, clause);
        return (!names.is_empty()).then_some((names, role.start..role.end));
    }
    if let Some(name) = name(reading) {
        return Some((vec![name], reading.all()));
    }
    let asked = context
        .question
        .filter(|q| q.age == 0 && q.topic.is_authority() && q.topic != Topic::Owner)?;
    (asked.roles.len() == 1).then(|| (asked.roles.clone(), reading.all()))
}

/// Whoever a denial names beside: "no, that's the CFO".
pub(super) fn named_beside(reading: &Reading, context: &Context<'_>) -> Vec<String> {
    let told: Vec<String> = reading
        .clauses
        .iter()
        .filter_map(|clause| in_telling_clause(reading, context, clause.clone()))
        .filter(|statement| statement.state == Negative)
        .flat_map(|statement| statement.deciders)
        .collect();
    if told.is_empty() {
        return roles_in(reading, reading.all());
    }
    told
}
