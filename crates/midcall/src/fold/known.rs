//! A call as of one of its entries, read only: for answers on the line, which cannot wait for the
//! fold.

use midcall_domain::{
    calls::{CallId, CallState, Understanding},
    claims::Fusion,
    signals::Setting,
};
use midcall_store::{
    Result,
    journal::{Entry, EntrySeq},
};

use super::step::event_of;
use crate::node::Node;

/// How much of the journal is looked through for entries that are in no saved state; after a start
/// the fold may be behind by more, and then an answer does without.
const LOOK_BYTES_MAX: usize = 16 << 20;

/// A call as of one of its entries.
#[derive(Debug)]
pub(crate) struct Known {
    /// What it has come to.
    pub(crate) state: CallState,
    /// What stands, and what became of every claim.
    pub(crate) fusion: Fusion,
}

/// What is known of a call when everything up to `upto` is taken into account; `None` when finding
/// that out would take too long.
///
/// # Errors
///
/// When the store fails.
pub(crate) async fn known_at(node: &Node, call: &CallId, upto: EntrySeq) -> Result<Option<Known>> {
    let journal = node.store.journal.clone();
    let unsaved = journal.unsaved_of(call.as_str(), upto);
    let (state, after) = node
        .store
        .load_call_as_folded(&node.workspace, call)
        .await?;
    let state = state.unwrap_or_else(|| CallState::new(call.clone()));
    let setting = node.setting(state.created_at().date());
    let work = move || {
        let read = journal.read_unsaved(&unsaved, after, LOOK_BYTES_MAX)?;
        Ok(read.map(|entries| catch_up(state, &entries, setting)))
    };
    // Hearing a long call takes milliseconds, and older entries are read from the disk.
    match tokio::task::spawn_blocking(work).await {
        Ok(known) => known,
        // A panic has said so; the answer does without.
        Err(_) => Ok(None),
    }
}

fn catch_up(mut state: CallState, entries: &[Entry], setting: Setting) -> Known {
    for event in entries.iter().filter_map(event_of) {
        state.apply(event);
    }
    let setting = Setting {
        call_date: state.created_at().date(),
        ..setting
    };
    let transcript = state.transcript();
    let mut understanding = Understanding::new(setting.clone());
    understanding.catch_up(&transcript, setting.clone());
    let told = state.claims_from_elsewhere(&setting.playbook);
    let heard = understanding.claims();
    let fusion = Fusion::of(&transcript, heard, &told.claims, &setting);
    Known { state, fusion }
}
