//! Somebody else's leave has to be had: "I'd have to run it past the director".

use super::{clause::Clause, people::is_own, statement::Statement};
use crate::signals::{
    SignalKind::Authority,
    SignalState::{Negative, Positive},
    grammar::{decider::Role, person},
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
        if !self.is_asked || self.context.topic() == Some(Topic::Owner) {
            return None;
        }
        let tokens = &self.reading.tokens;
        if let Some(role) = self.is_there() {
            let mut found = self.negative("authority.there_is", role.start..role.end);
            found.deciders = vec![role.name];
            return Some(found);
        }
        self.phrases(Tag::AskOther).find_map(|phrase| {
            if self.reading.is_negated(phrase.start) {
                return None;
            }
            // "The", "my" belong to whoever is named.
            let article = matches!(
                tokens.word(phrase.end - 1),
                "the" | "our" | "my" | "that" | "it"
            );
            let at = phrase.end - usize::from(article);
            let role = person::from(tokens, &self.reading.roles, at, self.words.end)?;
            // Whoever no list knows has to be asked, not only pointed at: "that's the hope".
            let known = self
                .reading
                .roles
                .iter()
                .any(|known| known.start == role.start);
            let asks = !matches!(
                tokens.word(phrase.start),
                "that"
                    | "it"
                    | "down"
                    | "put"
                    | "goes"
                    | "go"
                    | "comes"
                    | "needs"
                    | "need"
                    | "see"
                    | "over"
                    | "above"
                    | "beyond"
                    | "more"
                    | "is"
                    | "passes"
            ) || phrase
                .range()
                .any(|i| matches!(tokens.word(i), "up" | "with"))
                || phrase.range().any(|i| tokens.word(i) == "be")
                    && role.end - role.start > 1
                    && self.words.len() <= 9;
            if !known && !asks && !self.is_telling {
                return None;
            }
            // "The safety guy and the bonding company."
            let joined = matches!(tokens.word(role.end), "and" | "or" | "then")
                .then(|| person::from(tokens, &self.reading.roles, role.end + 1, self.words.end))
                .flatten();
            (!is_own(self.reading, role.start)).then(|| {
                let words = phrase.start..role.end;
                let mut found = self.negative("authority.hands_to", words);
                found.deciders = std::iter::once(role)
                    .chain(joined)
                    .map(|r| r.name)
                    .collect();
                found
            })
        })
    }

    /// "Nothing moves without Karen", "nothing happens without her say-so".
    pub(super) fn without(&self) -> Option<Statement> {
        let tokens = &self.reading.tokens;
        let at = self.words.clone().find(|&at| self.word(at) == "without")?;
        let nothing = (self.words.start..at).any(|i| {
            matches!(
                self.word(i),
                "nothing" | "not" | "nobody" | "never" | "nowt" | "hardly"
            )
        });
        if !nothing {
            return None;
        }
        let rule = "authority.without";
        let words = at..self.words.end.min(at + 3);
        let pointed = matches!(self.word(at + 1), "her" | "his" | "their" | "him" | "them");
        let question = self.context.question.filter(|_| self.is_asked);
        if pointed && let Some(question) = question.filter(|q| !q.roles.is_empty()) {
            return Some(Statement::new(Negative, question.roles.clone(), rule, words).answer());
        }
        let role = person::from(tokens, &self.reading.roles, at + 1, self.words.end)?;
        let known = self
            .reading
            .roles
            .iter()
            .any(|known| known.start == role.start);
        (known || self.is_asked).then(|| Statement::new(Negative, vec![role.name], rule, words))
    }

    /// "There's a harbor commission": somebody there is, to one who was asked about deciding.
    fn is_there(&self) -> Option<Role> {
        let tokens = &self.reading.tokens;
        let at = self.words.start;
        let lead = usize::from(matches!(tokens.word(at), "yes" | "well" | "no" | "so"));
        let told = tokens.starts_with(at + lead, &["there", "is"])
            && matches!(
                tokens.word(at + lead + 2),
                "a" | "an" | "the" | "my" | "our" | "this"
            );
        let fresh = self.context.fresh_topic().is_some_and(Topic::is_authority);
        let role = person::from(tokens, &self.reading.roles, at + lead + 2, self.words.end)?;
        // "There's the girls in the shop": a body or somebody with a title.
        let known = self
            .reading
            .roles
            .iter()
            .any(|known| known.start == role.start);
        (told && fresh && (known || self.is_telling || role.name.contains(' '))).then_some(role)
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
