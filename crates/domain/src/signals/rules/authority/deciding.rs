//! Who decides, by the shape of the clause: somebody, then a verb of deciding, whoever that is and
//! however they are called: "the old man has to agree", "Denise makes that call".

use std::ops::Range;

use super::{
    clause::Clause,
    people::{is_own, list_start, roles_in},
    statement::{Statement, myself},
    verbs::{Verb, Weight, belonging, verb},
};
use crate::signals::{SignalState::Positive, grammar::person, question::Topic, tokens::Tokens};

/// Who does what a verb says.
enum Subject {
    Speaker,
    Others(Vec<String>),
    Nobody,
}

impl Clause<'_> {
    /// "The old man has to agree", "Denise makes that decision", "it's the plant manager's okay".
    pub(super) fn by_shape(&self) -> Option<Statement> {
        self.weighed_shape().map(|(found, _)| found)
    }

    /// The same, with how much its verb says.
    pub(super) fn weighed_shape(&self) -> Option<(Statement, Weight)> {
        let tokens = &self.reading.tokens;
        let enough = if self.is_asked {
            Weight::Tends
        } else {
            Weight::Decides
        };
        let mut at = self.words.start;
        let mut own: Option<Verb> = None;
        let mut others: Vec<String> = Vec::new();
        let mut other: Option<Verb> = None;
        while at < self.words.end {
            let Some(verb) = verb(tokens, at).or_else(|| belonging(tokens, at)) else {
                at += 1;
                continue;
            };
            at = verb.words.end.max(at + 1);
            if verb.weight < enough
                || verb.words.end > self.words.end
                || is_denied(tokens, &verb.words)
                || is_past(tokens, verb.words.start)
                || !self.is_asked && is_of_something_else(tokens, verb.words.end)
            {
                continue;
            }
            match self.subject(&verb) {
                Subject::Speaker if self.reading.is_negated(verb.words.start) => {}
                Subject::Speaker => {
                    own = own.filter(|own| own.weight >= verb.weight).or(Some(verb));
                }
                Subject::Others(names) => {
                    // "Procurement runs it and the director awards it": who only tends to it, does
                    // not decide beside one who does.
                    let stands = other.as_ref().map_or(verb.weight, |other| other.weight);
                    if verb.weight < stands && verb.weight == Weight::Tends {
                        continue;
                    }
                    if verb.weight > stands && stands == Weight::Tends {
                        others.clear();
                    }
                    for name in names {
                        if !others.contains(&name) {
                            others.push(name);
                        }
                    }
                    other = other
                        .filter(|other| other.weight >= verb.weight)
                        .or(Some(verb));
                }
                Subject::Nobody => {}
            }
        }
        match (own, other) {
            (Some(own), Some(other)) if own.weight >= other.weight => {
                let deciders = myself().into_iter().chain(others).collect();
                let words =
                    own.words.start.min(other.words.start)..own.words.end.max(other.words.end);
                let rule = "authority.each_decides";
                let found = Statement::new(Positive, deciders, rule, words);
                Some((found, own.weight))
            }
            // "He's got to say yes too."
            (None, Some(other)) if is_too(tokens, other.words.end) => {
                let deciders = myself().into_iter().chain(others).collect();
                let rule = "authority.each_decides";
                let found = Statement::new(Positive, deciders, rule, other.words);
                Some((found, other.weight))
            }
            // "She signs, I pick."
            (_, Some(other)) => {
                let mut found = self.negative("authority.somebody_decides", other.words);
                found.deciders = others;
                Some((found, other.weight))
            }
            (Some(own), None) if self.is_asked && own.weight > Weight::Tends => {
                let found = Statement::new(Positive, myself(), "authority.i_decide", own.words);
                Some((found, own.weight))
            }
            _ => None,
        }
    }

    fn subject(&self, verb: &Verb) -> Subject {
        let tokens = &self.reading.tokens;
        let at = verb.words.start;
        let mut before = at;
        while before > self.words.start
            && matches!(
                tokens.word_before(before, 1),
                "always"
                    | "only"
                    | "also"
                    | "still"
                    | "now"
                    | "just"
                    | "who"
                    | "that"
                    | "'s"
                    | "is"
                    | "really"
                    | "usually"
                    | "already"
                    | "then"
                    | "both"
                    | "all"
            )
        {
            before -= 1;
        }
        match tokens.word_before(before, 1) {
            "i" | "myself" => return Subject::Speaker,
            "we" if self.is_asked => return Subject::Speaker,
            "he" | "she" | "they" | "him" | "her" | "them" if before > self.words.start => {
                return self.antecedent(before - 1);
            }
            _ => {}
        }
        // "It's my call" is the speaker's, and other rules know it.
        let floor = self.words.start;
        let Some(role) = person::before(tokens, &self.reading.roles, at, floor) else {
            return Subject::Nobody;
        };
        // "It's a straight vote" is how, not who.
        let vague = verb.weight == Weight::Tends && matches!(tokens.word(role.start), "a" | "an");
        if vague || is_own(self.reading, role.start) {
            return Subject::Nobody;
        }
        // "The CFO and the board decide", "legal or finance signs".
        let mut names = if joins(tokens, role.start) {
            let list = list_start(self.reading, floor, role.start);
            roles_in(self.reading, list..role.start)
        } else {
            Vec::new()
        };
        names.push(role.name);
        Subject::Others(names)
    }

    /// Whoever "she" is: named before in these words, or by the agent.
    fn antecedent(&self, at: usize) -> Subject {
        let known = roles_in(self.reading, 0..at);
        if let Some(last) = known.last() {
            let plural = matches!(self.reading.tokens.word(at), "they" | "them");
            return Subject::Others(if plural { known } else { vec![last.clone()] });
        }
        let asked = self
            .context
            .question
            .filter(|question| self.is_asked && question.topic != Topic::Owner)
            .map(|question| question.roles.clone())
            .unwrap_or_default();
        if asked.is_empty() {
            Subject::Nobody
        } else {
            Subject::Others(asked)
        }
    }
}

/// Whether the verb that ends here is said of one more person: "has to agree too".
fn is_too(tokens: &Tokens, end: usize) -> bool {
    (end..end + 3).any(|at| matches!(tokens.word(at), "too" | "also"))
        || (end..end + 2).any(|at| tokens.starts_with(at, &["as", "well"]))
}

/// Whether a word before a name joins it to another one.
fn joins(tokens: &Tokens, start: usize) -> bool {
    matches!(tokens.word_before(start, 1), "and" | "or" | "plus" | "then")
}

/// "The old owner chose", "used to": what is over says nothing.
fn is_past(tokens: &Tokens, at: usize) -> bool {
    (1..=3).any(|back| {
        matches!(
            tokens.word_before(at, back),
            "used" | "previously" | "formerly"
        )
    })
}

/// "The coach decides who plays": what is decided is said, and it is no purchase.
pub(super) fn is_of_something_else(tokens: &Tokens, end: usize) -> bool {
    matches!(
        tokens.word(end),
        "who" | "what" | "where" | "how" | "which" | "when" | "whether" | "to" | "if" | "with"
    )
}

/// "Says nothing", "does not decide".
fn is_denied(tokens: &Tokens, words: &Range<usize>) -> bool {
    words
        .clone()
        .any(|at| matches!(tokens.word(at), "not" | "never"))
}
