//! What stands when all claims are taken together: a person's word, then the newest words of the
//! prospect's, and within one turn what the listener heard outright before what others point at.
//!
//! A function of the *set* of claims: they are put in an order of their own first. With none but
//! the listener's, the listener's signals come out as they are.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Attribution, ClaimedValue, Grounds, Judge, OutsideClaim, Verdict, compare};
use crate::{
    calls::Transcript,
    signals::{
        Claim, Playbook, Setting, SignalName, SignalState, SignalValue, Signals, Source, Standing,
    },
};

/// More claims than this are no claims of one call; the newest are looked at.
const CLAIMS_MAX: usize = 200;
/// What is disputed is trusted no further, in hundredths.
const CONTESTED_MAX: u8 = 60;
/// However many agree, in hundredths.
const CONFIDENCE_MAX: f32 = 99.0;

/// All claims taken together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fusion {
    /// What stands.
    pub signals: Signals,
    /// On whose word, for every signal that somebody spoke of.
    pub rulings: BTreeMap<SignalName, Ruling>,
    /// Every claim from elsewhere, and what became of it.
    pub claims: Vec<Judged>,
}

/// On whose word a signal stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// Who says so.
    pub source: Source,
    /// The person, when one does.
    pub by: Option<Attribution>,
    /// How far it is trusted, in hundredths.
    pub confidence: u8,
    /// Others who say the same.
    pub agreeing: Vec<Source>,
    /// Whether somebody reads the same words otherwise, or a person overruled what was heard.
    pub is_contested: bool,
}

/// A claim from elsewhere, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// As it was made.
    pub claim: OutsideClaim,
    /// What the gate says.
    pub verdict: Verdict,
    /// What it is to what stands.
    pub part: Part,
}

/// What a claim is to what stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It is what stands.
    Stands,
    /// It says the same.
    Agrees,
    /// Newer words or a person say otherwise.
    Superseded,
    /// It reads the same words otherwise.
    Contested,
    /// It is ungrounded.
    NotCounted,
}

impl Fusion {
    /// Takes the listener's claims and all others together.
    #[must_use]
    pub fn of(
        transcript: &Transcript,
        heard: &[Claim],
        outside: &[OutsideClaim],
        setting: &Setting,
    ) -> Self {
        Judge::default().fuse(transcript, heard, outside, setting)
    }

    /// The same for claims that have been judged.
    pub(super) fn fold(heard: &[Claim], claims: Vec<Judged>, playbook: &Playbook) -> Self {
        let mut fusion = Self {
            claims,
            ..Self::default()
        };
        for name in playbook.names() {
            fusion.settle(&name, heard);
        }
        fusion
    }

    fn settle(&mut self, name: &SignalName, heard: &[Claim]) {
        let heard: Vec<&Claim> = heard.iter().filter(|claim| claim.signal == *name).collect();
        let grounded: Vec<(Source, &Grounds)> = self
            .claims
            .iter()
            .filter(|judged| judged.claim.signal == *name)
            .filter_map(|judged| Some((judged.claim.source, judged.verdict.grounds()?)))
            .collect();
        let words = Words::weigh(name, &heard, &grounded);
        let person = self
            .claims
            .iter()
            .rfind(|judged| judged.claim.signal == *name && judged.claim.source == Source::Person);
        let person = person.map(|judged| judged.claim.clone());
        let mut ruling = words.ruling(&heard, &grounded);
        let mut standing = words.standing;
        if let Some(person) = &person {
            let overruled = standing.is_some();
            let ruled = rule(person, standing.take());
            let is_same = ruled.as_ref().is_some_and(|ruled| !ruled.quote.is_empty());
            ruling = Ruling {
                source: Source::Person,
                by: person.by.clone(),
                confidence: 99,
                agreeing: Vec::new(),
                is_contested: overruled && !is_same,
            };
            standing = ruled;
        }
        self.note_parts(name, standing.as_ref(), words.is_contested, person.as_ref());
        if standing.is_some() || person.is_some() {
            self.rulings.insert(name.clone(), ruling);
        }
        if let Some(standing) = standing {
            self.signals.0.insert(name.clone(), standing);
        }
    }

    fn note_parts(
        &mut self,
        name: &SignalName,
        standing: Option<&Standing>,
        is_contested: bool,
        person: Option<&OutsideClaim>,
    ) {
        for judged in self
            .claims
            .iter_mut()
            .filter(|judged| judged.claim.signal == *name)
        {
            judged.part = match &judged.verdict {
                Verdict::Ungrounded(_) => Part::NotCounted,
                Verdict::Vouched if person == Some(&judged.claim) => Part::Stands,
                Verdict::Vouched => Part::Superseded,
                Verdict::Grounded(grounds) => match standing {
                    Some(stands) if agrees(stands.state, stands.value.as_ref(), grounds) => {
                        let is_it = stands.source == judged.claim.source
                            && (stands.turn, &stands.quote) == (grounds.turn, &grounds.quote);
                        if is_it { Part::Stands } else { Part::Agrees }
                    }
                    Some(stands) if is_contested && stands.turn == grounds.turn => Part::Contested,
                    _ => Part::Superseded,
                },
            };
        }
    }
}

impl Verdict {
    fn grounds(&self) -> Option<&Grounds> {
        match self {
            Self::Grounded(grounds) => Some(grounds),
            Self::Ungrounded(_) | Self::Vouched => None,
        }
    }
}

/// The claims in an order that depends on nothing but themselves, each once, with its spelling.
pub(super) fn in_order(outside: &[OutsideClaim]) -> Vec<(String, &OutsideClaim)> {
    // Values have no order of their own; their spelling has.
    let spelled = |claim| serde_json::to_string(claim).unwrap_or_default();
    let mut claims: Vec<(String, &OutsideClaim)> = outside
        .iter()
        .map(|claim| (spelled(claim), claim))
        .collect();
    claims.sort_by(|(a, first), (b, second)| {
        let key = |claim: &OutsideClaim| (claim.at, claim.source);
        (key(first), a).cmp(&(key(second), b))
    });
    claims.dedup_by(|(a, _), (b, _)| a == b);
    claims.split_off(claims.len().saturating_sub(CLAIMS_MAX))
}

/// What the prospect's words come to for one signal.
struct Words {
    standing: Option<Standing>,
    confidence: u8,
    is_contested: bool,
}

impl Words {
    /// Goes through the turns in which somebody finds something.
    fn weigh(name: &SignalName, heard: &[&Claim], grounded: &[(Source, &Grounds)]) -> Self {
        let mut signals = Signals::default();
        let mut words = Self {
            standing: None,
            confidence: 0,
            is_contested: false,
        };
        let turns: BTreeSet<u32> = heard
            .iter()
            .map(|claim| claim.turn)
            .chain(grounded.iter().map(|(_, grounds)| grounds.turn))
            .collect();
        for turn in turns {
            let core: Vec<&Claim> = heard
                .iter()
                .copied()
                .filter(|claim| claim.turn == turn)
                .collect();
            for claim in &core {
                signals.settle(claim);
                words.confidence = claim.confidence;
                words.is_contested = false;
            }
            let says_core = |grounds: &Grounds| {
                core.iter()
                    .any(|claim| agrees(claim.state, claim.value.as_ref(), grounds))
            };
            let other = grounded
                .iter()
                .filter(|(_, grounds)| grounds.turn == turn && !says_core(grounds))
                .max_by_key(|(source, grounds)| (rank(*source), grounds.at));
            let Some((source, grounds)) = other else {
                continue;
            };
            let stands = signals.get(name);
            if stands.is_some_and(|stands| {
                stands.state == grounds.state
                    && (grounds.value.is_none() || stands.value == grounds.value)
            }) {
                continue;
            }
            words.is_contested = !core.is_empty();
            // Taken back is taken back, and what was said outright needs no interpreter.
            let is_outright =
                |claim: &&Claim| claim.question.is_none() || claim.state == SignalState::Unknown;
            if !core.last().is_some_and(is_outright) {
                signals.settle(&as_claim(name, *source, grounds));
                words.confidence = grounds.confidence;
            }
        }
        words.standing = signals.0.remove(name);
        words
    }

    fn ruling(&self, heard: &[&Claim], grounded: &[(Source, &Grounds)]) -> Ruling {
        let Some(stands) = &self.standing else {
            return Ruling::default();
        };
        let says_same = |grounds: &Grounds| agrees(stands.state, stands.value.as_ref(), grounds);
        let core = heard.last().filter(|claim| {
            claim.state == stands.state && (claim.value.is_none() || claim.value == stands.value)
        });
        let core = core.map(|claim| (Source::Core, claim.confidence));
        let others = grounded
            .iter()
            .filter(|(_, grounds)| says_same(grounds))
            .map(|(source, grounds)| (*source, grounds.confidence));
        let agreeing: BTreeMap<Source, u8> = core
            .into_iter()
            .chain(others)
            .filter(|(source, _)| *source != stands.source)
            .collect();
        let doubt = agreeing
            .values()
            .chain([&self.confidence])
            .map(|confidence| 1.0 - f32::from(*confidence) / 100.0)
            .product::<f32>();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of hundred"
        )]
        let together = ((1.0 - doubt) * 100.0).round().clamp(0.0, CONFIDENCE_MAX) as u8;
        let confidence = if agreeing.is_empty() {
            self.confidence
        } else {
            together
        };
        Ruling {
            source: stands.source,
            by: None,
            confidence: if self.is_contested {
                confidence.min(CONTESTED_MAX)
            } else {
                confidence
            },
            agreeing: agreeing.into_keys().collect(),
            is_contested: self.is_contested,
        }
    }
}

/// Within one turn, the better one.
const fn rank(source: Source) -> u8 {
    match source {
        Source::Llm => 3,
        Source::StructuredOutput => 2,
        Source::ToolCall => 1,
        Source::Core | Source::Person => 0,
    }
}

fn agrees(state: SignalState, value: Option<&SignalValue>, grounds: &Grounds) -> bool {
    state == grounds.state
        && match (value, &grounds.value) {
            (Some(a), Some(b)) => compare::is_same(a, b),
            _ => true,
        }
}

fn as_claim(signal: &SignalName, source: Source, grounds: &Grounds) -> Claim {
    Claim {
        signal: signal.clone(),
        state: grounds.state,
        value: grounds.value.clone(),
        quote: grounds.quote.clone(),
        turn: grounds.turn,
        span: grounds.span,
        question: None,
        rule: source.name().to_owned(),
        confidence: grounds.confidence,
        source,
        at: grounds.at,
    }
}

/// What stands on a person's word. The prospect's quote is kept where they said the same; what a
/// person adds is no quote.
fn rule(person: &OutsideClaim, stood: Option<Standing>) -> Option<Standing> {
    let state = person.state.unwrap_or(SignalState::Positive);
    if state == SignalState::Unknown {
        return None;
    }
    let value = match &person.value {
        Some(ClaimedValue::Exact(value)) => Some(value.clone()),
        _ => None,
    };
    let said =
        stood.filter(|stood| stood.state == state && (value.is_none() || value == stood.value));
    let by = person.by.clone();
    Some(match said {
        Some(said) => Standing {
            source: Source::Person,
            by,
            ..said
        },
        None => Standing {
            state,
            value,
            quote: String::new(),
            turn: 0,
            at: person.at,
            source: Source::Person,
            by,
        },
    })
}
