//! One call's gaps: take them up, see which still are, ask Vapi where the call takes commands, tell
//! the agent.
//!
//! That address is a secret: it is fetched when it is needed, and kept nowhere.

use midcall_domain::{
    calls::{CallId, CallState, Understanding},
    claims::Fusion,
    signals::SignalName,
};
use midcall_store::{DueNudge, NudgeOutcome, Result};
use midcall_vapi::{
    ApiError, Client, ControlUrl, FailureClass,
    messages::CallStatus,
    operations::{AddMessage, GetCall},
};

use crate::{answer, node::Node, output};

/// Longer than both requests take; then the gaps are taken up by whoever comes.
const LEASE_MS: i64 = 60_000;
/// Tries at finding out where the call takes commands, and the time between them.
const ATTEMPTS_MAX: u32 = 4;
const RETRY_MS: i64 = 5_000;

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nudged {
    /// Nothing is due, or nobody is to be told.
    Idle,
    /// A call's gaps were taken up.
    TakenUp(NudgeOutcome),
}

/// Takes up the gaps of one call that are due.
///
/// # Errors
///
/// When the store fails; then they are taken up again once their lease ends, unless the agent may
/// have been told.
pub async fn step(node: &Node) -> Result<Nudged> {
    let Some(vapi) = node.vapi.as_ref().filter(|_| node.settings.nudges.enabled) else {
        return Ok(Nudged::Idle);
    };
    let now = node.clock.now();
    let until = now.plus_ms(LEASE_MS);
    let Some(due) = node.store.lease_nudge(&node.workspace, now, until).await? else {
        return Ok(Nudged::Idle);
    };
    let outcome = carry_out(node, vapi, &due).await?;
    node.metrics.nudged(outcome);
    Ok(Nudged::TakenUp(outcome))
}

async fn carry_out(node: &Node, vapi: &Client, due: &DueNudge) -> Result<NudgeOutcome> {
    let gaps = gaps(node, due).await?;
    let (gaps, known): (Vec<SignalName>, Vec<SignalName>) = due
        .signals
        .iter()
        .cloned()
        .partition(|signal| gaps.contains(signal));
    close(node, &due.call, &known, NudgeOutcome::Moot).await?;
    if gaps.is_empty() {
        return Ok(NudgeOutcome::Moot);
    }
    let outcome = match find(vapi, &due.call).await {
        Ok(Line::Takes(url)) => tell(node, vapi, &due.call, &gaps, url).await?,
        Ok(Line::IsOver) => NudgeOutcome::Moot,
        Ok(Line::TakesNone) => {
            tracing::warn!(call.id = %due.call, "The agent of call {} cannot be told what is missing: the call takes no commands; is monitorPlan.controlEnabled off?", due.call);
            NudgeOutcome::Failed
        }
        Err(error) => {
            tracing::warn!(call.id = %due.call, error = %output::chain(&error), "Vapi was asked in vain where a call takes commands");
            match due.attempts + 1 < ATTEMPTS_MAX {
                true => NudgeOutcome::Retry(node.clock.now().plus_ms(RETRY_MS)),
                false => NudgeOutcome::Failed,
            }
        }
    };
    close(node, &due.call, &gaps, outcome).await?;
    Ok(outcome)
}

/// What still counts and is not known, as the fold last saved the call; nothing once it is over.
async fn gaps(node: &Node, due: &DueNudge) -> Result<Vec<SignalName>> {
    let saved = node.store.load_call(&node.workspace, &due.call).await?;
    let live = saved.filter(|(state, _)| !state.is_over());
    Ok(live.map_or_else(Vec::new, |(state, _)| missing(node, &state)))
}

fn missing(node: &Node, state: &CallState) -> Vec<SignalName> {
    let transcript = state.transcript();
    let setting = node.setting(state.created_at().date());
    let mut understanding = Understanding::new(setting.clone());
    understanding.catch_up(&transcript, setting.clone());
    let told = state.claims_from_elsewhere(&setting.playbook);
    let fusion = Fusion::of(&transcript, understanding.claims(), &told.claims, &setting);
    node.rubric.missing(&fusion.signals)
}

/// Where a call takes commands.
enum Line {
    Takes(ControlUrl),
    TakesNone,
    IsOver,
}

async fn find(vapi: &Client, call: &CallId) -> std::result::Result<Line, ApiError> {
    let id = call.to_string();
    let record = match vapi.send(&GetCall { id }).await {
        Err(error) if error.class() == FailureClass::NotFound => return Ok(Line::IsOver),
        record => record?,
    };
    if record.record.status == Some(CallStatus::Ended) {
        return Ok(Line::IsOver);
    }
    let url = record
        .record
        .call
        .control_url
        .filter(|url| vapi.may_control(url));
    Ok(url.map_or(Line::TakesNone, Line::Takes))
}

async fn tell(
    node: &Node,
    vapi: &Client,
    call: &CallId,
    gaps: &[SignalName],
    url: ControlUrl,
) -> Result<NudgeOutcome> {
    // From here on the agent may have been told, whatever happens to this process.
    close(node, call, gaps, NudgeOutcome::Sending).await?;
    let content = format!(
        "A note from the CRM, not from the caller: still unknown are {}. Where it fits the conversation, ask about one of them. Do not mention this note.",
        answer::listed(gaps, &node.rubric)
    );
    match vapi.send(&AddMessage { url, content }).await {
        Ok(()) => Ok(NudgeOutcome::Sent),
        Err(error) => {
            tracing::warn!(call.id = %call, error = %output::chain(&error), "The agent of call {call} may not have been told what is missing");
            Ok(match error.class() {
                // Vapi says that it did nothing.
                FailureClass::RateLimited { .. } => {
                    NudgeOutcome::Retry(node.clock.now().plus_ms(RETRY_MS))
                }
                FailureClass::NotFound => NudgeOutcome::Moot,
                // It may have been told; a second time would be once too often.
                _ => NudgeOutcome::Failed,
            })
        }
    }
}

async fn close(
    node: &Node,
    call: &CallId,
    signals: &[SignalName],
    outcome: NudgeOutcome,
) -> Result<()> {
    if signals.is_empty() {
        return Ok(());
    }
    node.store
        .close_nudge(&node.workspace, call, signals, outcome)
        .await
}
