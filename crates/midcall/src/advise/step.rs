//! One question to the language model: take it up, see whether it still matters, ask, journal.

use std::sync::Arc;

use midcall_domain::{
    calls::{CallState, Understanding},
    claims::{self, Fusion},
    time::Timestamp,
};
use midcall_store::{
    Ask, AskOutcome, Result,
    journal::{EntryKind, NewEntry},
};

use super::{advisor::Advisor, prompt};
use crate::{node::Node, output, translate};

/// A question that is older than this is of no use to anybody.
const GIVE_UP_AFTER_MS: i64 = 10 * 60_000;
/// Tries at one question, and the time between them.
const ATTEMPTS_MAX: u32 = 2;
const RETRY_MS: i64 = 5_000;
/// What a lease allows for besides the asking.
const LEASE_SLACK_MS: i64 = 10_000;

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advised {
    /// Nothing is due, or nobody is to be asked.
    Idle,
    /// A question was taken up.
    TakenUp(AskOutcome),
}

/// Takes up one question that is due.
///
/// # Errors
///
/// When the store fails; then the question is taken up again once its lease ends.
pub async fn step(node: &Node) -> Result<Advised> {
    let now = node.clock.now();
    let Some(advisor) = node.advisor.as_ref().filter(|advisor| advisor.is_well(now)) else {
        return Ok(Advised::Idle);
    };
    let until = now.plus_ms(advisor.question_ms_max() + LEASE_SLACK_MS);
    let Some(ask) = node.store.lease_ask(&node.workspace, now, until).await? else {
        return Ok(Advised::Idle);
    };
    let outcome = carry_out(node, advisor, &ask).await?;
    node.store.close_ask(&node.workspace, &ask, outcome).await?;
    Ok(Advised::TakenUp(outcome))
}

async fn carry_out(node: &Node, advisor: &Advisor, ask: &Ask) -> Result<AskOutcome> {
    let now = node.clock.now();
    if now.ms_since(ask.created_at) > GIVE_UP_AFTER_MS {
        return Ok(AskOutcome::Failed);
    }
    let Some((state, _)) = node.store.load_call(&node.workspace, &ask.call).await? else {
        return Ok(AskOutcome::Moot);
    };
    let Some(conversation) = conversation(node, advisor, &state, &ask.reason) else {
        return Ok(AskOutcome::Moot);
    };
    let id = id(&conversation);
    if state.answered().any(|answered| answered == id) {
        // The same words were asked about before, for another reason.
        return Ok(AskOutcome::Answered);
    }
    match advisor.ask(conversation, &node.rubric, now).await {
        Ok(answer) => {
            // As of when it was asked: what was said meanwhile it did not know.
            let body = translate::advised_body(&id, now, &advisor.model, &answer);
            node.store
                .journal
                .append(NewEntry {
                    workspace: Arc::clone(&node.workspace),
                    kind: EntryKind::Advised,
                    call_id: Some(Arc::clone(&ask.call.0)),
                    message_type: "midcall.advised".into(),
                    received_at: node.clock.now(),
                    body,
                })
                .await?;
            Ok(AskOutcome::Answered)
        }
        Err(error) => {
            tracing::warn!(call.id = %ask.call, error = %output::chain(&error), "The language model was asked in vain");
            if ask.attempts + 1 >= ATTEMPTS_MAX {
                return Ok(AskOutcome::Failed);
            }
            Ok(AskOutcome::Retry(now.plus_ms(RETRY_MS)))
        }
    }
}

/// What to ask about, if there is still a reason to.
fn conversation(node: &Node, advisor: &Advisor, state: &CallState, reason: &str) -> Option<String> {
    let transcript = state.transcript();
    let setting = node.setting(state.created_at().date());
    let mut understanding = Understanding::new(setting.clone());
    understanding.catch_up(&transcript, setting.clone());
    let told = state.claims_from_elsewhere(&setting.playbook);
    let fusion = Fusion::of(&transcript, understanding.claims(), &told.claims, &setting);
    let reasons = claims::reasons(&transcript, &understanding, &fusion, state.is_over());
    if !reasons.iter().any(|still| still.to_string() == reason) {
        return None;
    }
    prompt::conversation(&transcript, Timestamp(i64::MAX), advisor.turns_max)
}

/// The same words are one question.
fn id(conversation: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, conversation.as_bytes());
    let bytes = &digest.as_ref()[..16];
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
