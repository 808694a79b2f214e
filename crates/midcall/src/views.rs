//! Calls and leads as people and programs read them: the API, the commands and the page show the
//! same.

use midcall_domain::{
    calls::{CallId, CallState, Speaker, Understanding},
    claims::{self, Fusion},
    leads::{FieldRole, FieldValue, Part},
    signals::{Claim, SignalName, Utterance},
    time::Timestamp,
};
use midcall_store::{Blocked, CallRow, LeadRow, Result};
use serde::Serialize;

use crate::{config::Mode, node::Node};

mod activity;
pub(crate) mod allowance;
mod reading;
mod standing;

pub use activity::{ActivityView, lead_in_full};
pub use allowance::{AllowanceView, allowance};
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
}

/// What waits for a person.
#[derive(Debug, Serialize)]
pub struct BlockedView {
    /// `facts` or `transcript`.
    pub part: Part,
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
    /// What was odd about what arrived.
    pub anomalies: Vec<AnomalyView>,
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
}

/// A field of the lead.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldView {
    /// What it is for.
    pub role: FieldRole,
    /// Its name in the org.
    pub name: String,
    /// What it should say.
    pub desired: Option<FieldValue>,
    /// What it was last seen to say.
    pub observed: Option<FieldValue>,
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
    Ok(Some(of_state(node, &state, lead.as_ref())))
}

fn of_state(node: &Node, state: &CallState, lead: Option<&LeadRow>) -> CallView {
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
            created_at: state.created_at().iso(),
            last_contact_at: state.last_contact_at().iso(),
        },
        is_hot: score.is_hot,
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
        anomalies: state
            .anomalies()
            .iter()
            .chain(&told.anomalies)
            .map(|(what, count)| AnomalyView {
                what: what.clone(),
                count: *count,
            })
            .collect(),
        write: lead.map(write),
    }
}

/// A lead: what it should say and what it was last seen to say.
#[must_use]
pub fn lead(node: &Node, row: &LeadRow) -> LeadView {
    LeadView {
        id: row.lead.clone(),
        merged_into: row.target.clone(),
        score: row.desired.score.points,
        is_hot: row.desired.score.is_hot,
        signals: signals(&node.rubric, &row.desired.signals, None),
        fields: FieldRole::ALL
            .into_iter()
            .filter_map(|role| {
                Some(FieldView {
                    role,
                    name: node.lead_fields().name(role)?.to_owned(),
                    desired: row.desired.fields.get(&role).cloned(),
                    observed: row
                        .observed
                        .as_ref()
                        .and_then(|fields| fields.get(&role))
                        .cloned(),
                })
            })
            .collect(),
        write: write(row),
        newest_call: row.newest_call.clone(),
        activities: None,
        read_at: None,
        drift: None,
        is_shadow: node.settings.mode == Mode::Shadow,
    }
}

fn write(row: &LeadRow) -> WriteView {
    let state = if !row.blocked.is_empty() {
        "blocked"
    } else if row.due_at.is_some() {
        "due"
    } else {
        "in_sync"
    };
    WriteView {
        state,
        written_at: row.written_at.map(Timestamp::iso),
        due_at: row.due_at.map(Timestamp::iso),
        attempts: row.attempts,
        blocked: row
            .blocked
            .iter()
            .map(|(part, why)| BlockedView {
                part: *part,
                why: why.clone(),
            })
            .collect(),
    }
}
