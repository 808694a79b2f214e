//! What one clause says about who decides: a list of rules, the surest first.

use std::ops::Range;

use super::{
    super::Context,
    people::{is_business, is_own, partner_name, roles_in, shares},
    statement::{Statement, myself},
};
use crate::signals::{
    SignalKind::Authority,
    SignalState::{Negative, Positive},
    grammar::decider::Role,
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
};

/// Applies the rules to one clause.
pub(super) fn in_clause(
    reading: &Reading,
    context: &Context<'_>,
    words: Range<usize>,
) -> Option<Statement> {
    let unreal = [Tag::Hypothetical, Tag::OtherParty];
    if reading.has(&unreal, words.clone()) || reading.is_question(&words) {
        return None;
    }
    let clause = Clause {
        reading,
        context,
        roles: roles_in(reading, words.clone()),
        is_asked: context.topic().is_some_and(Topic::is_authority),
        words,
    };
    clause
        .not_self()
        .or_else(|| clause.shared())
        .or_else(|| clause.owner())
        .or_else(|| clause.self_decides())
        .or_else(|| clause.asks_other())
        .or_else(|| clause.somebody_known())
        .or_else(|| clause.about_role())
}

/// A clause with what the rules ask of it again and again.
struct Clause<'a> {
    reading: &'a Reading,
    context: &'a Context<'a>,
    words: Range<usize>,
    /// Deciders named in it.
    roles: Vec<String>,
    /// Whether the agent asked who decides.
    is_asked: bool,
}

impl Clause<'_> {
    fn word(&self, at: usize) -> &str {
        self.reading.tokens.word(at)
    }

    fn phrases(&self, tag: Tag) -> impl DoubleEndedIterator<Item = Phrase> {
        self.reading.phrases.of(tag, self.words.clone())
    }

    fn longest(&self, tag: Tag) -> Option<Phrase> {
        self.phrases(tag).max_by_key(|p| (p.range().len(), p.end))
    }

    /// The longest phrase of a claim to decide that is not turned around: "I'm not the owner".
    fn claimed(&self, tag: Tag) -> Option<Phrase> {
        let turned = |at: usize| {
            self.reading.is_negated(at) && self.reading.tokens.word_before(at, 1) != "else"
        };
        self.phrases(tag)
            .filter(|p| !turned(p.start))
            .max_by_key(|p| (p.range().len(), p.end))
    }

    fn negative(&self, rule: &'static str, words: Range<usize>) -> Statement {
        Statement::new(Negative, self.roles.clone(), rule, words)
    }

    /// "That's above my pay grade", "it won't be me".
    fn not_self(&self) -> Option<Statement> {
        let phrase = self.longest(Tag::NotSelf)?;
        let pay_grade = self.word(phrase.start) == "above";
        let no_more = self.word(phrase.end - 1) == "me" && phrase.range().len() > 2;
        let stands = self.context.standing.state(Authority) == Positive;
        // "I just run the trial" only says something beside whoever decides.
        let only_helps = matches!(self.word(phrase.start + 1), "just" | "only");
        let counts = self.is_asked || pay_grade || no_more || stands;
        let says =
            counts && !shares(self.reading, &self.words) && !(only_helps && self.roles.is_empty());
        says.then(|| self.negative("authority.not_self", phrase.range()))
    }

    /// "Me and the CFO."
    fn shared(&self) -> Option<Statement> {
        if !shares(self.reading, &self.words) {
            return None;
        }
        let phrase = self.longest(Tag::Shared);
        let mut others = self.roles.clone();
        if others.is_empty() {
            others = partner_name(self.reading, &self.words);
        }
        if others.is_empty() {
            // "Do you and your partner decide together?" "Yeah, fifty fifty."
            others = match self.context.question {
                Some(question) if question.roles.len() == 1 => question.roles.clone(),
                _ => roles_in(self.reading, self.reading.all()),
            };
        }
        let says = phrase.is_some() || self.is_asked && !others.is_empty();
        let deciders = myself().into_iter().chain(others).collect();
        says.then(|| Statement::new(Positive, deciders, "authority.shared", self.words.clone()))
    }

    /// "I own the place."
    fn owner(&self) -> Option<Statement> {
        let phrase = self.claimed(Tag::Owner).filter(|p| {
            self.is_asked || self.context.is_first || is_business(self.reading, p.end)
        })?;
        Some(Statement::new(Positive, myself(), "authority.owner", phrase.range()).owned("owner"))
    }

    /// "I sign off on it", "it's my call".
    fn self_decides(&self) -> Option<Statement> {
        let phrase = self.claimed(Tag::SelfDecides)?;
        let vague = matches!(
            self.word(phrase.start),
            "just" | "it" | "that" | "yes" | "only" | "i"
        );
        let clear = (phrase.range().len() >= 3 || !vague) && !self.only_answers(&phrase);
        (self.is_asked || clear)
            .then(|| Statement::new(Positive, myself(), "authority.self_decides", phrase.range()))
    }

    /// Phrases that decide only as an answer: "that's me", "just me".
    fn only_answers(&self, phrase: &Phrase) -> bool {
        let ends = matches!(
            self.word(phrase.end - 1),
            "me" | "it" | "mine" | "be" | "that" | "else"
        );
        ends && !matches!(self.word(phrase.start), "leave" | "leaves" | "up")
    }

    /// "I'd have to run it past the director."
    fn asks_other(&self) -> Option<Statement> {
        /// Who is asked, comes within so many words.
        const NEAR: usize = 3;
        let named_near = |p: &Phrase| {
            self.reading.roles.iter().any(|role| {
                role.start <= p.end + NEAR && role.end > p.end && role.end <= self.words.end
            })
        };
        let phrase = self
            .phrases(Tag::AskOther)
            .find(|p| named_near(p) && (self.is_asked || p.range().len() > 2))?;
        (!self.roles.is_empty())
            .then(|| self.negative("authority.asks_other", phrase.start..self.words.end))
    }

    /// "He signs every check", "I have to ask him": who is meant was said before.
    fn somebody_known(&self) -> Option<Statement> {
        let rule = "authority.somebody_known";
        let pointed =
            |p: &Phrase| p.range().len() > 1 && matches!(self.word(p.end), "him" | "her" | "them");
        if let Some(ask) = self.phrases(Tag::AskOther).find(pointed) {
            let named = roles_in(self.reading, 0..ask.start);
            return (!named.is_empty())
                .then(|| Statement::new(Negative, named, rule, ask.start..ask.end + 1));
        }
        let mut opening = self.words.clone().take(5);
        let subject = opening.find(|&at| matches!(self.word(at), "he" | "she" | "they"))?;
        let decides = self
            .phrases(Tag::OtherDecides)
            .find(|p| p.start >= subject && p.start <= subject + 3 && self.is_decisive(p))?;
        let question = self.context.question.filter(|_| self.is_asked)?;
        let mut known = roles_in(self.reading, self.reading.all());
        if known.is_empty() {
            known.clone_from(&question.roles);
        }
        Some(Statement::new(Negative, known, rule, subject..decides.end).answer())
    }

    /// "She would", "my manager knows" decide nothing by themselves.
    fn is_decisive(&self, phrase: &Phrase) -> bool {
        !matches!(self.word(phrase.start), "would" | "knows")
    }

    fn about_role(&self) -> Option<Statement> {
        let inside = |r: &&Role| r.start >= self.words.start && r.end <= self.words.end;
        let role = self.reading.roles.iter().find(inside)?;
        self.own_role(role)
            .or_else(|| self.other_decides(role))
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

    /// "The board decides", "anything over fifty needs our CFO to sign off".
    fn other_decides(&self, role: &Role) -> Option<Statement> {
        let phrase = self
            .phrases(Tag::OtherDecides)
            .filter(|p| p.start >= role.end)
            .filter(|p| self.is_asked || p.start <= role.end + 2 && self.is_decisive(p))
            .max_by_key(|p| p.range().len())
            .or_else(|| {
                self.phrases(Tag::OtherDecides)
                    .find(|p| self.is_asked && p.range().len() > 1)
            })?;
        let words = role.start..phrase.end.max(role.end);
        (!self.reading.is_negated(phrase.start))
            .then(|| self.negative("authority.other_decides", words))
    }

    /// A bare name as the answer to "who decides?".
    fn named(&self, role: &Role) -> Option<Statement> {
        /// An answer that goes on for longer says something else about them.
        const WORDS_AROUND_MAX: usize = 6;
        let topic = self.context.topic()?;
        let asked = self.is_asked && topic != Topic::Owner;
        let goes_on = matches!(
            self.word(role.end),
            "is" | "was" | "said" | "lives" | "has" | "'s"
        );
        let beside = [Tag::DontKnow, Tag::Meeting, Tag::PainHint];
        let bare = asked
            && !goes_on
            && self.words.start < WORDS_AROUND_MAX
            && self.words.len() <= role.end - role.start + WORDS_AROUND_MAX
            && !is_own(self.reading, role.start)
            && !self.reading.has(&beside, self.words.clone());
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
