//! The figures as people and as programs read them.

use std::fmt;

use serde::Serialize;

use super::rounds::{Closed, Open};
use crate::figures::Spread;

/// Everything that was measured.
#[derive(Debug, Default, Serialize)]
pub(super) struct Report {
    pub(super) closed: Vec<ClosedRow>,
    pub(super) open: Vec<OpenRow>,
    pub(super) burst: Option<BurstRow>,
    pub(super) peak_memory_mb: f64,
    pub(super) disk_share: f64,
    pub(super) acknowledged: u64,
    pub(super) journaled: u64,
}

/// A closed-loop measurement.
#[derive(Debug, Serialize)]
pub(super) struct ClosedRow {
    body_bytes: usize,
    connections: usize,
    bound_per_s: Spread,
    midcall_per_s: Spread,
    /// Of each round's two rates.
    ratio: Spread,
    bound_cpu_us: Spread,
    midcall_cpu_us: Spread,
    midcall_whole_cpu_us: Spread,
}

impl ClosedRow {
    pub(super) fn of(body_bytes: usize, connections: usize, pairs: &[(Closed, Closed)]) -> Self {
        let spread = |of: fn(&(Closed, Closed)) -> f64| Spread::of(pairs.iter().map(of));
        Self {
            body_bytes,
            connections,
            bound_per_s: spread(|(bound, _)| bound.per_s),
            midcall_per_s: spread(|(_, midcall)| midcall.per_s),
            ratio: spread(|(bound, midcall)| midcall.per_s / bound.per_s),
            bound_cpu_us: spread(|(bound, _)| bound.cpu_us),
            midcall_cpu_us: spread(|(_, midcall)| midcall.cpu_us),
            midcall_whole_cpu_us: spread(|(_, midcall)| midcall.whole_cpu_us),
        }
    }
}

/// An open-loop measurement of one server.
#[derive(Debug, Serialize)]
pub(super) struct OpenRow {
    per_s: usize,
    server: &'static str,
    p50_ms: Spread,
    p99_ms: Spread,
    p999_ms: Spread,
    generator_busy: Spread,
}

impl OpenRow {
    pub(super) fn both(per_s: usize, pairs: &[(Open, Open)]) -> [Self; 2] {
        let of = |server, of: fn(&(Open, Open)) -> Open| {
            let spread =
                |figure: fn(Open) -> f64| Spread::of(pairs.iter().map(|it| figure(of(it))));
            Self {
                per_s,
                server,
                p50_ms: spread(|it| it.p50_ms),
                p99_ms: spread(|it| it.p99_ms),
                p999_ms: spread(|it| it.p999_ms),
                generator_busy: spread(|it| it.generator_busy),
            }
        };
        [of("bound", |it| it.0), of("midcall", |it| it.1)]
    }
}

/// Many webhooks at once.
#[derive(Debug, Serialize)]
pub(super) struct BurstRow {
    deliveries: usize,
    bound_last_ms: Spread,
    midcall_last_ms: Spread,
}

impl BurstRow {
    pub(super) fn of(deliveries: usize, pairs: &[(f64, f64)]) -> Self {
        Self {
            deliveries,
            bound_last_ms: Spread::of(pairs.iter().map(|it| it.0)),
            midcall_last_ms: Spread::of(pairs.iter().map(|it| it.1)),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Closed loop: acknowledged deliveries a second, median [least–most] of the rounds"
        )?;
        writeln!(
            f,
            "{:>5} {:>6}  {:>24}  {:>24}  {:>18}  {:>12}  {:>14}  {:>18}",
            "body",
            "conns",
            "bound",
            "midcall",
            "ratio",
            "bound CPU µs",
            "midcall CPU µs",
            "… until written out"
        )?;
        for row in &self.closed {
            writeln!(
                f,
                "{:>2} KB {:>6}  {:>24}  {:>24}  {:>18}  {:>12.1}  {:>14.1}  {:>18.1}",
                row.body_bytes >> 10,
                row.connections,
                row.bound_per_s.to_string(),
                row.midcall_per_s.to_string(),
                format!("{:.2}", row.ratio),
                row.bound_cpu_us.median,
                row.midcall_cpu_us.median,
                row.midcall_whole_cpu_us.median,
            )?;
        }
        writeln!(
            f,
            "\nOpen loop, 2 KB: milliseconds from the due moment to the acknowledgement"
        )?;
        writeln!(
            f,
            "{:>6} {:>8}  {:>18}  {:>20}  {:>20}  {:>14}",
            "per s", "", "p50", "p99", "p99.9", "generator busy"
        )?;
        for row in &self.open {
            writeln!(
                f,
                "{:>6} {:>8}  {:>18}  {:>20}  {:>20}  {:>12.0} %",
                row.per_s,
                row.server,
                format!("{:.2}", row.p50_ms),
                format!("{:.2}", row.p99_ms),
                format!("{:.2}", row.p999_ms),
                row.generator_busy.median * 100.0,
            )?;
        }
        if let Some(burst) = &self.burst {
            writeln!(
                f,
                "\nBurst of {}: the last acknowledged after {:.0} ms, by the bound after {:.0} ms",
                burst.deliveries, burst.midcall_last_ms, burst.bound_last_ms
            )?;
        }
        writeln!(
            f,
            "Compressed segments of real calls take {:.1} % of the raw bytes",
            self.disk_share * 100.0
        )?;
        writeln!(f, "Memory at its peak: {:.0} MB", self.peak_memory_mb)?;
        write!(
            f,
            "Acknowledged {}, in the journal {}: {}",
            self.acknowledged,
            self.journaled,
            if self.acknowledged == self.journaled {
                "every one, once"
            } else {
                "NOT THE SAME"
            }
        )
    }
}
