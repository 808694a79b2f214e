//! Where entries wait for the writer, and the writer for entries.
//!
//! Appenders only take a lock, push and leave; the writer takes everything at once.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};

use tokio::sync::oneshot;

use super::answers::Waiting;
use super::entry::{EntrySeq, NewEntry};
use super::error::Error;
use super::record::{self, ENTRY_BYTES_MAX};

/// An entry that waits to be stored, and who waits for it.
pub(super) struct Pending {
    pub(super) entry: NewEntry,
    /// Its size on disk.
    pub(super) bytes: usize,
    pub(super) waiting: Waiting,
}

/// What the writer is to do next.
pub(super) enum Work {
    /// Store the entries that were taken.
    Entries,
    /// Find out whether the disk can be written again.
    Trial,
    /// Nothing more will come.
    End,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Pending>,
    /// Bytes that wait, those in the writer's hands included.
    waiting_bytes: usize,
    trial_wanted: bool,
    writer_idle: bool,
    closed: bool,
}

pub(super) struct Queue {
    state: Mutex<State>,
    work: Condvar,
    waiting_bytes_max: usize,
}

impl Queue {
    pub(super) fn new(waiting_bytes_max: usize) -> Self {
        Self {
            state: Mutex::default(),
            work: Condvar::new(),
            waiting_bytes_max,
        }
    }

    /// Lines `entry` up. The receiver tells its place once it is stored; it is dropped unanswered
    /// only if the writer dies.
    pub(super) fn push(
        &self,
        entry: NewEntry,
    ) -> Result<oneshot::Receiver<Result<EntrySeq, Error>>, Error> {
        let bytes = record::encoded_len(&entry);
        if bytes > ENTRY_BYTES_MAX {
            return Err(Error::TooLarge { bytes });
        }
        let (waiting, receipt) = oneshot::channel();
        let mut state = self.state();
        if state.closed {
            return Err(Error::Closed);
        }
        // Whatever its size, a single entry is let in when nothing else waits.
        if state.waiting_bytes > 0 && state.waiting_bytes + bytes > self.waiting_bytes_max {
            return Err(Error::Overloaded {
                waiting_bytes: state.waiting_bytes,
            });
        }
        state.waiting_bytes += bytes;
        state.waiting.push_back(Pending {
            entry,
            bytes,
            waiting,
        });
        self.wake(state);
        Ok(receipt)
    }

    /// Asks the writer for a [`Work::Trial`].
    pub(super) fn request_trial(&self) {
        let mut state = self.state();
        state.trial_wanted = true;
        self.wake(state);
    }

    /// Lets nothing more in. What waits is still stored.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        self.wake(state);
    }

    /// Lets nothing more in and tells everyone who waits that it was in vain.
    pub(super) fn abandon(&self) {
        let mut state = self.state();
        state.closed = true;
        state.waiting.clear();
    }

    /// Waits for work. Entries are moved into `taken`, which must be empty.
    pub(super) fn take(&self, taken: &mut VecDeque<Pending>) -> Work {
        let mut state = self.state();
        loop {
            if !state.waiting.is_empty() {
                std::mem::swap(&mut state.waiting, taken);
                return Work::Entries;
            }
            if state.closed {
                return Work::End;
            }
            if std::mem::take(&mut state.trial_wanted) {
                return Work::Trial;
            }
            state.writer_idle = true;
            state = self
                .work
                .wait(state)
                .expect("no thread panics while it holds the queue");
        }
    }

    /// Tells that entries of so many bytes wait no longer.
    pub(super) fn settle(&self, bytes: usize) {
        self.state().waiting_bytes -= bytes;
    }

    /// Waking costs a system call even when nobody sleeps, so it is done once per sleep.
    fn wake(&self, mut state: MutexGuard<'_, State>) {
        if std::mem::take(&mut state.writer_idle) {
            drop(state);
            self.work.notify_one();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .expect("no thread panics while it holds the queue")
    }
}
