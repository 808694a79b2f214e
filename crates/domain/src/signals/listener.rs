//! Hears a call's utterances one by one and answers with the claims they support.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Claim, SignalKind, SignalState, Signals, Source,
    breath::Breath,
    lexicon::Tag,
    question::Question,
    reading::Reading,
    rules::{self, Context, Finding},
};
use crate::{calls::Speaker, time::Timestamp};

/// Where the call takes place, for currencies and fiscal years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Locale {
    /// Dollars, calendar fiscal year.
    #[default]
    #[serde(rename = "en-US")]
    EnUs,
    /// Pounds, fiscal year from 1 April.
    #[serde(rename = "en-GB")]
    EnGb,
    /// Australian dollars, fiscal year from 1 July.
    #[serde(rename = "en-AU")]
    EnAu,
    /// Rupees, fiscal year from 1 April.
    #[serde(rename = "en-IN")]
    EnIn,
}

/// What the listener must know that no words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The date of the call: "next quarter" depends on it.
    pub call_date: Date,
    /// Where the call takes place.
    pub locale: Locale,
}

/// Words as one speaker said them: one final transcript, or one turn of a written call.
#[derive(Clone, Copy, Debug)]
pub struct Utterance<'a> {
    /// The transcript turn these words belong to. Finals of one turn carry the same number.
    pub turn: u32,
    /// Who spoke.
    pub speaker: Speaker,
    /// The words.
    pub text: &'a str,
    /// When they were spoken.
    pub at: Timestamp,
}

/// The running understanding of one call. Cheap to clone, so that a partial can be tried on a copy.
#[derive(Clone, Debug)]
pub struct Listener {
    setting: Setting,
    signals: Signals,
    /// What stood before the prospect's current breath: it is understood anew with every final.
    before: Signals,
    /// What the prospect said since the agent last spoke.
    breath: Breath,
    question: Option<Question>,
    /// Whether the last words were the agent's, so that more of them continue the same turn.
    agent_spoke: bool,
    /// Whether the prospect has spoken before the current breath.
    has_heard: bool,
    /// A machine answered, or somebody the call was not meant for: nothing counts any more.
    is_deaf: bool,
}

impl Listener {
    /// A listener that has heard nothing yet.
    #[must_use]
    pub fn new(setting: Setting) -> Self {
        Self {
            setting,
            signals: Signals::default(),
            before: Signals::default(),
            breath: Breath::default(),
            question: None,
            agent_spoke: false,
            has_heard: false,
            is_deaf: false,
        }
    }

    /// Takes one utterance into account and returns what changed because of it.
    ///
    /// Never fails, for any text. Only the prospect's words make claims; the assistant's are
    /// context for the answer that follows.
    pub fn hear(&mut self, utterance: Utterance<'_>) -> Vec<Claim> {
        match utterance.speaker {
            Speaker::Agent => {
                self.hear_agent(utterance.text);
                Vec::new()
            }
            Speaker::Prospect => self.hear_prospect(utterance),
        }
    }

    /// What stands after everything heard so far.
    #[must_use]
    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    fn hear_agent(&mut self, text: &str) {
        /// An answer may come one exchange late: "sorry, say that again?"
        const PATIENCE: u8 = 1;
        if !self.breath.is_empty() {
            self.has_heard = true;
            self.breath = Breath::default();
        }
        let text = Breath::audible(text);
        let asked = Question::find(&Reading::new(text, &self.setting), text);
        if asked.is_some() {
            self.question = asked;
        } else if !self.agent_spoke
            && let Some(question) = &mut self.question
        {
            question.age += 1;
            if question.age > PATIENCE || question.is_answered {
                self.question = None;
            }
        }
        self.agent_spoke = true;
    }

    fn hear_prospect(&mut self, utterance: Utterance<'_>) -> Vec<Claim> {
        self.agent_spoke = false;
        if self.breath.is_full() || self.breath.is_empty() {
            self.before = self.signals.clone();
        }
        self.breath.push(utterance.turn, utterance.text);
        let reading = Reading::new(self.breath.text(), &self.setting);
        self.is_deaf |= reading.has(&[Tag::Recorded, Tag::WrongPerson], reading.all());
        let findings = if self.is_deaf {
            Vec::new()
        } else {
            let context = Context {
                setting: &self.setting,
                question: self.question.as_ref(),
                standing: &self.before,
                is_first: !self.has_heard,
            };
            rules::find_all(&reading, &context)
        };
        if let Some(question) = self.question.as_mut().filter(|_| !findings.is_empty()) {
            question.is_answered = true;
        }
        self.settle(utterance, &reading, &findings)
    }

    /// Makes claims of what is different now, compared with what stood a moment ago.
    fn settle(
        &mut self,
        utterance: Utterance<'_>,
        reading: &Reading,
        findings: &[Finding],
    ) -> Vec<Claim> {
        let mut claims = Vec::new();
        for signal in SignalKind::ALL {
            let found = findings.iter().find(|f| f.signal == signal);
            let (state, value) = match found {
                Some(finding) => (finding.state, finding.value.clone()),
                None => match self.before.0.get(&signal) {
                    Some(standing) => (standing.state, standing.value.clone()),
                    None => (SignalState::Unknown, None),
                },
            };
            let stood = self.signals.0.get(&signal);
            let unchanged = match stood {
                Some(standing) => {
                    standing.state == state && (standing.value == value || value.is_none())
                }
                None => state == SignalState::Unknown,
            };
            if unchanged {
                continue;
            }
            let bytes = found.map(|f| {
                // A quote is a statement: the whole clause, not the bare figure in it.
                let words = reading.clauses_around(&f.words);
                reading.tokens.origin(words.start, words.end)
            });
            let (quote, span) = self.breath.quote(bytes);
            let claim = Claim {
                signal,
                state,
                value,
                quote,
                turn: utterance.turn,
                span,
                question: self
                    .question
                    .as_ref()
                    .filter(|_| found.is_some_and(|f| f.is_answer))
                    .map(|question| question.text.to_string()),
                rule: found.map_or("breath.taken_back", |f| f.rule).to_owned(),
                confidence: found.map_or(60, |f| f.confidence),
                source: Source::Core,
                at: utterance.at,
            };
            self.signals.settle(&claim);
            claims.push(claim);
        }
        claims
    }
}
