//! The gate: a claim from elsewhere counts only as far as the prospect's own words bear it out.

use serde::{Deserialize, Serialize};

use super::{
    ClaimedValue, OutsideClaim, compare, quote, rederive,
    words::{self, Restated},
};
use crate::{
    calls::{Speaker, Transcript},
    signals::{Claim, Setting, SignalKind, SignalName, SignalState, SignalValue, Source},
    time::Timestamp,
};

/// A final may be dated a little after the claim that rests on it: two clocks tell the times.
const CLOCK_SLACK_MS: i64 = 1_000;
/// A need has no value to re-derive; fewer words than this cannot tell one.
const NEED_WORDS_MIN: usize = 3;
/// The table's doubt that a quoted need survives: the same that a finding of our rules survives.
const DISBELIEF: f32 = -2.0;

/// What the prospect said, read from their words: it stands, not what was claimed of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// Where the signal stands by these words.
    pub state: SignalState,
    /// What exactly they say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<SignalValue>,
    /// The prospect's words, verbatim.
    pub quote: String,
    /// The transcript turn they are from.
    pub turn: u32,
    /// Byte offsets of the quote within the turn's text.
    pub span: (u32, u32),
    /// How far the reading is trusted, in hundredths.
    pub confidence: u8,
    /// When they were said.
    pub at: Timestamp,
}

/// Why a claim does not count. It is kept and shown all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ungrounded {
    /// The quote is in nobody's words.
    NotSaid,
    /// The agent said it, not the prospect.
    AgentSaid,
    /// The prospect said it only after the claim was made.
    SaidLater,
    /// The quoted words say nothing about the signal.
    NotDerived,
    /// The quoted words say the opposite.
    OtherState,
    /// The quoted words give another value, or none.
    OtherValue,
    /// No quote, and nothing the prospect said gives the same.
    NoEvidence,
    /// Neither a quote nor a state nor a value that can be read.
    NothingToCheck,
    /// The rubric does not have the signal.
    NotListenedFor,
}

impl Ungrounded {
    /// For a person.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotSaid => "nobody said the quoted words",
            Self::AgentSaid => "the agent said the quoted words, not the prospect",
            Self::SaidLater => "the prospect said the quoted words only later",
            Self::NotDerived => "the quoted words say nothing about it",
            Self::OtherState => "the quoted words say the opposite",
            Self::OtherValue => "the quoted words do not give this value",
            Self::NoEvidence => "no quote, and nothing the prospect said gives it",
            Self::NothingToCheck => "nothing in it can be checked",
            Self::NotListenedFor => "the rubric has no such signal",
        }
    }
}

/// What the gate says of a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The prospect's words bear it out.
    Grounded(Grounds),
    /// They do not.
    Ungrounded(Ungrounded),
    /// A person vouches for it.
    Vouched,
}

/// What a claim is held against.
#[derive(Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) transcript: &'a Transcript,
    /// What the listener heard in it.
    pub(super) heard: &'a [Claim],
    pub(super) setting: &'a Setting,
}

/// Holds a claim against what was said.
pub(super) fn judge(claim: &OutsideClaim, evidence: &Evidence<'_>) -> Verdict {
    if evidence.setting.playbook.value_of(&claim.signal).is_none() {
        return Verdict::Ungrounded(Ungrounded::NotListenedFor);
    }
    if claim.source == Source::Person {
        return Verdict::Vouched;
    }
    let upto = known_by(claim);
    let quoted = claim
        .quote
        .as_deref()
        .filter(|text| quote::length(text) > 0);
    let grounds = match quoted {
        Some(quoted) => by_quote(quoted, claim, upto, evidence),
        None => by_evidence(&Wanted::of(claim, upto, evidence.setting), evidence),
    };
    match grounds {
        Ok(grounds) => Verdict::Grounded(grounds),
        Err(why) => Verdict::Ungrounded(why),
    }
}

/// Words said later than this are no grounds for the claim.
pub(super) fn known_by(claim: &OutsideClaim) -> Timestamp {
    claim.at.plus_ms(CLOCK_SLACK_MS)
}

/// What a claim wants to find.
struct Wanted {
    signal: SignalName,
    state: Option<SignalState>,
    values: Vec<SignalValue>,
    upto: Timestamp,
}

impl Wanted {
    fn of(claim: &OutsideClaim, upto: Timestamp, setting: &Setting) -> Self {
        let restated = match &claim.value {
            None => Restated::default(),
            Some(ClaimedValue::Exact(value)) => Restated {
                state: None,
                values: vec![value.clone()],
            },
            Some(ClaimedValue::Words(text)) => words::restated(text, &claim.signal, setting),
        };
        Self {
            signal: claim.signal.clone(),
            state: claim.state.or(restated.state),
            values: restated.values,
            upto,
        }
    }

    /// Whether words that say this are what is wanted.
    fn check(&self, state: SignalState, value: Option<&SignalValue>) -> Result<(), Ungrounded> {
        if self.state.is_some_and(|wanted| wanted != state) {
            return Err(Ungrounded::OtherState);
        }
        let is_given = |value: &SignalValue| {
            self.values
                .iter()
                .any(|wanted| compare::is_same(wanted, value))
        };
        if self.values.is_empty() || value.is_some_and(is_given) {
            Ok(())
        } else {
            Err(Ungrounded::OtherValue)
        }
    }
}

/// The newest place where the prospect said these words and meant this by them.
fn by_quote(
    quoted: &str,
    claim: &OutsideClaim,
    upto: Timestamp,
    evidence: &Evidence<'_>,
) -> Result<Grounds, Ungrounded> {
    // Reading what is claimed costs more than finding out that nobody said it.
    let mut wanted = None;
    let mut why = Ungrounded::NotSaid;
    for (turn, spoken) in evidence.transcript.turns.iter().enumerate().rev() {
        let whole = quote::find(quoted, &spoken.text());
        if whole.is_empty() {
            continue;
        }
        if spoken.speaker == Speaker::Agent {
            why = why.max(Ungrounded::AgentSaid);
            continue;
        }
        let by_then: Vec<&str> = rederive::segments(evidence.transcript, turn, upto)
            .map(|said| &*said.text)
            .collect();
        let by_then = by_then.join(" ");
        let Some(&span) = quote::find(quoted, &by_then).last() else {
            why = why.max(Ungrounded::SaidLater);
            continue;
        };
        let wanted = wanted.get_or_insert_with(|| Wanted::of(claim, upto, evidence.setting));
        match in_turn(turn, &by_then, span, wanted, evidence) {
            Ok(grounds) => return Ok(grounds),
            // The newest place says best why not.
            Err(reason) if why <= Ungrounded::SaidLater => why = reason,
            Err(_) => {}
        }
    }
    Err(why)
}

/// What the words around a quote mean, if it is what is wanted.
fn in_turn(
    turn: usize,
    text: &str,
    quoted: (usize, usize),
    wanted: &Wanted,
    evidence: &Evidence<'_>,
) -> Result<Grounds, Ungrounded> {
    let touches = |claim: &&Claim| {
        let (start, end) = (claim.span.0 as usize, claim.span.1 as usize);
        start < quoted.1 && quoted.0 < end
    };
    let heard = evidence.heard.iter().filter(|claim| {
        claim.turn as usize == turn
            && claim.signal == wanted.signal
            && claim.state != SignalState::Unknown
            && claim.at <= wanted.upto
    });
    let again = rederive::claim(
        evidence.transcript,
        turn,
        wanted.upto,
        &wanted.signal,
        evidence.setting,
    );
    let mut why = Ungrounded::NotDerived;
    for claim in heard.rev().chain(again.as_ref()).filter(touches) {
        match wanted.check(claim.state, claim.value.as_ref()) {
            Ok(()) => return Ok(of_claim(claim)),
            Err(reason) => why = reason,
        }
    }
    let is_need = wanted.signal == SignalKind::Need && why == Ungrounded::NotDerived;
    if is_need && let Some(grounds) = need(turn, text, quoted, wanted, evidence) {
        return Ok(grounds);
    }
    Err(why)
}

/// A need is told in any words, so the listener's rules need not know these: it is enough that
/// the table does not hold them for nothing. They have to tell it by themselves, as after a
/// question about needs it leans to any answer.
fn need(
    turn: usize,
    text: &str,
    (start, end): (usize, usize),
    wanted: &Wanted,
    evidence: &Evidence<'_>,
) -> Option<Grounds> {
    let quote = &text[start..end];
    let says_otherwise = wanted
        .state
        .is_some_and(|state| state != SignalState::Positive);
    if says_otherwise || quote::length(quote) < NEED_WORDS_MIN {
        return None;
    }
    let leaning =
        |text, state| rederive::leaning(text, (SignalKind::Need, state), evidence.setting);
    // All that was said in the turn must mean it, and the quote by itself.
    for text in [text, quote] {
        let speaks_for = leaning(text, SignalState::Positive)?;
        if speaks_for <= DISBELIEF || leaning(text, SignalState::Negative)? > speaks_for {
            return None;
        }
    }
    let at = rederive::segments(evidence.transcript, turn, wanted.upto)
        .last()?
        .at;
    let offset = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
    Some(Grounds {
        state: SignalState::Positive,
        value: None,
        quote: quote.to_owned(),
        turn: offset(turn),
        span: (offset(start), offset(end)),
        confidence: 60,
        at,
    })
}

/// Without a quote, the listener's own evidence for the same state and value.
fn by_evidence(wanted: &Wanted, evidence: &Evidence<'_>) -> Result<Grounds, Ungrounded> {
    if wanted.state.is_none() && wanted.values.is_empty() {
        return Err(Ungrounded::NothingToCheck);
    }
    evidence
        .heard
        .iter()
        .rev()
        .filter(|claim| {
            claim.signal == wanted.signal
                && claim.state != SignalState::Unknown
                && claim.at <= wanted.upto
        })
        .find(|claim| wanted.check(claim.state, claim.value.as_ref()).is_ok())
        .map(of_claim)
        .ok_or(Ungrounded::NoEvidence)
}

fn of_claim(claim: &Claim) -> Grounds {
    Grounds {
        state: claim.state,
        value: claim.value.clone(),
        quote: claim.quote.clone(),
        turn: claim.turn,
        span: claim.span,
        confidence: claim.confidence,
        at: claim.at,
    }
}
