//! What a rule says, what it may look at, and the list of all rule files.

use std::ops::Range;

use super::{authority, budget, company_size, need, timeline};
use crate::signals::{
    Amount, Setting, SignalKind, SignalState, SignalValue, Signals,
    grammar::money::Money,
    lexicon::Tag,
    question::{Question, Topic},
    reading::Reading,
};

/// What the words mean for one signal.
#[derive(Clone, Debug)]
pub(in crate::signals) struct Finding {
    /// Which signal.
    pub(in crate::signals) signal: SignalKind,
    /// Where it stands now.
    pub(in crate::signals) state: SignalState,
    /// What exactly was said.
    pub(in crate::signals) value: Option<SignalValue>,
    /// The words it rests on.
    pub(in crate::signals) words: Range<usize>,
    /// The rule's name, `signal.rule`.
    pub(in crate::signals) rule: &'static str,
    /// How far a finding of its kind is trusted, in hundredths, where the rule was not measured.
    pub(in crate::signals) confidence: u8,
    /// Whether the words only mean this as an answer to the agent.
    pub(in crate::signals) is_answer: bool,
}

impl Finding {
    /// A finding from words that speak for themselves.
    pub(in crate::signals) fn said(
        signal: SignalKind,
        state: SignalState,
        rule: &'static str,
        words: Range<usize>,
    ) -> Self {
        Self {
            signal,
            state,
            value: None,
            words,
            rule,
            confidence: 90,
            is_answer: false,
        }
    }

    /// A finding from words that answer the agent's question.
    pub(in crate::signals) fn answered(
        signal: SignalKind,
        state: SignalState,
        rule: &'static str,
        words: Range<usize>,
    ) -> Self {
        Self {
            confidence: 85,
            is_answer: true,
            ..Self::said(signal, state, rule, words)
        }
    }

    /// Whether no rule made it, but the trained table.
    pub(in crate::signals) fn is_weighed(&self) -> bool {
        self.rule.ends_with(".weighed")
    }

    /// The same with a value.
    pub(in crate::signals) fn with(self, value: SignalValue) -> Self {
        Self {
            value: Some(value),
            ..self
        }
    }
}

/// What else a rule may look at.
#[derive(Clone, Copy, Debug)]
pub(in crate::signals) struct Context<'a> {
    /// When and where the call takes place.
    pub(in crate::signals) setting: &'a Setting,
    /// What the agent asked last.
    pub(in crate::signals) question: Option<&'a Question>,
    /// The price the agent named lately.
    pub(in crate::signals) offered: Option<&'a Money>,
    /// What stood before the prospect's turn.
    pub(in crate::signals) standing: &'a Signals,
    /// Whom either side named lately, the last one last.
    pub(in crate::signals) mentioned: &'a [String],
    /// Whether this is the prospect's first turn.
    pub(in crate::signals) is_first: bool,
}

impl Context<'_> {
    /// The amount that stood, if one did.
    pub(in crate::signals) fn standing_amount(&self) -> Option<&Amount> {
        let standing = self.standing.get(SignalKind::Budget)?;
        match standing.value.as_ref()? {
            SignalValue::Amount(amount) => Some(amount),
            _ => None,
        }
    }

    /// The topic of the agent's last question, while an answer to it may still come.
    pub(in crate::signals) fn topic(&self) -> Option<Topic> {
        self.question.map(|q| q.topic)
    }

    /// The topic of a question asked just now: only to such a one is a bare "yes" an answer.
    pub(in crate::signals) fn fresh_topic(&self) -> Option<Topic> {
        self.question.filter(|q| q.age == 0).map(|q| q.topic)
    }
}

/// Applies every rule; at most one finding per signal.
pub(in crate::signals) fn find_all(reading: &Reading, context: &Context<'_>) -> Vec<Finding> {
    if reading.has(&[Tag::Recorded, Tag::WrongPerson], reading.all()) {
        return Vec::new();
    }
    [
        budget::find(reading, context),
        authority::find(reading, context),
        need::find(reading, context),
        timeline::find(reading, context),
        company_size::find(reading, context),
    ]
    .into_iter()
    .flatten()
    .collect()
}
