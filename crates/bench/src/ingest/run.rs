//! The whole measurement: which loads, in which order, and the count of what was acknowledged
//! against what the journal holds.

use std::path::Path;

use midcall::output;
use midcall_sim::salesforce::OrgSettings;
use midcall_store::{Options as StoreOptions, Store, journal::EntrySeq};

use super::{
    disk,
    rounds::{Rounds, Sent},
    table::{BurstRow, ClosedRow, OpenRow, Report},
    wave::Waves,
};
use crate::{
    Result, Verdict,
    subject::{Server, Subject},
    vendors,
};

const SMALL: usize = 2 << 10;
const LARGE: usize = 30 << 10;
/// What a request to Salesforce takes, from recordings.
const ORG_LATENCY_MS: u64 = 150;
/// Webhooks in a burst.
const BURST: usize = 2_000;
/// How long an open-loop round lasts, in seconds.
const OPEN_S: usize = 4;
const READ_BYTES: usize = 16 << 20;

/// How long to measure, and how to tell.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Rounds of each measurement; the bound and Midcall take turns.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Measures, prints, and counts.
///
/// # Errors
///
/// When a server cannot be started or does not acknowledge.
pub async fn run(options: Options) -> Result<Verdict> {
    let folder = tempfile::tempdir()?;
    let (org, salesforce) = vendors::serve_org(OrgSettings {
        latency_ms: ORG_LATENCY_MS,
        remembered_writes: 1,
        ..OrgSettings::default()
    })?;
    let mut rounds = Rounds {
        bound: Subject::start(Server::Bound, folder.path(), &salesforce).await?,
        midcall: Subject::start(Server::Midcall, folder.path(), &salesforce).await?,
        waves: Waves::new(org),
        sent: Sent::default(),
    };
    let measured = measure(&mut rounds, options.rounds).await;
    let (mut report, sent) = (measured?, rounds.sent);
    let peak = rounds.midcall.usage().await?.peak_memory_bytes;
    rounds.midcall.stop().await?;
    report.peak_memory_mb = peak as f64 / 1e6;
    report.disk_share = disk::share_when_compressed().await?;
    let journaled = count(folder.path())?;
    report.acknowledged = sent.deliveries;
    report.journaled = journaled.deliveries;
    output::data(&if options.json {
        serde_json::to_string(&report)?
    } else {
        report.to_string()
    });
    let is_kept =
        (journaled.deliveries, journaled.body_bytes) == (sent.deliveries, sent.body_bytes);
    Ok(if is_kept {
        Verdict::Passed
    } else {
        Verdict::Failed
    })
}

async fn measure(rounds: &mut Rounds, times: u32) -> Result<Report> {
    let mut report = Report::default();
    for (body_bytes, connections, count) in [
        (SMALL, 64, 60_000),
        (SMALL, 512, 60_000),
        (LARGE, 64, 15_000),
        (LARGE, 512, 15_000),
    ] {
        let mut pairs = Vec::new();
        for round in 1..=times {
            let pair = rounds.closed(count, body_bytes, connections).await?;
            output::talk(&format!(
                "closed loop, {} KB, {connections} connections, round {round} of {times}: bound {:.0} a second, midcall {:.0}",
                body_bytes >> 10,
                pair.0.per_s,
                pair.1.per_s,
            ));
            pairs.push(pair);
        }
        let row = ClosedRow::of(body_bytes, connections, &pairs);
        report.closed.push(row);
    }
    for rate in [1_000, 5_000] {
        let mut pairs = Vec::new();
        for round in 1..=times {
            let pair = rounds.open(rate * OPEN_S, SMALL, rate as f64).await?;
            output::talk(&format!(
                "open loop, {rate} a second, round {round} of {times}: p99 of the bound {:.2} ms, of midcall {:.2} ms",
                pair.0.p99_ms, pair.1.p99_ms,
            ));
            pairs.push(pair);
        }
        report.open.extend(OpenRow::both(rate, &pairs));
    }
    let mut pairs = Vec::new();
    for _ in 0..times {
        pairs.push(rounds.burst(BURST, SMALL).await?);
    }
    report.burst = Some(BurstRow::of(BURST, &pairs));
    Ok(report)
}

/// What the journal holds.
fn count(data: &Path) -> Result<Sent> {
    let store = Store::visit(StoreOptions::at(&data.join("midcall.db")))?;
    let mut found = Sent::default();
    let mut from = EntrySeq(1);
    loop {
        let entries = store.journal.read(from, READ_BYTES)?;
        let Some(last) = entries.last() else {
            return Ok(found);
        };
        from = last.seq.plus(1);
        found.deliveries += entries.len() as u64;
        found.body_bytes += entries
            .iter()
            .map(|entry| entry.body.len() as u64)
            .sum::<u64>();
    }
}
