//! Folds the journal again from its beginning and compares with what is saved.

use std::collections::BTreeMap;

use midcall_domain::calls::{CallId, CallState};
use midcall_store::{Result, journal::EntrySeq};

use super::step::event_of;
use crate::node::Node;

const READ_BYTES_MAX: usize = 16 << 20;

/// What a replay came to.
#[derive(Debug, Default)]
pub struct Replayed {
    /// Entries read.
    pub entries: u64,
    /// Calls rebuilt, by workspace and id.
    pub calls: BTreeMap<(String, CallId), CallState>,
    /// Calls whose saved state is not byte for byte what the journal says.
    pub differing: Vec<CallId>,
}

/// Folds the journal again, all of it or one call's entries. Writes nothing.
///
/// A call is folded as far as its saved state goes: what came later is the running fold's.
///
/// # Errors
///
/// When the store fails.
pub async fn replay(node: &Node, only: Option<&CallId>) -> Result<Replayed> {
    let mut replayed = Replayed::default();
    let mut saved: BTreeMap<(String, CallId), Option<(CallState, EntrySeq)>> = BTreeMap::new();
    let mut cursor = node.store.journal.first_seq().unwrap_or(EntrySeq(1));
    loop {
        let entries = node.store.journal.read(cursor, READ_BYTES_MAX)?;
        let Some(last) = entries.last() else { break };
        cursor = last.seq.plus(1);
        for entry in &entries {
            replayed.entries += 1;
            let Some(call) = entry.call_id.clone().map(CallId) else {
                continue;
            };
            if only.is_some_and(|only| *only != call) {
                continue;
            }
            let key = (entry.workspace.to_string(), call.clone());
            if !saved.contains_key(&key) {
                let state = node.store.load_call(&key.0, &key.1).await?;
                saved.insert(key.clone(), state);
            }
            let upto = saved[&key]
                .as_ref()
                .map_or(EntrySeq(u64::MAX), |(_, seq)| *seq);
            if entry.seq <= upto
                && let Some(event) = event_of(entry)
            {
                let state = replayed
                    .calls
                    .entry(key)
                    .or_insert_with(|| CallState::new(call));
                state.apply(event);
            }
        }
    }
    let bytes = |state: &CallState| serde_json::to_vec(state).ok();
    for (key, state) in &replayed.calls {
        if saved[key]
            .as_ref()
            .is_none_or(|(saved, _)| bytes(saved) != bytes(state))
        {
            replayed.differing.push(key.1.clone());
        }
    }
    Ok(replayed)
}
