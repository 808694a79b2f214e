//! What one clause says about who decides: a list of rules, the surest first.

use std::ops::Range;

use super::{
    super::Context,
    people::{is_business, is_own, roles_in, shares},
    statement::{Statement, myself},
};
use crate::signals::{
    SignalKind::Authority,
    SignalState::{Negative, Positive},
    grammar::{decider::Role, person},
    lexicon::{Phrase, Tag},
    question::Topic,
    reading::Reading,
    tokens::Break,
};

/// Applies the rules to one clause.
pub(super) fn in_clause(
    reading: &Reading,
    context: &Context<'_>,
    words: Range<usize>,
) -> Option<Statement> {
    // "Who else would, the cat? It's my call": the answer follows a question of the speaker's own.
    let wonders = matches!(reading.tokens.word(words.start), "who" | "what" | "which")
        && context.fresh_topic().is_some_and(Topic::is_authority)
        && reading.is_question(&words);
    // "Who else is going to, the cat?"
    let asked = context.fresh_topic().is_some_and(Topic::is_authority);
    if asked && reading.tokens.starts_with(words.start, &["who", "else"]) {
        let own = Statement::new(
            Positive,
            myself(),
            "authority.who_else",
            words.start..words.start + 2,
        );
        return Some(own.answer());
    }
    let words = reading
        .phrases
        .of(Tag::SelfDecides, words.clone())
        .find(|p| {
            wonders
                && p.start > words.start + 1
                && p.range().len() > 1
                && matches!(reading.tokens.word(p.start), "i" | "it" | "me" | "my")
        })
        .map_or(words.clone(), |p| p.start..words.end);
    if reading.has(&[Tag::Hypothetical], words.clone()) || reading.is_question(&words) {
        return None;
    }
    let clause = Clause {
        reading,
        context,
        roles: roles_in(reading, words.clone()),
        is_asked: context.topic().is_some_and(Topic::is_authority),
        is_telling: false,
        words,
    };
    // What others said counts only when they left the choice to the speaker.
    if reading.has(&[Tag::OtherParty], clause.words.clone()) {
        return clause.handed_over();
    }
    clause
        .beside()
        .or_else(|| clause.they_together())
        .or_else(|| clause.not_self())
        .or_else(|| clause.shared())
        .or_else(|| clause.owner())
        .or_else(|| clause.self_decides())
        .or_else(|| clause.asks_other())
        .or_else(|| clause.somebody_known())
        .or_else(|| clause.about_role())
        .or_else(|| clause.by_shape())
        .or_else(|| clause.hands_to())
        .or_else(|| clause.without())
}

/// Reads one clause as if it were known to tell who decides: the surest that it says, if anything.
pub(super) fn in_telling_clause(
    reading: &Reading,
    context: &Context<'_>,
    words: Range<usize>,
) -> Option<Statement> {
    let clause = Clause {
        reading,
        context,
        roles: roles_in(reading, words.clone()),
        is_asked: true,
        is_telling: true,
        words,
    };
    clause
        .shared()
        .or_else(|| clause.by_shape())
        .or_else(|| clause.hands_to())
        .or_else(|| clause.asks_other())
        .or_else(|| clause.without())
        .or_else(|| clause.somebody_known())
        .or_else(|| clause.about_role())
}

/// A clause with what the rules ask of it again and again.
pub(super) struct Clause<'a> {
    pub(super) reading: &'a Reading,
    pub(super) context: &'a Context<'a>,
    pub(super) words: Range<usize>,
    /// Deciders named in it.
    pub(super) roles: Vec<String>,
    /// Whether the agent asked who decides.
    pub(super) is_asked: bool,
    /// Whether it is known to tell who decides.
    pub(super) is_telling: bool,
}

impl Clause<'_> {
    pub(super) fn word(&self, at: usize) -> &str {
        self.reading.tokens.word(at)
    }

    pub(super) fn phrases(&self, tag: Tag) -> impl DoubleEndedIterator<Item = Phrase> {
        self.reading.phrases.of(tag, self.words.clone())
    }

    pub(super) fn longest(&self, tag: Tag) -> Option<Phrase> {
        self.phrases(tag).max_by_key(|p| (p.range().len(), p.end))
    }

    /// The longest phrase of a claim to decide that is not turned around: "I'm not the owner".
    fn claimed(&self, tag: Tag) -> Option<Phrase> {
        let turned = |at: usize| {
            // A subject of its own stands under no earlier negation: "never him, I decide".
            let own = usize::from(matches!(self.word(at), "i" | "we"));
            self.reading.is_negated(at + own) && self.reading.tokens.word_before(at, 1) != "else"
        };
        self.phrases(tag)
            .filter(|p| !turned(p.start))
            .max_by_key(|p| (p.range().len(), p.end))
    }

    pub(super) fn negative(&self, rule: &'static str, words: Range<usize>) -> Statement {
        Statement::new(Negative, self.roles.clone(), rule, words)
    }

    /// "That's above my pay grade", "it won't be me".
    fn not_self(&self) -> Option<Statement> {
        let phrase = self.longest(Tag::NotSelf)?;
        // "It doesn't, mine will do."
        let parted = (phrase.start..phrase.end - 1)
            .any(|at| self.reading.tokens.break_after(at) != Break::None);
        if parted && self.word(phrase.start) != "no" {
            return None;
        }
        // "Without her I don't buy a thing" is said by somebody who buys.
        let needs_another = self.words.clone().any(|at| self.word(at) == "without");
        if needs_another {
            return None;
        }
        let pay_grade = matches!(self.word(phrase.start), "above" | "beyond");
        // "God no", "no I don't" answer what was just asked, whatever that was.
        let bare = self.word(phrase.end - 1) == "no"
            || matches!(self.word(phrase.start), "no" | "god" | "lord")
            || phrase.range().len() == 2 && self.word(phrase.end - 1) == "wish";
        let topic = self.context.fresh_topic();
        // "Does anyone else sign?" "God no": then the speaker does.
        if bare && !topic.is_some_and(|t| t.is_authority() && t != Topic::DecidesElse) {
            return None;
        }
        let no_more = self.word(phrase.end - 1) == "me" && phrase.range().len() > 2;
        let stands = self.context.standing.state(Authority) == Positive;
        // "I just run the trial" only says something beside whoever decides.
        let only_helps = matches!(self.word(phrase.start + 1), "just" | "only");
        let counts = self.is_asked || pay_grade || no_more || stands;
        let says =
            counts && !shares(self.reading, &self.words) && !(only_helps && self.roles.is_empty());
        // "Could your boss?" "She'd be the one to sign, not me."
        let of_them = self
            .words
            .clone()
            .take(3)
            .any(|at| matches!(self.word(at), "he" | "she" | "they"));
        let asked = self
            .context
            .question
            .filter(|q| of_them && q.roles.len() == 1);
        let mut found = self.negative("authority.not_self", phrase.range());
        if let Some(question) = asked.filter(|_| self.roles.is_empty()) {
            found.deciders.clone_from(&question.roles);
        }
        // "It'd be our safety guy, not me."
        if found.deciders.is_empty()
            && let Some(other) = self.hands_to().or_else(|| self.by_shape())
            && other.state == Negative
        {
            found.deciders = other.deciders;
        }
        says.then_some(found)
    }

    /// "I own the place."
    fn owner(&self) -> Option<Statement> {
        let phrase = self.claimed(Tag::Owner).filter(|p| {
            let of_another = self.word(p.end) == "'s";
            !of_another
                && (self.is_asked || self.context.is_first || is_business(self.reading, p.end))
        })?;
        // "My sister and I own it."
        let beside = |role: &&Role| {
            role.end + 2 >= phrase.start
                && role.end < phrase.start + 1
                && self.word(role.end) == "and"
                && role.start >= self.words.start
                && !is_own(self.reading, role.start)
        };
        let others = self
            .reading
            .roles
            .iter()
            .filter(beside)
            .map(|role| role.name.clone());
        let deciders = myself()
            .into_iter()
            .chain(others)
            .chain(self.owns_with(&phrase));
        let words = phrase.range();
        Some(Statement::new(Positive, deciders.collect(), "authority.owner", words).owned("owner"))
    }

    /// "I own the joint with Faye."
    fn owns_with(&self, phrase: &Phrase) -> Option<String> {
        /// What is owned, takes no more words.
        const NEAR: usize = 4;
        if !phrase
            .range()
            .any(|at| matches!(self.word(at), "own" | "owned"))
        {
            return None;
        }
        let end = phrase.end;
        let with = (end..self.words.end.min(end + NEAR)).find(|&at| self.word(at) == "with")?;
        let tokens = &self.reading.tokens;
        person::from(tokens, &self.reading.roles, with + 1, self.words.end).map(|role| role.name)
    }

    /// "I sign off on it", "it's my call".
    fn self_decides(&self) -> Option<Statement> {
        let phrase = self.claimed(Tag::SelfDecides)?;
        // "I'm the one who picked up the phone."
        let one_who = self.word(phrase.end - 1) == "one"
            && matches!(
                self.word(phrase.end),
                "who" | "what" | "that" | "with" | "they" | "whose" | "it" | "you"
            )
            || self.word(phrase.end - 1) == "one"
                && self.word(phrase.end).ends_with("ing")
                && !self.decides_at(phrase.end);
        let prepares = self
            .words
            .clone()
            .any(|at| matches!(self.word(at), "shortlisting" | "shortlist" | "recommend"));
        // "I choose and the dean signs": the yes is the other's.
        let proposes = matches!(self.word(phrase.end - 1), "choose" | "pick")
            && phrase.range().len() == 2
            && self.phrases(Tag::OtherDecides).any(|p| {
                p.start > phrase.end
                    && matches!(
                        self.word(p.start),
                        "signs" | "approves" | "decides" | "authorizes"
                    )
                    && self.reading.roles.iter().any(|r| r.end == p.start)
            });
        // "She signs, I pick."
        let picks =
            matches!(self.word(phrase.end - 1), "choose" | "pick") && phrase.range().len() == 2;
        if let Some(signs) = self
            .by_shape()
            .filter(|signs| picks && signs.state == Negative)
        {
            return Some(signs);
        }
        // "By myself I cannot."
        let denied = self.word(phrase.end) == "i"
            && self.word(phrase.end + 2) == "not"
            && matches!(self.word(phrase.end + 1), "can" | "could" | "do" | "may");
        if proposes || denied {
            return None;
        }
        let clear = self.names_decision(&phrase) && !self.only_answers(&phrase);
        (!one_who && !prepares && (self.is_asked || clear))
            .then(|| Statement::new(Positive, myself(), "authority.self_decides", phrase.range()))
    }

    /// "She told me to just pick one."
    fn handed_over(&self) -> Option<Statement> {
        let phrase = self.claimed(Tag::SelfDecides)?;
        let handed = matches!(
            self.word(phrase.start),
            "told"
                | "said"
                | "says"
                | "say"
                | "you"
                | "just"
                | "lets"
                | "let"
                | "left"
                | "leave"
                | "leaves"
                | "gave"
                | "handed"
                | "given"
                | "passed"
                | "he"
                | "she"
                | "they"
        );
        handed.then(|| Statement::new(Positive, myself(), "authority.handed_over", phrase.range()))
    }

    /// Whether a phrase means deciding even where nobody asked about it.
    fn names_decision(&self, phrase: &Phrase) -> bool {
        let handed = matches!(
            self.word(phrase.start),
            "told"
                | "leave"
                | "leaves"
                | "left"
                | "lets"
                | "let"
                | "handed"
                | "given"
                | "gave"
                | "passed"
                | "trusts"
                | "signed"
        );
        let says = phrase.range().len() > 2 || self.word(phrase.end - 1) == "decide";
        says && (handed || phrase.range().any(|at| self.decides_at(at)))
    }

    /// Whether a word means deciding.
    pub(super) fn decides_at(&self, at: usize) -> bool {
        let says_yes = self.word(at) == "yes"
            && matches!(self.reading.tokens.word_before(at, 1), "say" | "says");
        says_yes
            || matches!(
                self.word(at),
                "decide"
                    | "decides"
                    | "deciding"
                    | "decision"
                    | "decisions"
                    | "sign"
                    | "signs"
                    | "signing"
                    | "approve"
                    | "approves"
                    | "approving"
                    | "authorize"
                    | "authorise"
                    | "authority"
                    | "call"
                    | "calls"
                    | "choose"
                    | "choosing"
                    | "final"
                    | "purse"
                    | "buck"
                    | "finalise"
                    | "finalize"
                    | "choice"
                    | "vote"
                    | "jointly"
                    | "joint"
                    | "agree"
                    | "limit"
                    | "signature"
                    | "signatures"
                    | "signatory"
                    | "veto"
                    | "finalizes"
                    | "buying"
                    | "commit"
                    | "delegated"
                    | "signed"
                    | "pick"
                    | "picks"
                    | "goes"
                    | "soul"
            )
    }

    /// Phrases that decide only as an answer: "that's me", "just me".
    fn only_answers(&self, phrase: &Phrase) -> bool {
        let ends = matches!(
            self.word(phrase.end - 1),
            "me" | "it" | "mine" | "be" | "that" | "else"
        );
        ends && !matches!(
            self.word(phrase.start),
            "i" | "leave" | "leaves" | "up" | "told" | "left" | "handed" | "signed" | "delegated"
        )
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
        if self.reading.is_negated(decides.start) {
            return None;
        }
        let mut known = roles_in(self.reading, 0..subject);
        if known.is_empty() {
            known.clone_from(&question.roles);
        }
        if known.is_empty() {
            known = roles_in(self.reading, self.reading.all());
        }
        if known.is_empty() {
            return None;
        }
        Some(Statement::new(Negative, known, rule, subject..decides.end).answer())
    }

    /// "She would", "my manager knows" decide nothing by themselves.
    pub(super) fn is_decisive(&self, phrase: &Phrase) -> bool {
        !matches!(self.word(phrase.start), "would" | "knows")
    }
}
