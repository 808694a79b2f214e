//! Calls and leads as people and programs read them: the API, the commands and the page show the
//! same.

use midcall_domain::{
    calls::{CallId, CallState, Outcome, Speaker, Understanding},
    claims::{self, Fusion},
    leads::{EditFate, FieldKey, FieldValue, Part, Policy},
    signals::{Claim, SignalName, Utterance},
    time::Timestamp,
};
use midcall_store::{Blocked, CallRow, LeadRow, Result};
use serde::Serialize;

use crate::{node::Node, place::Waiting};

mod activity;
pub(crate) mod allowance;
mod identity;
mod lead;
mod ledger;
mod reading;
mod standing;

pub use activity::ActivityView;
pub use allowance::{AllowanceView, allowance};
pub use identity::{IdentityView, WaitingView};
use lead::write;
pub use lead::{blocked, lead};
pub use ledger::LedgerView;
pub use reading::{DriftView, DriftedView};
pub use standing::{OutsideClaimView, PersonView, SignalView};
use standing::{outside_claim, signals};

/// A call in a list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallItem {
    /// Vapi's call.
    pub id: String,
    /// The lead it belongs to.
    pub lead_id: Option<String>,
    /// `outbound`, `inbound` or `web`.
    pub direction: Option<midcall_domain::calls::Direction>,
    /// What it has come to, in Salesforce's words; absent while it is queued or ringing.
    pub status: Option<&'static str>,
    /// Whether it is going on.
    pub is_live: bool,
    /// 0 to 100.
    pub score: u8,
    /// What the ledger says; absent for calls from before there was one.
    pub ledger: Option<Outcome>,
    /// ISO 8601.
    pub created_at: String,
    /// ISO 8601.
    pub last_contact_at: String,
}

impl From<CallRow> for CallItem {
    fn from(row: CallRow) -> Self {
        Self {
            id: row.call.to_string(),
            lead_id: row.lead,
            direction: row.direction,
            status: row.disposition.map(|disposition| disposition.label()),
            is_live: !row.is_over,
            score: row.score,
            ledger: row.outcome,
            created_at: row.created_at.iso(),
            last_contact_at: row.last_contact_at.iso(),
        }
    }
}

/// One turn of a transcript.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TurnView {
    /// `prospect` or `agent`.
    pub speaker: Speaker,
    /// The words that stand.
    pub text: String,
    /// Words recognized but not confirmed.
    pub tentative: Option<String>,
    /// ISO 8601.
    pub at: Option<String>,
}

/// The score from a moment on.
#[derive(Debug, Serialize)]
pub struct ScoreView {
    /// ISO 8601.
    pub at: String,
    /// 0 to 100.
    pub score: u8,
}

/// How far Salesforce has followed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteView {
    /// `in_sync`, `due` or `blocked`.
    pub state: &'static str,
    /// When the last write went through.
    pub written_at: Option<String>,
    /// When it is tried next.
    pub due_at: Option<String>,
    /// Failed attempts in a row.
    pub attempts: u32,
    /// What waits for a person.
    pub blocked: Vec<BlockedView>,
    /// Why the last attempt failed, while it is tried again.
    pub trouble: Option<Blocked>,
    /// What people changed, the newest last.
    pub edits: Vec<EditView>,
}

/// What waits for a person.
#[derive(Debug, Serialize)]
pub struct BlockedView {
    /// `facts` or `transcript`.
    pub part: Part,
    /// The field's name in the org, when it waits by itself and the rest is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Why and what to do.
    #[serde(flatten)]
    pub why: Blocked,
}

/// A call with everything that is known of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// As in lists.
    #[serde(flatten)]
    pub item: CallItem,
    /// Whether the score is above the threshold.
    pub is_hot: bool,
    /// How it is known whose it is.
    pub identity: IdentityView,
    /// Why it ended, in Vapi's words.
    pub ended_reason: Option<String>,
    /// Who said what.
    pub transcript: Vec<TurnView>,
    /// What stands, all signals: the five, then own ones.
    pub signals: Vec<SignalView>,
    /// What would stand if the words just being spoken were confirmed.
    pub provisional_signals: Vec<SignalView>,
    /// How the score came about.
    pub score_history: Vec<ScoreView>,
    /// Every change of a signal, with its evidence.
    pub claims: Vec<Claim>,
    /// What others say about the call, and whether the prospect's words bear it out.
    pub outside_claims: Vec<OutsideClaimView>,
    /// The prospect's request for no more calls.
    pub opt_out: Option<OptOutView>,
    /// What was odd about what arrived.
    pub anomalies: Vec<AnomalyView>,
    /// What of it arrived by itself, what was read from Vapi, and what is missing.
    pub arrival: LedgerView,
    /// How far Salesforce has followed; absent when the call belongs to no lead.
    pub write: Option<WriteView>,
}

impl CallView {
    /// What people call a signal.
    #[must_use]
    pub fn label(&self, name: &SignalName) -> String {
        let known = self.signals.iter().find(|signal| signal.signal == *name);
        known.map_or_else(|| name.to_string(), |signal| signal.label.clone())
    }
}

/// Something odd about what arrived.
#[derive(Debug, Serialize)]
pub struct AnomalyView {
    /// What.
    pub what: midcall_domain::calls::Anomaly,
    /// How often.
    pub count: u32,
}

/// A lead: what it should say and what it was last seen to say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeadView {
    /// 18 characters.
    pub id: String,
    /// The record it was merged into.
    pub merged_into: Option<String>,
    /// 0 to 100.
    pub score: u8,
    /// Whether the score is above the threshold.
    pub is_hot: bool,
    /// What stands, all signals: the five, then own ones.
    pub signals: Vec<SignalView>,
    /// The contact it was converted to, which is written in its place.
    pub converted_to: Option<String>,
    /// Field by field.
    pub fields: Vec<FieldView>,
    /// How far Salesforce has followed.
    pub write: WriteView,
    /// Its newest call.
    pub newest_call: Option<String>,
    /// The tasks of its calls, the newest first; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activities: Option<Vec<ActivityView>>,
    /// When it was last read back, ISO 8601.
    pub read_at: Option<String>,
    /// What was found in it that Midcall had not put there.
    pub drift: Option<DriftView>,
    /// Whether nothing is written: then `desired` is what would be.
    pub is_shadow: bool,
    /// The prospect's request for no more calls, on any of its calls; lists leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_out: Option<OptOutView>,
}

/// The prospect asked for no more calls, and is called no more.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OptOutView {
    /// On which call.
    pub call_id: String,
    /// ISO 8601.
    pub at: String,
    /// With which words.
    pub quote: String,
    /// How far marking the lead in Salesforce has come: `open`, `done` or `blocked`; absent where
    /// that is not known.
    pub marked: Option<String>,
    /// Why it is not marked.
    pub reason: Option<String>,
}

/// A field of the lead.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldView {
    /// What it is for: one of the five, or the name of a mapped field.
    pub role: FieldKey,
    /// Its name in the org.
    pub name: String,
    /// Who decides what it says: `ours`, `fill_if_empty`, `highest`, `append`.
    pub policy: Policy,
    /// What it should say.
    pub desired: Option<FieldValue>,
    /// What it was last seen to say.
    pub observed: Option<FieldValue>,
    /// Whether it is to be left as it is: it says what is wanted, or people decide.
    pub is_settled: bool,
}

/// A field that a person changed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EditView {
    /// Its name in the org.
    pub field: String,
    /// What it says, or the beginning of it.
    pub theirs: FieldValue,
    /// What Midcall had written, unless that was long.
    pub ours: Option<FieldValue>,
    /// `kept`, `overwritten` or `joined`.
    pub fate: EditFate,
    /// When it was noticed, ISO 8601.
    pub seen_at: String,
    /// The user who last changed the record, if that was not Midcall.
    pub by: Option<String>,
    /// When they did, ISO 8601.
    pub at: Option<String>,
}

/// A call with everything that is known of it.
///
/// # Errors
///
/// When the store fails.
pub async fn call(node: &Node, id: &CallId) -> Result<Option<CallView>> {
    let Some((state, _)) = node.store.load_call(&node.workspace, id).await? else {
        return Ok(None);
    };
    let lead = match state.lead_id() {
        Some(lead) => node.store.load_lead(&node.workspace, lead).await?,
        None => None,
    };
    let identity = identity::identity(node, &state).await?;
    Ok(Some(of_state(node, &state, identity, lead.as_ref())))
}

fn of_state(
    node: &Node,
    state: &CallState,
    identity: IdentityView,
    lead: Option<&LeadRow>,
) -> CallView {
    let transcript = state.transcript();
    let setting = node.setting(state.created_at().date());
    let mut understanding = Understanding::new(setting.clone());
    understanding.catch_up(&transcript, setting.clone());
    let told = state.claims_from_elsewhere(&setting.playbook);
    let heard = understanding.claims();
    let fusion = Fusion::of(&transcript, heard, &told.claims, &setting);
    let score = node.rubric.score(&fusion.signals);
    let provisional = transcript
        .turns
        .last()
        .filter(|turn| turn.speaker == Speaker::Prospect && !state.is_over())
        .and_then(|turn| {
            let text = turn.tentative_text()?;
            let turn = u32::try_from(transcript.turns.len())
                .unwrap_or(u32::MAX)
                .saturating_sub(1);
            let at = state.active_at();
            let heard = understanding.claims_with(Utterance {
                turn,
                speaker: Speaker::Prospect,
                text: &text,
                at,
            });
            Some(Fusion::of(&transcript, &heard, &told.claims, &setting))
        });
    CallView {
        item: CallItem {
            id: state.id().to_string(),
            lead_id: state.lead_id().map(str::to_owned),
            direction: state.direction(),
            status: state.disposition().map(|disposition| disposition.label()),
            is_live: !state.is_over(),
            score: score.points,
            ledger: Some(state.ledger().outcome),
            created_at: state.created_at().iso(),
            last_contact_at: state.last_contact_at().iso(),
        },
        is_hot: score.is_hot,
        identity,
        ended_reason: state.ended_reason().map(str::to_owned),
        transcript: transcript
            .turns
            .iter()
            .map(|turn| TurnView {
                speaker: turn.speaker,
                text: turn.text(),
                tentative: turn.tentative_text(),
                at: turn.segments.first().map(|segment| segment.at.iso()),
            })
            .collect(),
        signals: signals(&node.rubric, &fusion.signals, Some(&fusion)),
        provisional_signals: provisional
            .map(|fusion| signals(&node.rubric, &fusion.signals, Some(&fusion)))
            .unwrap_or_default(),
        score_history: claims::score_history(&understanding, &fusion, &node.rubric)
            .into_iter()
            .map(|change| ScoreView {
                at: change.at.iso(),
                score: change.score,
            })
            .collect(),
        claims: heard.to_vec(),
        outside_claims: fusion.claims.iter().map(outside_claim).collect(),
        opt_out: understanding.opt_out().map(|heard| OptOutView {
            call_id: state.id().to_string(),
            at: heard.at.iso(),
            quote: heard.quote.clone(),
            marked: None,
            reason: None,
        }),
        anomalies: state
            .anomalies()
            .iter()
            .chain(&told.anomalies)
            .map(|(what, count)| AnomalyView {
                what: what.clone(),
                count: *count,
            })
            .collect(),
        arrival: LedgerView::of(&state.ledger()),
        write: lead.map(|lead| write(node, lead)),
    }
}

/// A lead with the tasks of its calls, what it was last found to say, and whether it asked for no
/// more calls.
///
/// # Errors
///
/// When the store fails.
pub async fn lead_in_full(node: &Node, row: &LeadRow) -> Result<LeadView> {
    let heard = node
        .store
        .opted_out(&node.workspace, &row.lead, None)
        .await?;
    let mut view = LeadView {
        activities: Some(activity::activities(node, row).await?),
        opt_out: heard.map(|opted_out| OptOutView {
            call_id: opted_out.call,
            at: opted_out.heard.at.iso(),
            quote: opted_out.heard.quote,
            marked: opted_out.told,
            reason: opted_out.reason,
        }),
        ..lead(node, row)
    };
    let reading = node.store.load_reading(&node.workspace, &row.lead).await?;
    if let Some(reading) = reading {
        view.put_beside(&reading);
    }
    Ok(view)
}

/// A request that will be carried out later, as whoever asked is told.
#[must_use]
pub fn waiting(waiting: &Waiting) -> serde_json::Value {
    serde_json::json!({
        "success": true,
        "callId": null,
        "requestId": waiting.request,
        "waitsFor": waiting.wait.name(),
        "until": waiting.until.map(Timestamp::iso),
        "message": format!("The request is in the queue: {}.", waiting.wait.text()),
    })
}
