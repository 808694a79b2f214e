//! Which entries of a call no saved state includes yet. With this a call can be known as of any
//! entry without waiting for the fold, and without reading what came in for other calls.

use std::collections::HashMap;
use std::sync::Arc;

use super::entry::{Entry, EntrySeq};

/// A thousand calls that are five minutes behind. With more the list starts over, and who asks
/// looks through the journal.
const ENTRIES_MAX: usize = 1 << 20;

/// Entries since a moment that no saved state includes, by call.
#[derive(Debug)]
pub(super) struct Unsaved {
    calls: HashMap<Arc<str>, Vec<EntrySeq>>,
    entries: usize,
    /// Nothing up to here is listed, saved or not.
    since: EntrySeq,
    entries_max: usize,
}

impl Unsaved {
    pub(super) fn since(since: EntrySeq) -> Self {
        Self {
            calls: HashMap::new(),
            entries: 0,
            since,
            entries_max: ENTRIES_MAX,
        }
    }

    /// Lists entries that became durable.
    pub(super) fn note(&mut self, entries: &[Entry]) {
        for entry in entries {
            let Some(call) = &entry.call_id else { continue };
            self.calls
                .entry(Arc::clone(call))
                .or_default()
                .push(entry.seq);
            self.entries += 1;
        }
        if self.entries > self.entries_max
            && let Some(last) = entries.last()
        {
            *self = Self {
                entries_max: self.entries_max,
                ..Self::since(last.seq)
            };
        }
    }

    /// Takes note that a saved state of the call includes everything up to `seq`.
    pub(super) fn forget(&mut self, call: &str, upto: EntrySeq) {
        let Some(entries) = self.calls.get_mut(call) else {
            return;
        };
        let saved = entries.partition_point(|seq| *seq <= upto);
        entries.drain(..saved);
        self.entries -= saved;
        if entries.is_empty() {
            self.calls.remove(call);
        }
    }

    /// The call's entries up to `upto`, as far as they are listed.
    pub(super) fn of(&self, call: &str, upto: EntrySeq) -> UnsavedEntries {
        let listed = self.calls.get(call).map_or(&[][..], Vec::as_slice);
        UnsavedEntries {
            call: call.into(),
            since: self.since.min(upto),
            listed: listed[..listed.partition_point(|seq| *seq <= upto)].to_vec(),
        }
    }
}

/// Which entries of a call no saved state includes, as of a moment. Asked for before the saved
/// state is loaded, as what is saved in between is forgotten.
#[derive(Clone, Debug)]
pub struct UnsavedEntries {
    pub(super) call: Box<str>,
    /// Entries up to here are not listed, whether or not they are saved.
    pub(super) since: EntrySeq,
    pub(super) listed: Vec<EntrySeq>,
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use midcall_domain::time::Timestamp;

    use super::*;
    use crate::journal::{EntryKind, NewEntry};

    fn entry(seq: u64, call: &str) -> Entry {
        let new = NewEntry {
            workspace: "default".into(),
            kind: EntryKind::Delivery,
            call_id: Some(call.into()),
            message_type: "hang".into(),
            received_at: Timestamp(0),
            body: Bytes::new(),
        };
        Entry::new(EntrySeq(seq), new)
    }

    fn of(unsaved: &Unsaved, call: &str, upto: u64) -> (u64, Vec<u64>) {
        let UnsavedEntries { since, listed, .. } = unsaved.of(call, EntrySeq(upto));
        (since.0, listed.into_iter().map(|seq| seq.0).collect())
    }

    #[test]
    fn what_is_saved_is_forgotten_and_other_calls_are_left_alone() {
        let mut unsaved = Unsaved::since(EntrySeq(4));
        unsaved.note(&[entry(5, "a"), entry(6, "b"), entry(7, "a")]);
        unsaved.note(&[entry(8, "a")]);
        assert_eq!(of(&unsaved, "a", 7), (4, vec![5, 7]));
        unsaved.forget("a", EntrySeq(7));
        assert_eq!(of(&unsaved, "a", 9), (4, vec![8]));
        assert_eq!(of(&unsaved, "b", 9), (4, vec![6]));
        unsaved.forget("a", EntrySeq(8));
        assert_eq!((unsaved.calls.len(), unsaved.entries), (1, 1));
    }

    #[test]
    fn a_list_that_grows_too_long_starts_over_and_says_so() {
        let mut unsaved = Unsaved {
            entries_max: 2,
            ..Unsaved::since(EntrySeq(0))
        };
        unsaved.note(&[entry(1, "a"), entry(2, "a"), entry(3, "b")]);
        unsaved.note(&[entry(4, "a")]);
        assert_eq!(of(&unsaved, "a", 9), (3, vec![4]));
    }
}
