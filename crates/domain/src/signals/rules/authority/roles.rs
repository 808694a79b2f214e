//! What a clause says about a role that it names: that it is the speaker's own, that it decides, or
//! no more than its name, in answer to who does.

use super::{
    clause::Clause,
    deciding::is_of_something_else,
    people::{is_own, list_start, roles_in},
    statement::{Statement, myself},
    verbs::{Weight, verb},
};
use crate::signals::{
    SignalState::{Negative, Positive},
    grammar::decider::Role,
    lexicon::{Phrase, Tag},
    question::Topic,
    tokens::Break,
};

impl Clause<'_> {
    pub(super) fn about_role(&self) -> Option<Statement> {
        let inside = |r: &&Role| {
            r.start >= self.words.start && r.end <= self.words.end && !is_own(self.reading, r.start)
        };
        let role = self.reading.roles.iter().find(inside)?;
        self.own_role(role)
            .or_else(|| self.other_decides(role))
            .or_else(|| self.decided_by_another(role))
            .or_else(|| self.named(role))
    }

    /// "Plant manager's me", "regulatory affairs, which is me, and quality".
    fn own_role(&self, role: &Role) -> Option<Statement> {
        let tokens = &self.reading.tokens;
        let is_me = [&["'s", "me"][..], &["is", "me"], &["which", "is", "me"]]
            .iter()
            .any(|words| tokens.starts_with(role.end, words));
        let others = self.roles.iter().filter(|name| **name != role.name);
        let deciders = myself().into_iter().chain(others.cloned()).collect();
        let words = role.start..role.end + 2;
        is_me.then(|| Statement::new(Positive, deciders, "authority.own_role", words))
    }

    /// "The commission decides, the sheriff only complains": whoever no list knows stands before.
    fn decided_by_another(&self, role: &Role) -> Option<Statement> {
        let (found, weight) = self.weighed_shape()?;
        let sure = found.state == Negative && weight == Weight::Decides;
        (sure && found.words.end <= role.start).then_some(found)
    }

    /// "The board decides", "anything over fifty needs our CFO to sign off".
    fn other_decides(&self, role: &Role) -> Option<Statement> {
        let phrase = self
            .phrases(Tag::OtherDecides)
            .filter(|p| p.start >= role.end)
            .filter(|p| {
                let near = p.start <= role.end + 2 && self.is_decisive(p);
                self.is_asked || near && !is_of_something_else(&self.reading.tokens, p.end)
            })
            .max_by_key(|p| p.range().len())
            .or_else(|| {
                self.phrases(Tag::OtherDecides)
                    .find(|p| self.is_asked && p.range().len() > 1)
            })?;
        let words = role.start..phrase.end.max(role.end);
        if self.reading.is_negated(phrase.start) {
            return None;
        }
        let mut found = self.negative("authority.other_decides", words);
        // "The agent chooses, I've never met the owner": whoever a verb follows.
        if phrase.start >= role.end {
            let mut named = roles_in(self.reading, self.subject_of(role, &phrase)..phrase.start);
            let said =
                verb(&self.reading.tokens, phrase.start).map_or(Weight::Decides, |v| v.weight);
            let more = self.weighed_shape().filter(|(more, weight)| {
                more.state == Negative
                    && *weight >= said.min(Weight::Picks)
                    && !more.deciders.is_empty()
            });
            // "The manager does the ordering, but the MD okays it": who says yes, decides.
            if more.as_ref().is_some_and(|(_, weight)| *weight > said) {
                named.clear();
            }
            for name in more.into_iter().flat_map(|(more, _)| more.deciders) {
                if !named
                    .iter()
                    .any(|known| known.ends_with(&name) || name.ends_with(known))
                {
                    named.push(name);
                }
            }
            named.extend(self.joined_after(&phrase));
            if !named.is_empty() {
                found.deciders = named;
            }
        }
        Some(found)
    }

    /// "The bursar signs, and the dean": whoever is joined to the verb, unless something else is told
    /// of them.
    fn joined_after(&self, verb: &Phrase) -> Option<String> {
        let tokens = &self.reading.tokens;
        let with = self.word(verb.end) == "with";
        if !with && !matches!(self.word(verb.end), "and" | "or") {
            return None;
        }
        let next = self.reading.roles.iter().find(|r| r.start >= verb.end)?;
        let told = next.end < self.words.end && tokens.break_after(next.end - 1) == Break::None;
        let after = roles_in(self.reading, verb.end..self.words.end);
        after.into_iter().next().filter(|_| with || !told)
    }

    /// Where those stand whom a verb of deciding follows: "the clerk's office runs it and the council
    /// decides" tells of the council only.
    fn subject_of(&self, first: &Role, verb: &Phrase) -> usize {
        let mut before = self.reading.roles.iter().rev();
        let subject = before.find(|role| role.start >= first.start && role.end <= verb.start);
        match subject {
            // "The owners, when they're in the country, decide" has its verb far off.
            Some(subject) if verb.start <= subject.end + 2 => {
                list_start(self.reading, first.start, subject.start)
            }
            _ => self.words.start,
        }
    }

    /// A bare name as the answer to "who decides?".
    fn named(&self, role: &Role) -> Option<Statement> {
        /// An answer that goes on for longer says something else about them.
        const WORDS_AROUND_MAX: usize = 6;
        /// What comes later than this is no answer any more.
        const WORDS_BEFORE_MAX: usize = 10;
        let topic = self.context.topic()?;
        let asked = self.is_asked && topic != Topic::Owner;
        // "The dean's" is whole, "the dean's away" goes on.
        let is_owner = self.word(role.end) == "'s" && role.end + 1 >= self.words.end;
        let goes_on = !is_owner
            && matches!(
                self.word(role.end),
                "is" | "was"
                    | "said"
                    | "lives"
                    | "has"
                    | "'s"
                    | "had"
                    | "thinks"
                    | "reckons"
                    | "will"
            );
        // "No, the board, they meet on Mondays": who is named first, is the answer.
        let first = self.context.fresh_topic() == Some(topic)
            && topic != Topic::DecidesElse
            && role.start <= 3
            && self.words.start == 0;
        // "The head of ops, she's in Leeds today."
        let stands_apart = matches!(self.word(role.start), "the" | "our" | "my")
            && role.start == self.words.start
            && self.reading.tokens.break_after(role.end - 1) != Break::None;
        let beside = [Tag::DontKnow, Tag::Meeting, Tag::PainHint];
        let bare = asked
            && !goes_on
            && (first
                || self.words.start < WORDS_BEFORE_MAX
                    && self.words.len() <= role.end - role.start + WORDS_AROUND_MAX
                    && (self.context.fresh_topic().is_some()
                        || self.words.len() < WORDS_AROUND_MAX))
            && !is_own(self.reading, role.start)
            && (!self.reading.has(&beside, self.words.clone()) || stands_apart);
        let words = role.start..role.end;
        let also = matches!(
            self.reading.tokens.word_before(role.start, 1),
            "just" | "only" | "also"
        );
        if bare && also && topic == Topic::DecidesElse {
            // "Anyone else?" "Just my business partner": both decide.
            let both = myself().into_iter().chain(self.roles.clone()).collect();
            return Some(Statement::new(Positive, both, "authority.shared_with", words).answer());
        }
        bare.then(|| self.negative("authority.named", words).answer())
    }
}
