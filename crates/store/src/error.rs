//! What can go wrong when storing, and what a person can do about it.

/// Why the store could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The journal could not be read or written.
    #[error("the journal failed")]
    Journal(#[from] crate::journal::Error),
    /// The state database could not be read or written.
    #[error("the state database failed")]
    Database(#[from] rusqlite::Error),
    /// The folder for the data could not be made or opened.
    #[error("cannot use the data folder {path}")]
    Folder {
        /// Which folder.
        path: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The database was written by a newer version.
    #[error(
        "the database has schema {found}, this version knows up to {known}: install the newer version again, or restore the backup made before the upgrade"
    )]
    NewerSchema {
        /// Of the database.
        found: i64,
        /// The newest this version knows.
        known: i64,
    },
    /// A saved value cannot be read.
    #[error(
        "the database holds a {what} that cannot be read: run `midcall replay` to rebuild it from the journal"
    )]
    Corrupt {
        /// What it should have been.
        what: &'static str,
        /// Why it cannot be read.
        #[source]
        source: serde_json::Error,
    },
    /// The state database's thread has stopped.
    #[error("the store is closed")]
    Closed,
}
