//! What Vapi knows since a moment that a person names, compared with what is known here. Opens the
//! reads; whoever runs the steps carries them out.

use midcall_domain::{
    calls::{CallId, Outcome},
    time::Timestamp,
};
use midcall_store::{NewRead, ReadReason};
use midcall_vapi::ApiError;

use super::{
    look,
    pager::Pager,
    plan::{Listed, Phase},
};
use crate::node::Node;

/// What a look by hand found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Calls that changed at Vapi since then.
    pub listed: usize,
    /// Of those, calls that are neither of our assistant or number nor heard of here.
    pub not_ours: usize,
    /// Of those, calls that have not begun.
    pub not_begun: usize,
    /// Of those, calls that are whole here.
    pub known: usize,
    /// Those that are to be read.
    pub to_read: Vec<CallId>,
}

/// Why nothing could be found.
#[derive(Debug, thiserror::Error)]
pub enum ByHand {
    /// No key.
    #[error(
        "Vapi cannot be asked: VAPI_API_KEY, VAPI_ASSISTANT_ID and VAPI_PHONE_NUMBER_ID are needed"
    )]
    NotConfigured,
    /// Vapi did not answer, or refused.
    #[error("Vapi did not say what it knows")]
    Vapi(#[source] ApiError),
    /// The store failed.
    #[error("the data cannot be used")]
    Store(#[from] midcall_store::Error),
}

/// Lists what changed at Vapi since then, and opens reads of all that is not whole here. `told` is
/// called after each page with the number of calls so far.
///
/// # Errors
///
/// When Vapi cannot be asked, or the store fails.
pub async fn find(
    node: &Node,
    since: Timestamp,
    mut told: impl FnMut(usize),
) -> Result<Found, ByHand> {
    let vapi = node.vapi.as_ref().ok_or(ByHand::NotConfigured)?;
    let mut found = Found::default();
    let mut seen = std::collections::BTreeSet::new();
    let mut pager = Some(Pager::changed_since(since));
    while let Some(at) = pager {
        let (listed, next) = look::list(vapi, &at).await.map_err(ByHand::Vapi)?;
        let standings = look::standings(node, &listed).await?;
        let mut reads = Vec::new();
        for listed in listed {
            if !seen.insert(listed.call.clone()) {
                continue;
            }
            let outcome = standings.get(&listed.call).map(|here| here.outcome);
            if let Some(read) = sort(node, &mut found, listed, outcome) {
                found.to_read.push(read.call.clone());
                reads.push(read);
            }
        }
        found.listed = seen.len();
        let now = node.clock.now();
        node.store.open_reads(&node.workspace, reads, now).await?;
        told(found.listed);
        pager = next;
    }
    Ok(found)
}

/// Where a listed call belongs. A person who asks also means calls from before there was a ledger.
fn sort(
    node: &Node,
    found: &mut Found,
    listed: Listed,
    here: Option<Option<Outcome>>,
) -> Option<NewRead> {
    let is_whole = matches!(here, Some(Some(Outcome::Complete | Outcome::Recovered)));
    if here.is_none() && !look::is_ours(node, &listed) {
        found.not_ours += 1;
    } else if listed.phase == Phase::NotBegun {
        found.not_begun += 1;
    } else if is_whole {
        found.known += 1;
    } else {
        let reason = ReadReason::Asked;
        return Some(NewRead {
            call: listed.call,
            reason,
        });
    }
    None
}
