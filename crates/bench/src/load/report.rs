//! The figures beside their limits.

use std::{fmt, time::Duration};

use serde::Serialize;

use super::conversation::Fared;
use crate::{figures::Latencies, subject::Usage};

/// What must be reached.
pub(super) struct Limits {
    ack_p99_ms: f64,
    answer_p99_ms: f64,
    heard_to_written_p99_ms: f64,
    requests_per_call: f64,
    memory_mb: f64,
}

/// With a thousand live calls and an org that takes 150 ms.
pub(super) const LIMITS: Limits = Limits {
    ack_p99_ms: 25.0,
    answer_p99_ms: 100.0,
    heard_to_written_p99_ms: 2_000.0,
    requests_per_call: 0.2,
    memory_mb: 200.0,
};

/// What was measured.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    calls: usize,
    deliveries: usize,
    lost_deliveries: usize,
    differing_leads: usize,
    requests_per_call: f64,
    ack_p50_ms: f64,
    ack_p99_ms: f64,
    ack_worst_ms: f64,
    /// Tool calls: the agent says nothing until it has its answer.
    tool_calls: usize,
    answer_p50_ms: f64,
    answer_p99_ms: f64,
    writes: usize,
    heard_to_written_p50_ms: f64,
    heard_to_written_p99_ms: f64,
    /// By the org's log and the words' own dates; they travel some 65 ms before they are heard.
    said_to_saved_p50_ms: Option<f64>,
    said_to_saved_p99_ms: Option<f64>,
    memory_mb: f64,
    cpu_s: f64,
}

impl Report {
    pub(super) fn new(
        usage: &Usage,
        fared: Fared,
        said_to_saved: Option<Latencies>,
        requests_per_call: f64,
        differing_leads: usize,
        calls: usize,
    ) -> Self {
        let acknowledged = Latencies::of(fared.latencies);
        let answered = Latencies::of(fared.answers);
        let heard_to_written = usage
            .heard_to_written_ms
            .iter()
            .map(|ms| Duration::from_millis(ms.unsigned_abs()));
        let heard_to_written = Latencies::of(heard_to_written.collect());
        let said_to_saved = |share| Some(said_to_saved.as_ref()?.percentile_ms(share));
        Self {
            calls,
            deliveries: acknowledged.count(),
            lost_deliveries: fared.lost,
            differing_leads,
            requests_per_call,
            ack_p50_ms: acknowledged.percentile_ms(0.5),
            ack_p99_ms: acknowledged.percentile_ms(0.99),
            ack_worst_ms: acknowledged.percentile_ms(1.0),
            tool_calls: answered.count(),
            answer_p50_ms: answered.percentile_ms(0.5),
            answer_p99_ms: answered.percentile_ms(0.99),
            writes: heard_to_written.count(),
            heard_to_written_p50_ms: heard_to_written.percentile_ms(0.5),
            heard_to_written_p99_ms: heard_to_written.percentile_ms(0.99),
            said_to_saved_p50_ms: said_to_saved(0.5),
            said_to_saved_p99_ms: said_to_saved(0.99),
            memory_mb: usage.peak_memory_bytes as f64 / 1e6,
            cpu_s: usage.cpu.as_secs_f64(),
        }
    }

    /// Whether nothing was lost, every lead is right and every limit is kept.
    pub(super) fn keeps(&self, limits: &Limits) -> bool {
        self.lost_deliveries == 0
            && self.differing_leads == 0
            && self.ack_p99_ms <= limits.ack_p99_ms
            && self.answer_p99_ms <= limits.answer_p99_ms
            && self.heard_to_written_p99_ms <= limits.heard_to_written_p99_ms
            && self.requests_per_call <= limits.requests_per_call
            && self.memory_mb <= limits.memory_mb
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limits {
            ack_p99_ms,
            answer_p99_ms,
            heard_to_written_p99_ms,
            requests_per_call,
            memory_mb,
        } = LIMITS;
        let Self {
            calls,
            deliveries,
            tool_calls,
            ..
        } = self;
        writeln!(
            f,
            "{calls} calls, {deliveries} deliveries, {tool_calls} of them tool calls, {} lost",
            self.lost_deliveries
        )?;
        writeln!(f, "{:<42} {:>9}  limit", "", "found")?;
        let mut row = |what: &str, found: f64, limit: Option<f64>| {
            let limit = limit.map_or(String::new(), |limit| limit.to_string());
            writeln!(f, "{what:<42} {found:>9.2}  {limit}")
        };
        row(
            "leads that do not say what was said",
            self.differing_leads as f64,
            Some(0.0),
        )?;
        row("acknowledged after, p50, ms", self.ack_p50_ms, None)?;
        row(
            "acknowledged after, p99, ms",
            self.ack_p99_ms,
            Some(ack_p99_ms),
        )?;
        row("acknowledged after, at worst, ms", self.ack_worst_ms, None)?;
        row(
            "tool calls answered after, p50, ms",
            self.answer_p50_ms,
            None,
        )?;
        row(
            "tool calls answered after, p99, ms",
            self.answer_p99_ms,
            Some(answer_p99_ms),
        )?;
        row(
            "heard to written, p50, ms",
            self.heard_to_written_p50_ms,
            None,
        )?;
        row(
            "heard to written, p99, ms",
            self.heard_to_written_p99_ms,
            Some(heard_to_written_p99_ms),
        )?;
        if let (Some(p50), Some(p99)) = (self.said_to_saved_p50_ms, self.said_to_saved_p99_ms) {
            row("said to saved by the org's log, p50, ms", p50, None)?;
            row("said to saved by the org's log, p99, ms", p99, None)?;
        }
        row(
            "requests to Salesforce per call",
            self.requests_per_call,
            Some(requests_per_call),
        )?;
        row("memory at its peak, MB", self.memory_mb, Some(memory_mb))?;
        row("CPU of the server, s", self.cpu_s, None)
    }
}
