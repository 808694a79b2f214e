//! The journal: every delivery, on disk before it is acknowledged, in the order it came.
//!
//! It stands apart from the SQLite state because it is the only truth: the state can be dropped
//! and folded again from here, the journal cannot. It never looks into a body.
//!
//! A folder holds numbered segments. Appenders queue their entries; one writer thread encodes what
//! waits (`record`), writes it in one go and syncs once for all of them (`writer`). A segment
//! that is full is sealed, later rewritten compressed (`compaction`), and in the end dropped
//! whole (`retention`). What a crash may leave behind is settled on opening (`recovery`).

mod active;
mod answers;
mod block;
mod catalog;
mod compaction;
mod disk;
mod entry;
mod error;
#[cfg(test)]
mod faults;
mod handle;
mod health;
mod marks;
mod options;
mod queue;
mod reading;
mod record;
mod recovery;
mod retention;
mod scan;
mod segment;
mod tail;
mod unsaved;
mod writer;

pub use compaction::Compaction;
pub use entry::{Entry, EntryKind, EntrySeq, NewEntry};
pub use error::Error;
pub use handle::Journal;
pub use health::Health;
pub use options::Options;
pub use record::ENTRY_BYTES_MAX;
pub use retention::Dropped;
pub use unsaved::UnsavedEntries;
