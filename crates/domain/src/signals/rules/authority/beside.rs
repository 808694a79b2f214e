//! Whoever decides beside the speaker or beside somebody the agent named: "just my wife", "her and
//! the governors".

use super::{
    clause::Clause,
    people::roles_in,
    statement::{Statement, myself},
};
use crate::signals::{
    SignalKind::Authority,
    SignalState::{Negative, Positive},
    question::Topic,
};

impl Clause<'_> {
    /// "Anyone else?" "Just my business partner": both decide.
    pub(super) fn beside(&self) -> Option<Statement> {
        let asked = self.context.fresh_topic() == Some(Topic::DecidesElse)
            && self.context.standing.state(Authority) != Negative;
        let at = self.words.start;
        let only = matches!(self.word(at), "just" | "only" | "also" | "well")
            && !matches!(self.word(at + 1), "me" | "myself" | "i" | "us");
        let role = self
            .reading
            .roles
            .iter()
            .find(|role| role.start <= at + 2 && role.start > at)?;
        let also = matches!(
            self.reading.tokens.word_before(role.start, 1),
            "just" | "only" | "also"
        );
        let first = at == 0;
        (asked && only && also && first).then(|| {
            let deciders = myself().into_iter().chain(self.roles.clone()).collect();
            let words = role.start..role.end;
            Statement::new(Positive, deciders, "authority.shared_with", words).answer()
        })
    }

    /// "Does the head sign it off?" "Her and the chair of governors both."
    pub(super) fn they_together(&self) -> Option<Statement> {
        let question = self.context.question.filter(|_| self.is_asked)?;
        let at = (self.words.start..self.words.start + 3).find(|&at| {
            matches!(
                self.word(at),
                "her" | "him" | "she" | "he" | "them" | "they"
            ) && matches!(self.word(at + 1), "and" | "plus" | "then")
        })?;
        let joined = roles_in(self.reading, at..self.words.end);
        let speaker = self
            .words
            .clone()
            .any(|i| matches!(self.word(i), "me" | "i" | "myself" | "us" | "we"));
        let known = match roles_in(self.reading, 0..at) {
            named if named.is_empty() => question.roles.clone(),
            named => named,
        };
        if speaker || joined.is_empty() || known.is_empty() {
            return None;
        }
        let deciders = known.into_iter().chain(joined).collect();
        let words = at..self.words.end;
        Some(Statement::new(Negative, deciders, "authority.they_together", words).answer())
    }
}
