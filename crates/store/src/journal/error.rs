//! Why the journal could not do what it was asked.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::record::ENTRY_BYTES_MAX;
use super::segment::FORMAT;

/// Why the journal could not do what it was asked.
///
/// Cloneable because everyone who waited for the same batch is told the same.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another journal, in this process or another one, has the folder open.
    #[error("the journal in {} is in use by another process", dir.display())]
    InUse {
        /// The folder.
        dir: PathBuf,
    },
    /// Bytes that were on disk once have changed or gone. Only a backup or a person can help.
    #[error("{} is damaged at byte {offset}", file.display())]
    Corrupt {
        /// The segment.
        file: PathBuf,
        /// Where the first record or block that cannot be read begins, from the file's start.
        offset: u64,
    },
    /// A newer version of Midcall wrote here.
    #[error("{} has format {found}, this version reads up to {FORMAT}", file.display())]
    NewerFormat {
        /// The segment.
        file: PathBuf,
        /// Its format.
        found: u32,
    },
    /// The entry could not be written and is not in the journal. Appending again may succeed.
    #[error("the entry was not stored: {reason}")]
    NotStored {
        /// For a person: what stands in the way.
        reason: &'static str,
        /// The disk's own words.
        #[source]
        source: Arc<io::Error>,
    },
    /// The disk failed to sync, or to take back a failed write. Nothing can be appended until the
    /// journal is opened again; whether the entry survives is unknown.
    #[error("the disk failed, and the journal stores nothing until it is reopened")]
    Poisoned(#[source] Arc<io::Error>),
    /// Entries come faster than the disk takes them. Appending again later may succeed.
    #[error("too much waits to be stored: {waiting_bytes} bytes")]
    Overloaded {
        /// What waits already.
        waiting_bytes: usize,
    },
    /// The entry is above [`ENTRY_BYTES_MAX`].
    #[error("an entry of {bytes} bytes is above the limit of {ENTRY_BYTES_MAX}")]
    TooLarge {
        /// Its size, envelope included.
        bytes: usize,
    },
    /// The journal was closed, or its writer is gone.
    #[error("the journal is closed")]
    Closed,
    /// A file could not be read or changed, outside of appending.
    #[error("could not {action} {}", path.display())]
    Io {
        /// What was tried: an infinitive.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The disk's own words.
        #[source]
        source: Arc<io::Error>,
    },
}

impl Error {
    pub(super) fn not_stored(source: io::Error) -> Self {
        let reason = match source.kind() {
            io::ErrorKind::StorageFull => "the disk is full",
            io::ErrorKind::QuotaExceeded => "the disk quota is used up",
            io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
            io::ErrorKind::PermissionDenied => "writing to the folder is not permitted",
            _ => "the disk refused the write",
        };
        Self::NotStored {
            reason,
            source: Arc::new(source),
        }
    }

    /// Makes an I/O error say what was tried, for `map_err`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            action,
            path: path.to_owned(),
            source: Arc::new(source),
        }
    }
}
