//! Three threads, one connection each: what writes is kept waiting neither by what reads nor by
//! checkpoints, which write back to the database file and wait for the disk.

use std::{
    path::Path,
    sync::{Arc, mpsc::RecvTimeoutError},
    thread::JoinHandle,
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::{mpsc, oneshot};

use super::schema;
use crate::{Error, Result, vault::Vault};

/// How long a statement waits for another process (`midcall retry`, a backup) to finish.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Checkpoints come this often, each a few megabytes: a disk that stalls on one stalls nobody.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(2);
/// New frames come in while a checkpoint writes the older ones back. The log starts over only when
/// none are left, so a checkpoint is repeated for the rest, up to this often.
const CHECKPOINT_TRIES: usize = 4;
/// A log of this many pages (128 MiB) is written back by the writer itself: the last resort against
/// a full disk.
const LOG_PAGES_MAX: u32 = 32_768;

/// Holds what a thousand live calls and their leads are rewritten in.
const CACHE_KIB: i64 = 16 << 10;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

#[derive(Clone)]
pub(crate) struct Database {
    writer: Lane,
    reader: Lane,
    pub(super) vault: Arc<Vault>,
    /// Dropping the last one ends the checkpoints.
    _checkpoints: Arc<std::sync::mpsc::Sender<()>>,
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
    pub(crate) fn open(path: &Path, vault: Vault) -> Result<Self> {
        create_private(path)?;
        let mut writer = Connection::open(path)?;
        writer.busy_timeout(BUSY_TIMEOUT)?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        // What is lost with the power is folded again from the journal; promises that cannot be
        // (requests, tokens) raise this for their own transaction.
        writer.pragma_update(None, "synchronous", "normal")?;
        writer.pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?;
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
            vault: Arc::new(vault),
            _checkpoints: Arc::new(start_checkpoints(path)?),
        })
    }

    /// Does something with the writing connection before anybody else does, and waits for it: for
    /// use at start, when there is nobody to keep waiting.
    pub(super) fn at_start<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = std::sync::mpsc::sync_channel(1);
        let work: Work = Box::new(move |connection| {
            let _ = answer.send(work(connection));
        });
        self.writer.queue.send(work).map_err(|_| Error::Closed)?;
        answered.recv().map_err(|_| Error::Closed)?
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

/// Writes the log back to the database file from time to time, until the sender is dropped.
fn start_checkpoints(path: &Path) -> Result<std::sync::mpsc::Sender<()>> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    let (stop, stopped) = std::sync::mpsc::channel();
    let name = "midcall-checkpoints";
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            while stopped.recv_timeout(CHECKPOINT_EVERY) == Err(RecvTimeoutError::Timeout) {
                // What a checkpoint could not write back now is written back by a later one.
                let _ = checkpoint(&connection);
            }
        })
        .map_err(|source| Error::Folder {
            path: name.to_owned(),
            source,
        })?;
    Ok(stop)
}

/// Writes back what the log holds without keeping anybody waiting. Returns how many of its pages
/// are left.
fn checkpoint(connection: &Connection) -> rusqlite::Result<i64> {
    let mut left = 0;
    for _ in 0..CHECKPOINT_TRIES {
        left = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
            Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?)
        })?;
        if left == 0 {
            break;
        }
    }
    Ok(left)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_log_is_written_back_beside_the_writer_and_starts_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.db");
        let key = crate::KeySource::File(folder.path().join("state.key"));
        let database = Database::open(&path, Vault::new(key)).unwrap();
        let beside = Connection::open(&path).unwrap();
        let fill = || {
            database.write(|transaction| {
                transaction.execute_batch(
                    "CREATE TABLE IF NOT EXISTS filler (text); INSERT INTO filler VALUES (zeroblob(4000000));",
                )?;
                Ok(())
            })
        };
        fill().await.unwrap();
        let log = || std::fs::metadata(folder.path().join("state.db-wal")).unwrap();
        let filled = log().len();
        // More pages than SQLite's own checkpoints would have left.
        assert!(filled > 4_000_000, "{filled}");
        for _ in 0..5 {
            assert_eq!(checkpoint(&beside).unwrap(), 0);
            fill().await.unwrap();
        }
        // A log that never started over would be six times as long by now.
        assert!(log().len() < 2 * filled, "{} after {filled}", log().len());
    }
}
