//! What the journal takes on disk, of calls with real bodies, once their segments are compressed.

use bytes::Bytes;
use midcall_domain::time::Timestamp;
use midcall_sim::vapi::{expand::expand, generate::generate};
use midcall_store::journal::{EntryKind, Journal, NewEntry, Options};

use crate::Result;

/// Calls that go on at once, for as many as fill a few segments.
const CALLS: u64 = 160;
/// Bodies of calls that go on at once stand interleaved; more of one call's stand together when
/// fewer go on.
const AT_ONCE: u64 = 40;

/// The share of the raw bytes that sealed and compressed segments take.
///
/// # Errors
///
/// When the journal fails.
pub(super) async fn share_when_compressed() -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let journal = Journal::open(Options::new(folder.path().join("journal")))?;
    for group in 0..CALLS / AT_ONCE {
        let mut appending = tokio::task::JoinSet::new();
        for (call, body) in interleaved(group * AT_ONCE..(group + 1) * AT_ONCE) {
            let (journal, call) = (journal.clone(), call.clone());
            let entry = NewEntry {
                workspace: "default".into(),
                kind: EntryKind::Delivery,
                call_id: Some(call.as_str().into()),
                message_type: "transcript".into(),
                received_at: Timestamp(1_795_100_645_180),
                body,
            };
            appending.spawn(async move { journal.append(entry).await });
            if appending.len() >= 64 {
                appending.join_next().await.transpose()?.transpose()?;
            }
        }
        while let Some(appended) = appending.join_next().await {
            appended??;
        }
    }
    let compaction = journal.compact()?;
    if compaction.bytes_before == 0 {
        return Err("no segment was sealed".into());
    }
    Ok(compaction.bytes_after as f64 / compaction.bytes_before as f64)
}

/// The webhooks of some calls that began together, in the order of arrival.
fn interleaved(seeds: std::ops::Range<u64>) -> Vec<(String, Bytes)> {
    let mut arrivals: Vec<(i64, String, Bytes)> = seeds
        .flat_map(|seed| {
            let call = format!("01a1f456-1700-7f60-98eb-{seed:012x}");
            let script = generate(seed).script;
            let deliveries = expand(&script, seed, &call, 1_795_100_645_120);
            let arrival = move |it: midcall_sim::vapi::Delivery| (it.at_ms, call.clone(), it.body);
            deliveries.into_iter().map(arrival).collect::<Vec<_>>()
        })
        .collect();
    arrivals.sort_by_key(|(at_ms, ..)| *at_ms);
    arrivals
        .into_iter()
        .map(|(_, call, body)| (call, body))
        .collect()
}
