//! Who waits to be called, and what for: a section of the first page, without numbers.

use midcall_domain::{dialing::Wait, time::Timestamp};

use super::moment::Moment;
use crate::place::{QueueItem, QueueState};

/// Who waits to be called.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    /// How many wait.
    pub(crate) waiting: u64,
    /// Why no call goes out at all, and until when.
    pub(crate) hold: Option<(&'static str, Moment)>,
    /// The next ones.
    pub(crate) rows: Vec<QueueRow>,
}

/// A lead that waits to be called.
#[derive(Clone, Debug)]
pub(crate) struct QueueRow {
    pub(crate) lead: String,
    pub(crate) waits_for: &'static str,
    pub(crate) until: Option<Moment>,
    pub(crate) tries: u32,
    pub(crate) call: Option<String>,
}

impl Queue {
    /// Of the queue, of which `waiting` wait in all.
    pub(crate) fn of(queue: &QueueState, waiting: u64, now: Timestamp) -> Self {
        let hold = queue.held_for.and_then(Wait::of_name);
        let until = queue.held_until.as_deref();
        Self {
            waiting,
            hold: hold
                .zip(until)
                .map(|(wait, until)| (wait.text(), Moment::of(until, now))),
            rows: queue
                .requests
                .iter()
                .filter_map(|item| QueueRow::of(item, now))
                .collect(),
        }
    }
}

impl QueueRow {
    fn of(item: &QueueItem, now: Timestamp) -> Option<Self> {
        Some(Self {
            lead: item.lead_id.clone(),
            waits_for: item.message?,
            until: item.until.as_deref().map(|until| Moment::of(until, now)),
            tries: item.tries,
            call: item.call_id.clone(),
        })
    }
}
