//! What stands about the signals, on whose word, and what others claim about them.

use midcall_domain::{
    claims::{self, Fusion, Judged, Ruling},
    signals::{Rubric, SignalName, SignalState, SignalValue, Signals, Source, Standing},
    time::Timestamp,
};
use serde::Serialize;

/// What stands about a signal.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignalView {
    /// `budget`, `authority`, `need`, `timeline`, `company_size`, then own ones by their names.
    pub signal: SignalName,
    /// What people call it.
    pub label: String,
    /// `unknown`, `positive`, `negative`.
    pub state: SignalState,
    /// What exactly.
    pub value: Option<SignalValue>,
    /// The prospect's words.
    pub quote: Option<String>,
    /// The transcript turn they are from.
    pub turn: Option<u32>,
    /// When they were said, ISO 8601.
    pub at: Option<String>,
    /// Its share of the score.
    pub points: u8,
    /// On whose word it stands: `core`, `tool_call`, `structured_output`, `llm`, `person`.
    pub source: Option<Source>,
    /// The person, when one says so.
    pub by: Option<PersonView>,
    /// How far it is trusted, in hundredths; absent where only what stands is known.
    pub confidence: Option<u8>,
    /// Others who say the same.
    pub agreeing: Vec<Source>,
    /// Whether somebody reads the same words otherwise, or a person overruled what was heard.
    pub is_contested: bool,
}

/// A person who says where a signal stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// Who.
    pub who: String,
    /// Why, in their words.
    pub note: Option<String>,
    /// When they said so, ISO 8601.
    pub at: Option<String>,
}

/// A claim from elsewhere, and what became of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutsideClaimView {
    /// `tool_call`, `structured_output`, `llm`, `person`.
    pub source: Source,
    /// The same for the same claim.
    pub id: String,
    /// Which signal.
    pub signal: SignalName,
    /// Where it is said to stand.
    pub state: Option<SignalState>,
    /// What exactly: in our terms, or in the words it was claimed in.
    pub value: Option<claims::ClaimedValue>,
    /// The words it is said to rest on.
    pub quote: Option<String>,
    /// The person, when one says so.
    pub by: Option<PersonView>,
    /// When it was made, ISO 8601.
    pub at: String,
    /// `stands`, `agrees`, `superseded`, `contested`, `not_counted`.
    pub part: claims::Part,
    /// Why it does not count, as a stable word.
    pub ungrounded: Option<claims::Ungrounded>,
    /// The same for a person.
    pub reason: Option<&'static str>,
    /// The turn whose words bear it out.
    pub turn: Option<u32>,
}

pub(super) fn signals(
    rubric: &Rubric,
    stands: &Signals,
    fusion: Option<&Fusion>,
) -> Vec<SignalView> {
    let score = rubric.score(stands);
    rubric
        .signals()
        .map(|signal| {
            let standing: Option<&Standing> = stands.get(&signal);
            let ruling: Option<&Ruling> = fusion.and_then(|fusion| fusion.rulings.get(&signal));
            // What a person adds is no quote.
            let quoted = standing.filter(|standing| !standing.quote.is_empty());
            SignalView {
                label: rubric.label(&signal),
                state: stands.state(&signal),
                value: standing.and_then(|standing| standing.value.clone()),
                quote: quoted.map(|standing| standing.quote.clone()),
                turn: quoted.map(|standing| standing.turn),
                at: standing.map(|standing| standing.at.iso()),
                points: score
                    .contributions
                    .iter()
                    .find(|share| share.signal == signal)
                    .map_or(0, |share| share.points),
                source: ruling
                    .map(|ruling| ruling.source)
                    .or(standing.map(|standing| standing.source)),
                by: match (fusion, ruling) {
                    (Some(fusion), Some(ruling)) => ruling.by.as_ref().map(|by| {
                        let at = fusion.claims.iter().rfind(|judged| {
                            judged.claim.signal == signal && judged.claim.by.as_ref() == Some(by)
                        });
                        person(by, at.map(|judged| judged.claim.at))
                    }),
                    _ => standing
                        .and_then(|standing| standing.by.as_ref())
                        .map(|by| person(by, None)),
                },
                confidence: ruling.map(|ruling| ruling.confidence),
                agreeing: ruling
                    .map(|ruling| ruling.agreeing.clone())
                    .unwrap_or_default(),
                is_contested: ruling.is_some_and(|ruling| ruling.is_contested),
                signal,
            }
        })
        .collect()
}

fn person(by: &claims::Attribution, at: Option<Timestamp>) -> PersonView {
    PersonView {
        who: by.who.clone(),
        note: by.note.clone(),
        at: at.map(Timestamp::iso),
    }
}

pub(super) fn outside_claim(judged: &Judged) -> OutsideClaimView {
    let claim = &judged.claim;
    let (turn, ungrounded) = match &judged.verdict {
        claims::Verdict::Grounded(grounds) => (Some(grounds.turn), None),
        claims::Verdict::Ungrounded(why) => (None, Some(*why)),
        claims::Verdict::Vouched => (None, None),
    };
    OutsideClaimView {
        source: claim.source,
        id: claim.id.clone(),
        signal: claim.signal.clone(),
        state: claim.state,
        value: claim.value.clone(),
        quote: claim.quote.clone(),
        by: claim.by.as_ref().map(|by| person(by, Some(claim.at))),
        at: claim.at.iso(),
        part: judged.part,
        ungrounded,
        reason: ungrounded.map(claims::Ungrounded::label),
        turn,
    }
}
