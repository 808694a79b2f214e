//! Somebody else's leave has to be had: "I'd have to run it past the director".

use super::{clause::Clause, people::is_own, statement::Statement};
use crate::signals::{
    SignalKind::Authority,
    SignalState::Positive,
    grammar::person,
    lexicon::{Phrase, Tag},
    question::Topic,
};

impl Clause<'_> {
    /// "I'd have to run it past the director."
    pub(super) fn asks_other(&self) -> Option<Statement> {
        /// Who is asked, comes within so many words.
        const NEAR: usize = 3;
        let named_near = |p: &Phrase| {
            self.reading.roles.iter().any(|role| {
                role.start <= p.end + NEAR && role.end > p.end && role.end <= self.words.end
            })
        };
        // "Are you the owner?" asks nothing about leave.
        let is_asked = self.is_asked && self.context.topic() != Some(Topic::Owner);
        let phrase = self
            .phrases(Tag::AskOther)
            .find(|p| named_near(p) && (is_asked || self.is_asking(p)))?;
        (!self.roles.is_empty())
            .then(|| self.negative("authority.asks_other", phrase.start..self.words.end))
    }

    /// The same of whoever no list knows: "that's with the condo association", "Karen's who I ask".
    pub(super) fn hands_to(&self) -> Option<Statement> {
        let is_asked = self.is_asked && self.context.topic() != Some(Topic::Owner);
        let tokens = &self.reading.tokens;
        self.phrases(Tag::AskOther).find_map(|phrase| {
            if !is_asked && !self.is_asking(&phrase) || self.reading.is_negated(phrase.start) {
                return None;
            }
            // "The", "my" belong to whoever is named.
            let article = matches!(
                tokens.word(phrase.end - 1),
                "the" | "our" | "my" | "that" | "it"
            );
            let at = phrase.end - usize::from(article);
            let role = person::from(tokens, &self.reading.roles, at, self.words.end)?;
            // Unasked, a bare word is too little to be somebody.
            let marked = role.end - role.start > 1 || is_asked;
            (marked && !is_own(self.reading, role.start)).then(|| {
                let words = phrase.start..role.end;
                let mut found = self.negative("authority.hands_to", words);
                found.deciders = vec![role.name];
                found
            })
        })
    }

    /// Whether a phrase means leave to be had even where nobody asked who decides.
    fn is_asking(&self, phrase: &Phrase) -> bool {
        // "That's my sister", "it would be the third time" say nothing of it.
        let points = matches!(
            self.word(phrase.start),
            "that"
                | "see"
                | "need"
                | "needs"
                | "comes"
                | "belongs"
                | "sitting"
                | "report"
                | "down"
                | "wait"
                | "best"
                | "put"
                | "above"
                | "over"
                | "beyond"
                | "more"
                | "you"
        ) || self.word(phrase.start) == "it"
            && !matches!(self.word(phrase.end - 1), "to" | "up");
        let limit = matches!(
            self.word(phrase.start),
            "above" | "over" | "beyond" | "past" | "more" | "anything"
        ) && self.context.standing.state(Authority) == Positive;
        limit || self.word(phrase.end - 1) == "by" || phrase.range().len() > 2 && !points
    }
}
