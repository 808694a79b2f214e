//! Where some of a segment's entries begin, so that reading need not start at its first one.
//!
//! Marks are gathered by whoever reads past; nothing is read in order to make them.

use super::entry::EntrySeq;

/// Reading this much too much costs a few hundredths of a millisecond.
const SPACING_BYTES: u64 = 128 << 10;

/// A place in a segment where an entry (raw) or a block (compact) begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) seq: EntrySeq,
    pub(super) offset: u64,
}

/// The marks of one segment, in order, the first being its start.
#[derive(Clone, Debug)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    pub(super) fn starting_at(start: Mark) -> Self {
        Self(vec![start])
    }

    /// The segment's start.
    pub(super) fn first(&self) -> Mark {
        self.0[0]
    }

    /// The last mark at or before `seq`.
    pub(super) fn floor(&self, seq: EntrySeq) -> Mark {
        let after = self.0.partition_point(|mark| mark.seq <= seq);
        self.0[after.saturating_sub(1)]
    }

    /// Keeps those of `other` that lie beyond the last one.
    pub(super) fn merge(&mut self, other: &Self) {
        for mark in &other.0 {
            self.note(*mark);
        }
    }

    /// Keeps `mark` if it is far enough beyond the last one.
    pub(super) fn note(&mut self, mark: Mark) {
        let last = self.0[self.0.len() - 1];
        if mark.offset >= last.offset + SPACING_BYTES {
            self.0.push(mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_sparse_and_found_from_below() {
        let mark = |seq, offset| Mark {
            seq: EntrySeq(seq),
            offset,
        };
        let mut marks = Marks::starting_at(mark(10, 32));
        for seq in 11..40 {
            marks.note(mark(seq, 32 + (seq - 10) * 100_000));
        }
        assert_eq!(marks.floor(EntrySeq(10)), mark(10, 32));
        assert_eq!(marks.floor(EntrySeq(11)), mark(10, 32));
        assert_eq!(marks.floor(EntrySeq(13)), mark(12, 200_032));
        assert_eq!(marks.0.len(), 15);
    }
}
