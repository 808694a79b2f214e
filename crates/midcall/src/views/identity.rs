//! How it is known whose a call is, or why it is not.

use midcall_domain::{
    calls::CallState,
    identity::{Basis, Found},
    time::Timestamp,
};
use midcall_store::{Blocked, LookupStanding, Result};
use serde::Serialize;

use crate::node::Node;

/// How it is known whose a call is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityView {
    /// `by_person`, `by_id`, `by_number`, `by_duplicate_rule`, `created`; or `looking`, `nobody`,
    /// `blocked`, and `unknown` where there is no number to look for.
    pub state: &'static str,
    /// When it was found out, ISO 8601.
    pub at: Option<String>,
    /// The person who said so.
    pub who: Option<String>,
    /// When it is looked up next, ISO 8601.
    pub next_look_at: Option<String>,
    /// Why a person is needed.
    pub blocked: Option<WaitingView>,
}

/// Why a person is needed to say whose a call is.
#[derive(Debug, Serialize)]
pub struct WaitingView {
    /// A stable word: `ambiguous_lead`.
    pub reason: String,
    /// What was found.
    pub detail: String,
    /// What to do.
    pub action: String,
    /// ISO 8601.
    pub since: String,
}

impl From<Blocked> for WaitingView {
    fn from(why: Blocked) -> Self {
        Self {
            reason: why.reason,
            detail: why.detail,
            action: why.action,
            since: why.since.iso(),
        }
    }
}

impl IdentityView {
    const fn of(state: &'static str) -> Self {
        Self {
            state,
            at: None,
            who: None,
            next_look_at: None,
            blocked: None,
        }
    }

    fn at(state: &'static str, at: Timestamp) -> Self {
        Self {
            at: Some(at.iso()),
            ..Self::of(state)
        }
    }
}

/// How it is known whose a call is.
///
/// # Errors
///
/// When the store fails.
pub(super) async fn identity(node: &Node, state: &CallState) -> Result<IdentityView> {
    if let Some(word) = state.attachment() {
        return Ok(IdentityView {
            who: Some(word.who.clone()),
            ..IdentityView::at("by_person", word.at)
        });
    }
    if state.names_lead() {
        return Ok(IdentityView::of("by_id"));
    }
    if let Some(finding) = state.finding() {
        let basis = match &finding.found {
            Found::Contact { .. } => Some("by_number"),
            Found::Lead { basis, .. } => Some(match basis {
                Basis::Number => "by_number",
                Basis::Created => "created",
                Basis::DuplicateRule => "by_duplicate_rule",
            }),
            Found::Nobody | Found::Several { .. } => None,
        };
        if let Some(basis) = basis {
            return Ok(IdentityView::at(basis, finding.at));
        }
    }
    let standing = node.store.load_lookup(&node.workspace, state.id()).await?;
    Ok(match standing {
        None => IdentityView::of("unknown"),
        Some(LookupStanding::Open(next)) => IdentityView {
            next_look_at: Some(next.iso()),
            ..IdentityView::of("looking")
        },
        // It is in the journal, and about to be folded.
        Some(LookupStanding::Found) => IdentityView::of("looking"),
        Some(LookupStanding::Nobody) => IdentityView::of("nobody"),
        Some(LookupStanding::Blocked(why)) => IdentityView {
            blocked: Some(why.into()),
            ..IdentityView::of("blocked")
        },
    })
}
