//! What must hold after the trial, one check for each promise.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use midcall_sim::{salesforce::Org, vapi::api::Vapi};
use midcall_store::{
    Options, Store,
    journal::{EntryKind, EntrySeq},
};
use serde_json::Value;

use super::{
    asking::Accepted,
    ledger::{Digest, Ledger, digest},
    reading::{Call, Expected, expected},
};
use crate::Result;

const READ_BYTES: usize = 16 << 20;
/// A single org's workspace, which its user never sees.
const WORKSPACE: &str = "default";

/// What the journal holds.
#[derive(Default)]
pub(super) struct Journaled {
    /// Deliveries, by digest.
    deliveries: HashMap<Digest, u64>,
    /// What the deliveries say, by call.
    calls: BTreeMap<String, Call>,
    /// Entries of any kind.
    pub(super) entries: u64,
}

impl Journaled {
    /// Reads all of the journal, beside the program or without it.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub(super) fn read(data: &Path) -> Result<Self> {
        let store = Store::visit(Options::at(&data.join("midcall.db")))?;
        let mut found = Self::default();
        let mut from = EntrySeq(1);
        loop {
            let entries = store.journal.read(from, READ_BYTES)?;
            let Some(last) = entries.last() else {
                return Ok(found);
            };
            from = last.seq.plus(1);
            for entry in &entries {
                found.entries += 1;
                if entry.kind != EntryKind::Delivery {
                    continue;
                }
                *found.deliveries.entry(digest(&entry.body)).or_default() += 1;
                let body: Value = serde_json::from_slice(&entry.body)?;
                let message = &body["message"];
                if let Some(call) = message["call"]["id"].as_str() {
                    found
                        .calls
                        .entry(call.to_owned())
                        .or_default()
                        .take(message);
                }
            }
        }
    }

    /// What each lead should say.
    pub(super) fn expected(&self) -> BTreeMap<String, Expected> {
        expected(&self.calls)
    }
}

/// Leads that are not in sync, by the program's own account.
///
/// # Errors
///
/// When the store cannot be read.
pub(super) async fn due(
    data: &Path,
    expected: &BTreeMap<String, Expected>,
) -> Result<HashSet<String>> {
    let store = Store::visit(Options::at(&data.join("midcall.db")))?;
    let mut due = HashSet::new();
    for lead in expected.keys() {
        let row = store.load_lead(WORKSPACE, lead).await?;
        if row.is_none_or(|row| row.due_at.is_some()) {
            due.insert(lead.clone());
        }
    }
    Ok(due)
}

/// Every acknowledged delivery is in the journal byte for byte, as often as it was acknowledged,
/// and nothing is in it that was never sent.
pub(super) fn deliveries(journaled: &Journaled, ledger: &Ledger) -> Vec<String> {
    let mut violations = Vec::new();
    let missing: u64 = ledger
        .acknowledged()
        .iter()
        .map(|(digest, times)| {
            times.saturating_sub(
                journaled
                    .deliveries
                    .get(digest)
                    .copied()
                    .unwrap_or_default(),
            )
        })
        .sum();
    if missing > 0 {
        violations.push(format!(
            "{missing} acknowledged deliveries are not in the journal"
        ));
    }
    let invented = journaled
        .deliveries
        .keys()
        .filter(|digest| !ledger.has_sent(digest))
        .count();
    if invented > 0 {
        violations.push(format!(
            "{invented} deliveries in the journal were never sent"
        ));
    }
    violations
}

/// Every lead that is in sync says what a naive reading of the journal says, and no lead came to be
/// on its own.
pub(super) fn leads(
    org: &Org,
    expected: &BTreeMap<String, Expected>,
    due: &HashSet<String>,
    lossy: &HashSet<String>,
    created: usize,
) -> Vec<String> {
    let mut violations = Vec::new();
    for (id, expected) in expected.iter().filter(|(id, _)| !due.contains(*id)) {
        let lead = org.lead(id).unwrap_or_default();
        let is_lossy = expected.calls.iter().any(|call| lossy.contains(call));
        let differences = expected.differences(&lead, is_lossy);
        if !differences.is_empty() {
            violations.push(format!(
                "lead {id} of call {}: {}",
                expected.call,
                differences.join("; ")
            ));
        }
    }
    let leads = org.leads().len();
    if leads != created {
        violations.push(format!("the org has {leads} leads and not {created}"));
    }
    violations
}

/// Nobody was dialed twice for one request, and whoever was told of a call was told of one that was
/// dialed, the same each time.
pub(super) fn dials(vapi: &Vapi, accepted: &[Accepted]) -> Vec<String> {
    let mut violations = Vec::new();
    let dials = vapi.dials();
    let mut times: HashMap<&str, u64> = HashMap::new();
    for dial in &dials {
        let request = dial.metadata["midcallRequestId"]
            .as_str()
            .unwrap_or("no request");
        *times.entry(request).or_default() += 1;
    }
    for (request, times) in times.into_iter().filter(|(_, times)| *times > 1) {
        violations.push(format!("{request} was dialed {times} times"));
    }
    let dialed: HashSet<&str> = dials.iter().map(|dial| dial.call_id.as_str()).collect();
    let mut by_key: HashMap<&str, &str> = HashMap::new();
    for Accepted { key, call } in accepted {
        if !dialed.contains(call.as_str()) {
            violations.push(format!("call {call} was answered and never dialed"));
        }
        if let Some(key) = key
            && *by_key.entry(key).or_insert(call) != call.as_str()
        {
            violations.push(format!("{key} was answered with two calls"));
        }
    }
    violations
}
