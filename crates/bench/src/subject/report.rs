//! What a server under measurement tells of itself: one line of JSON for each line it is sent.

use std::time::Duration;

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeVal,
};
use serde::{Deserialize, Serialize};

use crate::Result;

/// What a process has used since it began.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Usage {
    /// CPU time of all threads, in the program and in the kernel.
    pub cpu: Duration,
    /// The most memory it ever had resident.
    pub peak_memory_bytes: u64,
    /// From the arrival of what changed a lead to its write, for each write since the last report,
    /// in milliseconds.
    pub heard_to_written_ms: Vec<i64>,
}

impl Usage {
    /// Of this process.
    ///
    /// # Errors
    ///
    /// When the system does not tell.
    pub fn of_this_process(heard_to_written_ms: Vec<i64>) -> Result<Self> {
        let usage = getrusage(UsageWho::RUSAGE_SELF)?;
        let kilobytes = u64::try_from(usage.max_rss())?;
        Ok(Self {
            cpu: duration(usage.user_time()) + duration(usage.system_time()),
            peak_memory_bytes: kilobytes * 1_024,
            heard_to_written_ms,
        })
    }
}

fn duration(time: TimeVal) -> Duration {
    let seconds = u64::try_from(time.tv_sec()).unwrap_or_default();
    let micros = u64::try_from(time.tv_usec()).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_micros(micros)
}
