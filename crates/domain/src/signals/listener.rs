//! Hears a call's utterances one by one and answers with the claims they support.

use std::{ops::Range, sync::Arc};

use super::{
    Claim, Setting, SignalKind, SignalName, SignalState, SignalValue, Signals, Source,
    breath::Breath,
    confidence::{self, TAKEN_BACK},
    grammar::money::Money,
    lexicon::Tag,
    model::{self, Heard, Weights},
    opt_out::{self, Ear, OptOut},
    own_question::OwnAsked,
    question::{Question, Topic},
    reading::Reading,
    rules::{self, Context, Finding, OwnFinding},
};
use crate::{calls::Speaker, time::Timestamp};

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
    /// The same question, when it is about own signals.
    own_asked: Option<OwnAsked>,
    /// The agent's last words, as far as the model weighs them.
    asked: Heard,
    /// The price the agent named last, and the exchanges since.
    offered: Option<(Money, u8)>,
    /// Whom either side named lately: "she" may be somebody told of long before.
    mentioned: Vec<String>,
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
    /// What the rules found; nothing when nothing counts.
    findings: Vec<Finding>,
    /// What the model weighs; nothing without a model.
    cues: Vec<u32>,
    /// Whether a person speaks whom the call was meant for.
    is_audible: bool,
    /// What the rules found that asks for no more calls.
    opt_out: Option<opt_out::Found>,
}

/// What the words mean for a signal, whichever kind it is.
struct Found<'a> {
    state: SignalState,
    value: Option<&'a SignalValue>,
    words: &'a Range<usize>,
    /// The rule's name, for own signals without the signal's.
    rule: &'static str,
    confidence: u8,
    /// The question that the words answer.
    question: Option<Arc<str>>,
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
            own_asked: None,
            asked: Heard::default(),
            offered: None,
            mentioned: Vec::new(),
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

    /// What the model weighs in an utterance, for training it: nothing of it is settled.
    pub fn lesson(&mut self, utterance: Utterance<'_>) -> Option<model::Lesson> {
        match utterance.speaker {
            Speaker::Agent => {
                self.hear_agent(utterance.text);
                None
            }
            Speaker::Prospect => {
                let mut understood = self.understand(utterance);
                understood.cues.sort_unstable();
                Some(model::Lesson {
                    cues: understood.cues,
                    is_audible: understood.is_audible,
                    is_opt_out: understood.opt_out.is_some(),
                })
            }
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
    /// nothing being said of it. `None` without a table, when nothing counts, or when the words are
    /// about something else than what is sold.
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
        let understood = self.understand(utterance);
        let sums = self.weights?.sums(&understood.cues);
        let is_need = (signal, state) == (SignalKind::Need, SignalState::Positive);
        if !understood.is_audible || is_need && !self.is_about_product(&understood.reading) {
            return None;
        }
        Weights::column(signal, class).map(|column| sums[column])
    }

    /// Whether a need that these words tell may be one for what is sold.
    fn is_about_product(&self, reading: &Reading) -> bool {
        let need = Finding::said(
            SignalKind::Need,
            SignalState::Positive,
            "need.weighed",
            reading.all(),
        );
        let left = rules::about_product(vec![need], reading, &self.context());
        left.iter().any(|found| found.signal == SignalKind::Need)
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
        self.remember(&reading);
        self.opt_out.hear_agent(&reading);
        let asked = Question::find_after(self.question.as_ref(), &reading, text);
        let own = OwnAsked::find(&reading, &self.setting.playbook, text);
        if own.is_some() || asked.is_some() || !self.agent_spoke {
            self.own_asked = own;
        }
        let asked = match &self.own_asked {
            Some(own) if own.replaces(asked.as_ref(), &reading) => {
                Some(Question::aside(&reading, text))
            }
            _ => asked,
        };
        // "Ballpark?" asks on for what was asked before.
        let asks_on = reading.tokens.len() <= 2
            && matches!(
                reading.tokens.word(0),
                "ballpark" | "roughly" | "approximately" | "about"
            )
            && self.question.as_ref().is_some_and(|q| !q.is_answered);
        if asks_on {
            self.question.iter_mut().for_each(|q| q.age = 0);
        } else if asked.is_some() {
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

    /// Remembers whoever is named: the sentences after may only point at them.
    fn remember(&mut self, reading: &Reading) {
        /// Nobody points further back.
        const MEMORY: usize = 6;
        for role in &reading.roles {
            self.mentioned.retain(|name| *name != role.name);
            self.mentioned.push(role.name.clone());
        }
        let old = self.mentioned.len().saturating_sub(MEMORY);
        self.mentioned.drain(..old);
    }

    /// Remembers a price the agent names: "that'll do us, then" may come a few exchanges later.
    fn hear_price(&mut self, reading: &Reading) {
        const MEMORY: u8 = 3;
        if let Some(mut money) = Question::lasting_price(reading) {
            if let Some((before, _)) = &self.offered {
                money = money.in_the_scale_of(before);
            }
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
        let Understood {
            reading,
            findings,
            cues,
            is_audible,
            opt_out,
        } = self.understand(utterance);
        let sums = self.weights.map(|weights| weights.sums(&cues));
        let speaks_for_opt_out = sums.map(|sums| sums[model::OPT_OUT]);
        self.opt_out.decide(
            opt_out,
            speaks_for_opt_out,
            &reading,
            &self.breath,
            &utterance,
        );
        let mut own = Vec::new();
        let findings = if is_audible {
            let context = self.context();
            let findings = match sums {
                Some(sums) => model::decide(findings, &sums, &reading, &context),
                None => findings,
            };
            let asked = self.own_asked.as_ref();
            own = rules::find_own(&reading, &context, asked, self.breath.text());
            rules::about_product(findings, &reading, &context)
        } else {
            Vec::new()
        };
        if let Some(question) = self.question.as_mut().filter(|_| !findings.is_empty()) {
            question.is_answered = true;
        }
        self.remember(&reading);
        self.settle(utterance, &reading, &findings, &own)
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
        let opt_out = self.opt_out.find(&reading, is_new_breath);
        self.is_deaf |= reading.has(&[Tag::WrongPerson], reading.all());
        self.hears_machine |= reading.has(&[Tag::Recorded], reading.all());
        let is_audible = !self.is_deaf && !self.hears_machine;
        let context = self.context();
        let findings = match is_audible {
            true => rules::find_all(&reading, &context),
            false => Vec::new(),
        };
        let cues = match self.weights {
            Some(_) => {
                let asks = opt_out.as_ref().map(|found| found.rule);
                model::cues(&reading, &context, &self.asked, &findings, asks)
            }
            None => Vec::new(),
        };
        Understood {
            reading,
            findings,
            cues,
            is_audible,
            opt_out,
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            setting: &self.setting,
            question: self.question.as_ref(),
            offered: self.offered.as_ref().map(|(money, _)| money),
            standing: &self.before,
            mentioned: &self.mentioned,
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
        own: &[OwnFinding],
    ) -> Vec<Claim> {
        let playbook = Arc::clone(&self.setting.playbook);
        let mut claims = Vec::new();
        for signal in SignalKind::ALL {
            let found = findings.iter().find(|f| f.signal == signal);
            let question = self.question.as_ref().map(|it| Arc::clone(&it.text));
            let found = found.map(|f| Found {
                state: f.state,
                value: f.value.as_ref(),
                words: &f.words,
                rule: f.rule,
                confidence: confidence::of(f, reading),
                question: question.filter(|_| f.is_answer),
            });
            claims.extend(self.change(signal.into(), found, utterance, reading));
        }
        for (number, signal) in playbook.signals().iter().enumerate() {
            let found = own.iter().find(|f| f.number == number);
            let question = self.own_asked.as_ref().map(|it| Arc::clone(&it.text));
            let found = found.map(|f| Found {
                state: f.state,
                value: f.value.as_ref(),
                words: &f.words,
                rule: f.rule(),
                confidence: f.confidence(),
                question: question.filter(|_| f.is_answer),
            });
            claims.extend(self.change(signal.name.clone(), found, utterance, reading));
        }
        claims
    }

    /// Lets what was found about a signal stand, and claims it if that changes anything.
    fn change(
        &mut self,
        signal: SignalName,
        found: Option<Found<'_>>,
        utterance: Utterance<'_>,
        reading: &Reading,
    ) -> Option<Claim> {
        let (state, value) = match &found {
            Some(found) => (found.state, found.value.cloned()),
            None => match self.before.get(&signal) {
                Some(standing) => (standing.state, standing.value.clone()),
                None => (SignalState::Unknown, None),
            },
        };
        let unchanged = match self.signals.get(&signal) {
            Some(standing) => {
                standing.state == state && (standing.value == value || value.is_none())
            }
            None => state == SignalState::Unknown,
        };
        if unchanged {
            return None;
        }
        let is_found = found.is_some();
        let bytes = found.as_ref().map(|found| {
            // A quote is a statement: the whole clause, not the bare figure in it.
            let words = reading.clauses_around(found.words);
            reading.tokens.origin(words.start, words.end)
        });
        let (quote, span) = self.breath.quote(bytes);
        let (rule, confidence, question) = match found {
            Some(found) => (found.rule, found.confidence, found.question),
            None => (
                TAKEN_BACK,
                confidence::measured(TAKEN_BACK).unwrap_or(60),
                None,
            ),
        };
        let rule = match &signal {
            SignalName::Own(name) if is_found => format!("{name}.{rule}"),
            _ => rule.to_owned(),
        };
        let claim = Claim {
            signal,
            state,
            value,
            quote,
            turn: utterance.turn,
            span,
            question: question.map(|text| text.to_string()),
            rule,
            confidence,
            source: Source::Core,
            at: utterance.at,
        };
        self.signals.settle(&claim);
        Some(claim)
    }
}
