//! The newest entries, kept in memory so that the fold stage, which is close behind, reads no disk.

use std::collections::VecDeque;

use super::entry::{Entry, EntrySeq};

/// The newest entries, without gaps.
#[derive(Debug)]
pub(super) struct Tail {
    entries: VecDeque<Entry>,
    bytes: usize,
    bytes_max: usize,
}

impl Tail {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            bytes: 0,
            bytes_max,
        }
    }

    pub(super) fn extend(&mut self, entries: Vec<Entry>) {
        self.bytes += entries.iter().map(Entry::weight).sum::<usize>();
        self.entries.extend(entries);
    }

    /// Lets go of the oldest entries above the limit.
    pub(super) fn trim(&mut self) {
        while self.bytes > self.bytes_max
            && let Some(oldest) = self.entries.pop_front()
        {
            self.bytes -= oldest.weight();
        }
    }

    /// Entries from `from` on, at least one and up to `bytes_max`; `None` if `from` is not here.
    pub(super) fn read(&self, from: EntrySeq, bytes_max: usize) -> Option<Vec<Entry>> {
        let skip = from.0.checked_sub(self.entries.front()?.seq.0)?;
        let mut room = Room::new(bytes_max);
        let taken = self
            .entries
            .iter()
            .skip(skip as usize)
            .take_while(|entry| room.takes(entry));
        Some(taken.cloned().collect())
    }
}

/// What fits into an answer: the first entry always, more as long as there is room.
pub(super) struct Room {
    is_first: bool,
    bytes_left: usize,
}

impl Room {
    pub(super) fn new(bytes_max: usize) -> Self {
        Self {
            is_first: true,
            bytes_left: bytes_max,
        }
    }

    /// Whether `entry` still fits; if so, its room is taken.
    pub(super) fn takes(&mut self, entry: &Entry) -> bool {
        let fits = self.is_first || entry.weight() <= self.bytes_left;
        self.is_first = false;
        self.bytes_left = self.bytes_left.saturating_sub(entry.weight());
        fits
    }
}
