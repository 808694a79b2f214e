//! Where a journal lives and what it may use.

use std::path::PathBuf;
use std::time::Duration;

/// Where a journal lives and what it may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder; created if missing, used by nothing else.
    pub dir: PathBuf,
    /// A segment that would grow beyond this is sealed and the next one begun.
    pub segment_bytes_max: u64,
    /// What is written and synced at once, unless a single entry is larger.
    pub batch_bytes_max: usize,
    /// How many entries are written and synced at once.
    pub batch_entries_max: usize,
    /// Recent entries kept in memory, so that folding them reads no disk.
    pub tail_bytes_max: usize,
    /// Entries that wait for the disk; beyond this, appending answers
    /// [`Overloaded`](super::Error::Overloaded).
    pub waiting_bytes_max: usize,
    /// After each block, compaction rests for as long as the block took, times this.
    pub compaction_rest: u32,
    /// Added to every sync, to try out a slow disk. Zero outside of trials.
    pub sync_delay: Duration,
}

impl Options {
    /// The usual limits, for a journal in `dir`.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            segment_bytes_max: 64 << 20,
            // A write of 10 MiB holds up everyone behind it for 30 ms and more; 1 MiB syncs
            // within a millisecond or two and is large enough for the rate to stay the same.
            batch_bytes_max: 1 << 20,
            batch_entries_max: 4_096,
            tail_bytes_max: 12 << 20,
            waiting_bytes_max: 256 << 20,
            compaction_rest: 2,
            sync_delay: Duration::ZERO,
        }
    }
}
