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
    /// A token cannot be sealed or opened.
    #[error("the tokens in the database cannot be used")]
    Key(#[from] KeyError),
    /// The state database's thread has stopped.
    #[error("the store is closed")]
    Closed,
}

/// Why tokens cannot be sealed or opened. Names keys by their source or id, never by their bytes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The key file is gone.
    #[error(
        "they are sealed, and the key file {path} is missing: put it back, or set MIDCALL_KEY to what stood in it; if it is lost, run `midcall logout salesforce` and log in again"
    )]
    Missing {
        /// Where it should be.
        path: String,
    },
    /// There is a key, but not the one.
    #[error(
        "they are sealed with key {sealed_with}, which {key_source} does not hold: set MIDCALL_KEY or MIDCALL_KEY_FILE to that key; if it is lost, run `midcall logout salesforce` and log in again"
    )]
    Wrong {
        /// The id of the key they are sealed with.
        sealed_with: String,
        /// Where our key is from.
        key_source: String,
    },
    /// The key is none.
    #[error("{key_source} is no key: {reason}; make one with `openssl rand -base64 32`")]
    Unusable {
        /// Where it is from.
        key_source: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// What is sealed was changed, or copied from another place.
    #[error(
        "one of them was damaged or moved within the database: run `midcall logout salesforce` and log in again"
    )]
    Damaged,
    /// The key file cannot be read or made.
    #[error("the key file {path} cannot be used")]
    File {
        /// Which file.
        path: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
}
