//! What arrives from Vapi and what does not: the ledger of the day, and the alarm.

use midcall_domain::time::Timestamp;
use midcall_store::LedgerCounts;

use super::moment::Moment;
use crate::backfill::Sight;

/// What arrives and what does not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrivals {
    pub(crate) complete: u64,
    pub(crate) recovered: u64,
    pub(crate) incomplete: u64,
    pub(crate) closing: u64,
    /// Why Vapi cannot be asked.
    pub(crate) problem: Option<String>,
    pub(crate) silence: Option<SilenceNotice>,
}

/// Calls go on, and nothing of them arrives.
#[derive(Clone, Debug)]
pub(crate) struct SilenceNotice {
    pub(crate) calls: usize,
    pub(crate) since: Moment,
    /// What is probably wrong, and what to do.
    pub(crate) cause: String,
}

impl Arrivals {
    /// Of what the ledger counts and the last look saw.
    pub(crate) fn of(counts: LedgerCounts, sight: &Sight, now: Timestamp) -> Self {
        Self {
            complete: counts.complete,
            recovered: counts.recovered,
            incomplete: counts.incomplete,
            closing: counts.closing,
            problem: sight.problem.clone(),
            silence: sight.silence.as_ref().map(|silence| SilenceNotice {
                calls: silence.calls,
                since: Moment::at(silence.since, now),
                cause: silence.cause.to_string(),
            }),
        }
    }

    /// Whether any call was counted.
    pub(crate) fn has_calls(&self) -> bool {
        self.complete + self.recovered + self.incomplete + self.closing > 0
    }
}
