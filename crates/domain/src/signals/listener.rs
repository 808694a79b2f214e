//! Hears a call's utterances one by one and answers with the claims they support.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Claim, SignalKind, SignalState, Signals, Source,
    breath::Breath,
    grammar::money::Money,
    lexicon::Tag,
    model::{self, Heard, Weights},
    opt_out::{Ear, OptOut},
    question::{Question, Topic},
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
    /// What decides which findings stand; without it the rules' all do.
    weights: Option<&'static Weights>,
    signals: Signals,
    /// What stood before the prospect's current breath: it is understood anew with every final.
    before: Signals,
    /// What the prospect said since the agent last spoke.
    breath: Breath,
    question: Option<Question>,
    /// The agent's last words, as far as the model weighs them.
    asked: Heard,
    /// The price the agent named last, and the exchanges since.
    offered: Option<(Money, u8)>,
    /// Whether the last words were the agent's, so that more of them continue the same turn.
    agent_spoke: bool,
    /// Whether the prospect has spoken before the current breath.
    has_heard: bool,
    /// Somebody answered whom the call was not meant for: nothing counts any more.
    is_deaf: bool,
    /// A machine speaks: nothing counts until somebody comes on the line.
    hears_machine: bool,
    /// Hears opt-outs, also where nothing else counts any more.
    opt_out: Ear,
}

/// A breath, read.
struct Understood {
    reading: Reading,
    /// What the rules found and the model weighs; absent when nothing counts.
    weighed: Option<Weighed>,
}

struct Weighed {
    findings: Vec<Finding>,
    cues: Vec<u32>,
}

impl Listener {
    /// A listener that has heard nothing yet.
    #[must_use]
    pub fn new(setting: Setting) -> Self {
        Self::weighing(setting, Some(Weights::shipped()))
    }

    /// A listener that weighs with another table, or follows its rules alone.
    #[must_use]
    pub fn weighing(setting: Setting, weights: Option<&'static Weights>) -> Self {
        Self {
            setting,
            weights,
            signals: Signals::default(),
            before: Signals::default(),
            breath: Breath::default(),
            question: None,
            asked: Heard::default(),
            offered: None,
            agent_spoke: false,
            has_heard: false,
            is_deaf: false,
            hears_machine: false,
            opt_out: Ear::default(),
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

    /// What the model weighs in an utterance, for training it: nothing of it is settled. `None`
    /// when nothing is weighed, as nobody the call is meant for speaks.
    pub fn lesson(&mut self, utterance: Utterance<'_>) -> Option<Vec<u32>> {
        match utterance.speaker {
            Speaker::Agent => {
                self.hear_agent(utterance.text);
                None
            }
            Speaker::Prospect => Some(self.understand(utterance).weighed?.cues),
        }
    }

    /// Whether the prospect has answered a question about a signal and nothing was understood.
    #[must_use]
    pub fn is_puzzled(&self) -> bool {
        let is_open = |question: &Question| {
            question.is_understood && !question.is_answered && question.topic != Topic::Aside
        };
        !self.breath.is_empty() && self.question.as_ref().is_some_and(is_open)
    }

    /// How much the table holds for a state of a signal after these words, as log-odds against
    /// nothing being said of it. `None` without a table, or when nothing is weighed.
    pub(crate) fn leaning(
        &mut self,
        utterance: Utterance<'_>,
        signal: SignalKind,
        state: SignalState,
    ) -> Option<f32> {
        let class = match state {
            SignalState::Positive => model::Class::Positive,
            SignalState::Negative => model::Class::Negative,
            SignalState::Unknown => return None,
        };
        let cues = self.understand(utterance).weighed?.cues;
        let sums = self.weights?.sums(&cues);
        Weights::column(signal, class).map(|column| sums[column])
    }

    /// Lets these signals stand, whatever was heard: in training, those of the labels.
    pub fn stand(&mut self, signals: Signals) {
        self.signals = signals;
    }

    /// The first request for no more calls, if the prospect made one.
    #[must_use]
    pub fn opt_out(&self) -> Option<&OptOut> {
        self.opt_out.heard()
    }

    fn hear_agent(&mut self, text: &str) {
        /// An answer may come one exchange late: "sorry, say that again?"
        const PATIENCE: u8 = 1;
        if !self.breath.is_empty() {
            self.has_heard = true;
            self.breath = Breath::default();
        }
        let text = Breath::audible(text);
        let reading = Reading::new(text, &self.setting);
        if !self.agent_spoke {
            self.asked = Heard::default();
        }
        self.asked.extend(&reading.tokens);
        self.hear_price(&reading);
        self.opt_out.hear_agent(&reading);
        let asked = Question::find(&reading, text);
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

    /// Remembers a price the agent names: "that'll do us, then" may come a few exchanges later.
    fn hear_price(&mut self, reading: &Reading) {
        const MEMORY: u8 = 3;
        if let Some(mut money) = Question::lasting_price(reading) {
            if let Some((before, _)) = &self.offered
                && (0.5..=2.0).contains(&(money.quantity.size() / before.quantity.size().max(1.0)))
            {
                // A price named again still covers what it covered.
                money.period = money.period.or(before.period);
            }
            self.offered = Some((money, 0));
        } else if !self.agent_spoke
            && let Some((_, age)) = &mut self.offered
        {
            *age += 1;
            if *age > MEMORY {
                self.offered = None;
            }
        }
    }

    fn hear_prospect(&mut self, utterance: Utterance<'_>) -> Vec<Claim> {
        let Understood { reading, weighed } = self.understand(utterance);
        let findings = match weighed {
            None => Vec::new(),
            Some(Weighed { findings, cues }) => match self.weights {
                None => findings,
                Some(weights) => {
                    model::decide(findings, &weights.sums(&cues), &reading, &self.context())
                }
            },
        };
        if let Some(question) = self.question.as_mut().filter(|_| !findings.is_empty()) {
            question.is_answered = true;
        }
        self.settle(utterance, &reading, &findings)
    }

    /// Reads the breath with this utterance in it.
    fn understand(&mut self, utterance: Utterance<'_>) -> Understood {
        self.agent_spoke = false;
        if self.hears_machine && self.is_greeting(utterance.text) {
            self.hears_machine = false;
            self.breath = Breath::default();
        }
        let is_new_breath = self.breath.is_full() || self.breath.is_empty();
        if is_new_breath {
            self.before = self.signals.clone();
        }
        self.breath.push(utterance.turn, utterance.text);
        let reading = Reading::new(self.breath.text(), &self.setting);
        self.opt_out
            .hear_prospect(&reading, &self.breath, is_new_breath, &utterance);
        self.is_deaf |= reading.has(&[Tag::WrongPerson], reading.all());
        self.hears_machine |= reading.has(&[Tag::Recorded], reading.all());
        let is_audible = !self.is_deaf && !self.hears_machine;
        let weighed = is_audible.then(|| {
            let context = self.context();
            let findings = rules::find_all(&reading, &context);
            let cues = match self.weights {
                Some(_) => model::cues(&reading, &context, &self.asked, &findings),
                None => Vec::new(),
            };
            Weighed { findings, cues }
        });
        Understood { reading, weighed }
    }

    fn context(&self) -> Context<'_> {
        Context {
            setting: &self.setting,
            question: self.question.as_ref(),
            offered: self.offered.as_ref().map(|(money, _)| money),
            standing: &self.before,
            is_first: !self.has_heard,
        }
    }

    /// Whether somebody comes on the line: after a menu or hold music people greet.
    fn is_greeting(&self, text: &str) -> bool {
        let reading = Reading::new(Breath::audible(text), &self.setting);
        let tokens = &reading.tokens;
        let greets = matches!(tokens.word(0), "hello" | "hi" | "hey" | "speaking")
            || tokens.starts_with(0, &["this", "is"])
            || tokens.starts_with(0, &["how", "can", "i"]);
        greets && !reading.has(&[Tag::Recorded], reading.all())
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
