//! The speaker decides with others: "me and the CFO", "both of us", "they vote and I've got a vote".

use super::{
    clause::Clause,
    list::beside_speaker,
    people::{beside_you, partner_name, roles_in, shares},
    statement::{Statement, myself},
};
use crate::signals::{SignalState::Positive, lexicon::Tag, question::Topic};

impl Clause<'_> {
    /// "Me and the CFO."
    pub(super) fn shared(&self) -> Option<Statement> {
        // "Dave and me."
        let at = self.words.start;
        let paired = self.is_asked
            && self.words.len() <= 6
            && self.word(at + 1) == "and"
            && matches!(self.word(at + 2), "me" | "i" | "myself");
        if !paired && !shares(self.reading, &self.words) {
            return None;
        }
        let phrase = self.longest(Tag::Shared);
        let mut others = beside_speaker(self.reading, &self.words);
        if others.is_empty() {
            others = self.meant_by_us();
        }
        if others.is_empty() {
            others.clone_from(&self.roles);
        }
        if others.is_empty() {
            others = partner_name(self.reading, &self.words);
        }
        if others.is_empty() && self.is_asked {
            // "You or Petra?" "Both of us."
            others = self
                .context
                .question
                .filter(|question| question.roles.is_empty())
                .and_then(|question| beside_you(&question.tokens))
                .into_iter()
                .collect();
        }
        if others.is_empty() {
            // "Do you and your partner decide together?" "Yeah, fifty fifty."
            let until = phrase.map_or(self.words.end, |p| p.end);
            others = roles_in(self.reading, 0..until);
        }
        if others.is_empty() {
            others = match self.context.question {
                Some(question)
                    if self.is_asked
                        && question.roles.len() == 1
                        && question.topic != Topic::Owner =>
                {
                    question.roles.clone()
                }
                _ => roles_in(self.reading, self.reading.all()),
            };
        }
        let both = self.words.clone().any(|at| self.word(at) == "both");
        let clear = (both || phrase.is_some()) && self.words.clone().any(|at| self.decides_at(at));
        let says = clear || self.is_asked && (phrase.is_some() || !others.is_empty());
        let deciders = myself().into_iter().chain(others).collect();
        says.then(|| Statement::new(Positive, deciders, "authority.shared", self.words.clone()))
    }

    /// "Both of us", "they vote and I've got a vote": with whomever the agent named.
    fn meant_by_us(&self) -> Vec<String> {
        let question = self.context.question.filter(|question| {
            self.is_asked && question.age == 0 && question.topic != Topic::Owner
        });
        let points = self.words.clone().any(|at| {
            matches!(self.word(at), "they" | "she" | "he")
                || self.word(at) == "us" && matches!(self.reading.tokens.word_before(at, 1), "of")
        });
        question
            .filter(|question| points && question.roles.len() == 1)
            .map(|question| question.roles.clone())
            .unwrap_or_default()
    }
}
