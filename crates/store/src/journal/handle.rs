//! The journal as the rest of Midcall sees it.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use tokio::sync::watch;

use super::active::Active;
use super::catalog::Catalog;
use super::compaction::{self, Compaction};
use super::disk::{Disk, Files};
use super::entry::{Entry, EntrySeq, NewEntry};
use super::error::Error;
use super::health::Health;
use super::options::Options;
use super::queue::Queue;
use super::reading;
use super::recovery;
use super::retention::{self, Dropped};
use super::unsaved::UnsavedEntries;
use super::writer::Writer;

/// A journal that is open. Cloning gives another handle to the same one.
///
/// Dropping the last handle closes the journal, which blocks until what was appended is stored;
/// until then the folder stays locked.
#[derive(Clone)]
pub struct Journal {
    open: Arc<OpenJournal>,
}

/// Closes the journal when the last handle goes.
struct OpenJournal {
    shared: Arc<Shared>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

/// What the handles and the writer share.
pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) disk: Arc<dyn Disk>,
    pub(super) queue: Queue,
    /// Tells the last durable entry to those who wait for more.
    pub(super) durable: watch::Sender<EntrySeq>,
    /// Why appending fails at present.
    failure: Mutex<Option<Error>>,
    /// Held by whoever replaces or removes segments.
    maintenance: Mutex<()>,
    /// The block of a compact segment that was read last: segment, offset and records.
    pub(super) last_block: Mutex<Option<(u64, u64, Bytes)>>,
    catalog: Mutex<Catalog>,
    _lock: Option<File>,
}

impl Shared {
    pub(super) fn catalog(&self) -> MutexGuard<'_, Catalog> {
        self.catalog
            .lock()
            .expect("no thread panics while it holds the catalog")
    }

    pub(super) fn maintenance(&self) -> MutexGuard<'_, ()> {
        // Replacing and removing are safe to break off, so they may go on after a panic.
        self.maintenance
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn failure(&self) -> MutexGuard<'_, Option<Error>> {
        self.failure
            .lock()
            .expect("no thread panics while it holds the failure")
    }
}

impl Journal {
    /// Opens the journal in `options.dir`, or begins one, and settles what a crash left behind: an
    /// unfinished batch at the end is cut off, as none of it was acknowledged.
    ///
    /// Blocks while it reads the newest segment. Answers to appenders are given out by a task of
    /// the runtime it is called in, which makes many at once cheaper; outside of one it works too.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::NewerFormat`], [`Error::Corrupt`] if entries that were
    /// acknowledged cannot be read (only the newest segment is read whole; for the others
    /// [`read`](Self::read) and [`compact`](Self::compact) will tell), [`Error::Io`].
    pub fn open(options: Options) -> Result<Self, Error> {
        let disk = Arc::new(Files {
            sync_delay: options.sync_delay,
        });
        Self::open_on(disk, options)
    }

    pub(super) fn open_on(disk: Arc<dyn Disk>, options: Options) -> Result<Self, Error> {
        let dir = &options.dir;
        let lock = lock(dir)?;
        let recovered = recovery::recover(&*disk, dir)?;
        let last = recovered.last;
        let shared = Arc::new(Shared {
            queue: Queue::new(options.waiting_bytes_max),
            durable: watch::Sender::new(last),
            failure: Mutex::default(),
            maintenance: Mutex::default(),
            last_block: Mutex::default(),
            catalog: Mutex::new(Catalog::new(
                recovered.segments,
                last,
                options.tail_bytes_max,
            )),
            disk,
            options,
            _lock: Some(lock),
        });
        let active = Active::resume(&shared, recovered.newest);
        let writer = Writer::new(Arc::clone(&shared), active, last.plus(1));
        let thread = thread::Builder::new()
            .name("journal".into())
            .spawn(move || writer.run())
            .map_err(Error::io("start the writer of", &shared.options.dir))?;
        Ok(Self {
            open: Arc::new(OpenJournal {
                shared,
                writer: Mutex::new(Some(thread)),
            }),
        })
    }

    /// Opens the journal for reading, beside a server that may be writing it: as of now, and
    /// without touching anything. Appending answers [`Error::Closed`].
    ///
    /// # Errors
    /// [`Error::NewerFormat`], [`Error::Corrupt`], [`Error::Io`].
    pub fn visit(options: Options) -> Result<Self, Error> {
        let (segments, last) = recovery::look(&options.dir)?;
        let shared = Arc::new(Shared {
            queue: Queue::new(0),
            durable: watch::Sender::new(last),
            failure: Mutex::default(),
            maintenance: Mutex::default(),
            last_block: Mutex::default(),
            catalog: Mutex::new(Catalog::new(segments, last, 0)),
            disk: Arc::new(Files {
                sync_delay: options.sync_delay,
            }),
            options,
            _lock: None,
        });
        shared.queue.close();
        Ok(Self {
            open: Arc::new(OpenJournal {
                shared,
                writer: Mutex::default(),
            }),
        })
    }

    /// Stores `entry` and returns its place, once it and everything before it is on disk.
    ///
    /// If the future is dropped before, the entry may be stored all the same.
    ///
    /// # Errors
    /// [`Error::NotStored`], [`Error::Overloaded`] and [`Error::TooLarge`] if the entry is not in
    /// the journal; [`Error::Poisoned`] if that is unknown; [`Error::Closed`].
    pub async fn append(&self, entry: NewEntry) -> Result<EntrySeq, Error> {
        let receipt = self.shared().queue.push(entry)?;
        receipt.await.unwrap_or(Err(Error::Closed))
    }

    /// Durable entries from `from` on: at least one if there is any, and no more than about
    /// `bytes_max`. May return fewer than there are, and begins later than `from` if retention has
    /// dropped what was there.
    ///
    /// Recent entries come from memory; for older ones it blocks while it reads the disk. Entries
    /// share the memory they were read into, so keeping one keeps its neighbors.
    ///
    /// # Errors
    /// [`Error::Corrupt`], [`Error::Io`].
    pub fn read(&self, from: EntrySeq, bytes_max: usize) -> Result<Vec<Entry>, Error> {
        reading::read(self.shared(), from, bytes_max)
    }

    /// Which entries of a call up to `upto` no saved state includes. To be asked for before the
    /// saved state is loaded.
    #[must_use]
    pub fn unsaved_of(&self, call: &str, upto: EntrySeq) -> UnsavedEntries {
        self.shared().catalog().unsaved().of(call, upto)
    }

    /// Those of them after `after`, which is as far as the saved state goes. What is not listed, as
    /// of before the start, is looked for: `None` if that would take more than about `bytes_max`.
    ///
    /// Recent entries come from memory; for older ones it blocks while it reads the disk.
    ///
    /// # Errors
    /// [`Error::Corrupt`], [`Error::Io`].
    pub fn read_unsaved(
        &self,
        unsaved: &UnsavedEntries,
        after: EntrySeq,
        bytes_max: usize,
    ) -> Result<Option<Vec<Entry>>, Error> {
        reading::read_unsaved(self.shared(), unsaved, after, bytes_max)
    }

    /// Takes note that a saved state of the call includes everything up to `upto`, so that this
    /// need not be remembered any more.
    pub(crate) fn note_saved(&self, call: &str, upto: EntrySeq) {
        self.shared().catalog().unsaved().forget(call, upto);
    }

    /// The oldest entry that is still here.
    #[must_use]
    pub fn first_seq(&self) -> Option<EntrySeq> {
        self.shared().catalog().first()
    }

    /// The newest durable entry; 0 if there never was one.
    #[must_use]
    pub fn last_seq(&self) -> EntrySeq {
        *self.shared().durable.borrow()
    }

    /// Returns once an entry after `seq` is durable; never, if the journal is closed before.
    pub async fn wait_past(&self, seq: EntrySeq) {
        let mut durable = self.shared().durable.subscribe();
        // Fails only without a sender, and `self` holds it.
        let _ = durable.wait_for(|&last| last > seq).await;
    }

    /// Rewrites sealed segments compressed. Blocks for some seconds per segment, most
    /// of them at rest.
    ///
    /// A crash at any moment leaves each segment in one form or the other; running it again
    /// continues.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if a segment cannot be read, in which case it is left as it is;
    /// [`Error::Io`].
    pub fn compact(&self) -> Result<Compaction, Error> {
        compaction::compact(self.shared())
    }

    /// Drops the sealed segments all of whose entries are before `seq`.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn drop_before(&self, seq: EntrySeq) -> Result<Dropped, Error> {
        retention::drop_before(self.shared(), seq)
    }

    /// Whether entries can be stored. Never blocks on the disk; while they cannot, asking makes
    /// the writer try the disk again, so that a later answer is right even if nothing is appended.
    #[must_use]
    pub fn health(&self) -> Health {
        let failure = self.shared().failure().clone();
        failure.map_or(Health::Storing, |failure| {
            self.shared().queue.request_trial();
            Health::from_failure(&failure)
        })
    }

    /// Stores what was appended so far, and stops. Blocks until that is done. On every handle,
    /// later appends answer [`Error::Closed`].
    pub fn close(self) {
        self.open.close();
    }

    fn shared(&self) -> &Shared {
        &self.open.shared
    }
}

impl OpenJournal {
    fn close(&self) {
        self.shared.queue.close();
        let writer = self
            .writer
            .lock()
            .expect("no thread panics while it joins")
            .take();
        if let Some(thread) = writer {
            // A writer that panicked has already said so, and has told those who wait.
            let _ = thread.join();
        }
    }
}

impl Drop for OpenJournal {
    fn drop(&mut self) {
        self.close();
    }
}

/// Makes the folder if it is missing and takes the lock that keeps every other journal out. The
/// system releases it with the file, however we end.
fn lock(dir: &Path) -> Result<File, Error> {
    if !fs::exists(dir).map_err(Error::io("find", dir))? {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(dir);
        let made = made.and_then(|()| File::open(dir.join(".."))?.sync_all());
        made.map_err(Error::io("create", dir))?;
    }
    let path = dir.join("LOCK");
    let file = File::create(&path).map_err(Error::io("create", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::InUse {
            dir: dir.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", &path)(error)),
    }
}
