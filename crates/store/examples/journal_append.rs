//! How many entries a second the journal makes durable, and how long an append takes, beside the
//! bound: a bare loop of write and fdatasync over the same bytes in batches of the same size.
//!
//! `cargo run --release -p midcall-store --example journal_append [FOLDER]`; the folder decides
//! which disk is measured.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use midcall_domain::time::Timestamp;
use midcall_store::journal::{EntryKind, Journal, NewEntry, Options};

/// Journal and bound take turns, so that whatever else the disk is doing hits both.
const ROUNDS: usize = 3;
/// Long enough for segments to be sealed and the next ones begun.
const RUN_FOR: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = match std::env::args_os().nth(1) {
        Some(folder) => tempfile::tempdir_in(folder)?,
        None => tempfile::tempdir()?,
    };
    println!("appenders  body KB   appends/s   p50 ms   p99 ms   p99.9 ms   bound/s   share");
    for body_bytes in [2 << 10, 30 << 10] {
        for appenders in [1, 64, 512] {
            let batch = (appenders * body_bytes).min(1 << 20) / body_bytes;
            let (mut rates, mut bounds, mut latencies) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                let round = append(folder.path(), appenders, body_bytes).await?;
                rates.push(round.len() as f64 / RUN_FOR.as_secs_f64());
                latencies.extend(round);
                let batches = write_and_sync(folder.path(), batch * body_bytes)?;
                bounds.push(batches * batch as f64 / RUN_FOR.as_secs_f64());
            }
            latencies.sort_unstable();
            let ms = |share| percentile(&latencies, share).as_secs_f64() * 1_000.0;
            let (rate, bound) = (median(rates), median(bounds));
            println!(
                "{appenders:9}  {:7}  {rate:9.0}  {:7.2}  {:7.2}  {:9.2}  {bound:8.0}  {:6.2}",
                body_bytes >> 10,
                ms(0.5),
                ms(0.99),
                ms(0.999),
                rate / bound,
            );
        }
    }
    Ok(())
}

/// The value below which `share` of `sorted` lie.
fn percentile(sorted: &[Duration], share: f64) -> Duration {
    sorted[((sorted.len() - 1) as f64 * share) as usize]
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Appends for [`RUN_FOR`], each appender again as soon as its entry is durable, and returns how
/// long each append took.
async fn append(
    folder: &Path,
    appenders: usize,
    body_bytes: usize,
) -> Result<Vec<Duration>, Box<dyn std::error::Error>> {
    let dir = folder.join("journal");
    let journal = Journal::open(Options::new(&dir))?;
    let entry = NewEntry {
        workspace: "default".into(),
        kind: EntryKind::Delivery,
        call_id: Some("01a1f456-1700-7f60-98eb-181590fa9610".into()),
        message_type: "transcript".into(),
        received_at: Timestamp(1_795_100_645_180),
        body: Bytes::from(bytes_without_pattern(body_bytes)),
    };
    let began = Instant::now();
    let tasks: Vec<_> = (0..appenders)
        .map(|_| {
            let (journal, entry) = (journal.clone(), entry.clone());
            tokio::spawn(async move {
                let mut latencies = Vec::new();
                while began.elapsed() < RUN_FOR {
                    let asked = Instant::now();
                    journal.append(entry.clone()).await?;
                    latencies.push(asked.elapsed());
                }
                Ok::<_, midcall_store::journal::Error>(latencies)
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await??);
    }
    journal.close();
    std::fs::remove_dir_all(dir)?;
    Ok(latencies)
}

/// How often in [`RUN_FOR`] so many bytes can be written to a growing file and synced.
fn write_and_sync(folder: &Path, bytes: usize) -> io::Result<f64> {
    let path = folder.join("bound");
    let mut file = File::create(&path)?;
    let batch = bytes_without_pattern(bytes);
    let began = Instant::now();
    let mut rounds = 0.0;
    while began.elapsed() < RUN_FOR {
        file.write_all(&batch)?;
        file.sync_data()?;
        rounds += 1.0;
    }
    std::fs::remove_file(path)?;
    Ok(rounds)
}

/// A disk that compresses must not look faster than it is.
fn bytes_without_pattern(len: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    })
    .take(len)
    .collect()
}
