//! Two threads, one connection each: what writes is never kept waiting by what reads.

use std::{path::Path, sync::Arc, thread::JoinHandle, time::Duration};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::schema;
use crate::{Error, Result};

/// How long a statement waits for another process (`midcall retry`, a backup) to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Small enough that a checkpoint is a short pause, big enough that pages are rewritten once.
const CHECKPOINT_PAGES: u32 = 1_000;

/// Holds what a thousand live calls and their leads are rewritten in.
const CACHE_KIB: i64 = 16 << 10;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

#[derive(Clone)]
pub(crate) struct Database {
    writer: Lane,
    reader: Lane,
}

#[derive(Clone)]
struct Lane {
    queue: mpsc::UnboundedSender<Work>,
    thread: Arc<std::sync::Mutex<Option<JoinHandle<()>>>>,
}

impl Lane {
    fn start(name: &str, mut connection: Connection) -> Result<Self> {
        let (queue, mut works) = mpsc::unbounded_channel::<Work>();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                while let Some(work) = works.blocking_recv() {
                    work(&mut connection);
                }
            })
            .map_err(|source| Error::Folder {
                path: name.to_owned(),
                source,
            })?;
        Ok(Self {
            queue,
            thread: Arc::new(std::sync::Mutex::new(Some(thread))),
        })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            // Nobody waiting any more is no reason to undo the work.
            let _ = answer.send(work(connection));
        });
        self.queue.send(work).map_err(|_| Error::Closed)?;
        answered.await.map_err(|_| Error::Closed)?
    }
}

impl Database {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        create_private(path)?;
        let mut writer = Connection::open(path)?;
        writer.busy_timeout(BUSY_TIMEOUT)?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        // What is lost with the power is folded again from the journal; promises that cannot be
        // (requests, tokens) raise this for their own transaction.
        writer.pragma_update(None, "synchronous", "normal")?;
        writer.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        writer.pragma_update(None, "cache_size", -CACHE_KIB)?;
        schema::migrate(&mut writer)?;
        let reader = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        reader.busy_timeout(BUSY_TIMEOUT)?;
        Ok(Self {
            writer: Lane::start("midcall-state", writer)?,
            reader: Lane::start("midcall-pages", reader)?,
        })
    }

    /// Runs one transaction. It survives this process, but perhaps not a power cut.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer
            .run(move |connection| {
                let transaction = connection
                    .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                let value = work(&transaction)?;
                transaction.commit()?;
                Ok(value)
            })
            .await
    }

    /// Runs one transaction that is on the disk when this returns.
    pub(super) async fn write_durably<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer
            .run(move |connection| {
                connection.pragma_update(None, "synchronous", "full")?;
                let outcome = (|| {
                    let transaction = connection
                        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                    let value = work(&transaction)?;
                    transaction.commit()?;
                    Ok(value)
                })();
                connection.pragma_update(None, "synchronous", "normal")?;
                outcome
            })
            .await
    }

    /// Reads a consistent view.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.reader
            .run(move |connection| {
                let transaction = connection.transaction()?;
                work(&transaction)
            })
            .await
    }

    pub(crate) fn close(self) {
        for lane in [self.writer, self.reader] {
            let thread = lane.thread.lock().ok().and_then(|mut thread| thread.take());
            drop(lane);
            if let Some(thread) = thread {
                // Other handles may still be about; then the thread ends with the last of them.
                if thread.is_finished() {
                    let _ = thread.join();
                }
            }
        }
    }
}

/// Makes the file if it is missing, for its owner only: it holds tokens and what people said. The
/// files SQLite puts beside it take its mode.
fn create_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;

    let created = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path);
    created.map(drop).map_err(|source| Error::Folder {
        path: path.display().to_string(),
        source,
    })
}
