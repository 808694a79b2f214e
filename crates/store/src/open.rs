//! Opens journal and state together.

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    Error, Result,
    journal::{self, Journal},
    sqlite::Database,
    vault::{KeySource, Vault},
};

/// Where the data is, and how the journal writes it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The state database's file; the journal's folder stands beside it.
    pub database: PathBuf,
    /// How the journal writes.
    pub journal: journal::Options,
    /// Where the key is that seals tokens.
    pub key: KeySource,
}

impl Options {
    /// The usual settings for a database at `path`.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self {
            database: path.to_owned(),
            journal: journal::Options::new(path.with_extension("journal")),
            key: KeySource::File(path.with_extension("key")),
        }
    }

    /// The same, with tokens sealed by this key if one is given.
    #[must_use]
    pub fn with_key(mut self, key: Option<&str>) -> Self {
        if let Some(key) = key {
            self.key = KeySource::Given(key.to_owned());
        }
        self
    }
}

/// The journal and the state beside it.
#[derive(Clone)]
pub struct Store {
    /// Every delivery, in order.
    pub journal: Journal,
    pub(crate) database: Database,
    identity: Arc<str>,
}

impl Store {
    /// Opens the store for a server. Only one server can have it open.
    ///
    /// # Errors
    ///
    /// When another server has it open, when the disk refuses, when the schema is newer than this
    /// version, when the journal is damaged elsewhere than at its torn end, or when tokens that
    /// cannot be had again are sealed with a key that is not there.
    pub fn open(options: Options) -> Result<Self> {
        if let Some(folder) = options
            .database
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|source| Error::Folder {
                path: folder.display().to_string(),
                source,
            })?;
        }
        let journal = Journal::open(options.journal)?;
        let database = Database::open(&options.database, Vault::new(options.key))?;
        database.seal_what_is_plain()?;
        Ok(Self {
            journal,
            database,
            identity: identity(&options.database),
        })
    }

    /// Opens the store beside a server that may be running: to look, and to change what only a
    /// person changes. Deliveries cannot be appended.
    ///
    /// # Errors
    ///
    /// As [`Store::open`], but for another server.
    pub fn visit(options: Options) -> Result<Self> {
        let journal = Journal::visit(options.journal)?;
        let database = Database::open(&options.database, Vault::new(options.key))?;
        Ok(Self {
            journal,
            database,
            identity: identity(&options.database),
        })
    }

    /// What two processes on this machine share if they have the same database open, and no others
    /// do.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Waits for what is under way and closes the files.
    pub fn close(self) {
        self.journal.close();
        self.database.close();
    }
}

/// The database's file, whatever path leads to it.
fn identity(database: &Path) -> Arc<str> {
    let file = std::fs::metadata(database);
    let text = file.map_or_else(
        |_| database.display().to_string(),
        |file| format!("{}:{}", file.dev(), file.ino()),
    );
    Arc::from(text)
}
