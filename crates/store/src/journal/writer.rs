//! The one thread that appends: takes what waits, writes it at once, syncs once, and only then
//! answers everyone whose entry was in it.
//!
//! Nothing lingers in the hope of a fuller batch. While one batch is being synced the next one
//! gathers by itself, so batches grow with the load and a lone entry waits for nobody.

use std::collections::VecDeque;
use std::sync::Arc;

use super::active::Active;
use super::answers::Answers;
use super::entry::{Entry, EntrySeq};
use super::error::Error;
use super::handle::Shared;
use super::queue::{Pending, Work};
use super::record;

pub(super) struct Writer {
    shared: Arc<Shared>,
    active: Active,
    answers: Answers,
    /// The place of the next entry.
    next: EntrySeq,
    batch: Vec<Pending>,
    /// The batch's records; kept between batches for its memory.
    records: Vec<u8>,
}

impl Writer {
    pub(super) fn new(shared: Arc<Shared>, active: Active, next: EntrySeq) -> Self {
        Self {
            shared,
            active,
            answers: Answers::start(),
            next,
            batch: Vec::new(),
            records: Vec::new(),
        }
    }

    /// Works until the queue is closed and empty.
    pub(super) fn run(mut self) {
        let mut taken = VecDeque::new();
        loop {
            match self.shared.queue.take(&mut taken) {
                Work::Entries => {
                    while !taken.is_empty() {
                        self.fill_batch(&mut taken);
                        self.store_batch();
                    }
                }
                Work::Trial => {
                    let outcome = self.active.try_out();
                    self.report(outcome.err());
                }
                Work::End => return,
            }
        }
    }

    /// Moves as many entries as one batch may hold, at least one, and encodes them.
    fn fill_batch(&mut self, taken: &mut VecDeque<Pending>) {
        let options = &self.shared.options;
        self.records.clear();
        while let Some(pending) = taken.pop_front_if(|pending| {
            self.batch.is_empty()
                || (self.batch.len() < options.batch_entries_max
                    && self.records.len() + pending.bytes <= options.batch_bytes_max)
        }) {
            let place = u32::try_from(self.batch.len()).expect("a batch fits into memory");
            let seq = self.next.plus(u64::from(place));
            record::encode(&mut self.records, &pending.entry, seq, place);
            self.batch.push(pending);
        }
    }

    fn store_batch(&mut self) {
        let outcome = self.active.append(&self.records);
        self.report(outcome.as_ref().err().cloned());
        // Before the answers: whoever has one finds room for the next.
        self.shared.queue.settle(self.records.len());
        match outcome {
            Ok(()) => self.acknowledge(),
            Err(error) => {
                for pending in self.batch.drain(..) {
                    // Whoever has stopped waiting needs no answer.
                    let _ = pending.waiting.send(Err(error.clone()));
                }
            }
        }
    }

    fn acknowledge(&mut self) {
        let first = self.next;
        self.next = first.plus(self.batch.len() as u64);
        let (entries, waiting): (Vec<_>, Vec<_>) = (first.0..)
            .map(EntrySeq)
            .zip(self.batch.drain(..))
            .map(|(seq, pending)| (Entry::new(seq, pending.entry), (pending.waiting, seq)))
            .unzip();
        // Before the answers: whoever has one can read what it appended.
        self.shared
            .catalog()
            .publish(self.active.number(), self.active.end(), entries);
        self.shared.durable.send_replace(EntrySeq(self.next.0 - 1));
        self.answers.give(waiting);
        // After them: it may free many bodies.
        self.shared.catalog().tail().trim();
    }

    fn report(&self, failure: Option<Error>) {
        *self.shared.failure() = failure;
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Even if we panicked: nobody may wait for a writer that is gone.
        self.shared.queue.abandon();
        self.report(Some(Error::Closed));
    }
}
