//! When each signal reached the org, by the org's own log: a second opinion on what the server says
//! of itself.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use midcall_domain::time::Timestamp;
use midcall_sim::salesforce::Org;
use serde_json::Value;

/// The org remembers this many writes of a lead; they are looked at before it forgets them.
pub(super) const REMEMBERED_WRITES: usize = 16;
/// A lead is written to at most a few times a second.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks at the org's log.
#[derive(Default)]
pub(super) struct Watch {
    seen_until: HashMap<String, i64>,
    known: HashSet<(String, String)>,
    /// From the moment words were said to the moment the org had saved what they mean, for the
    /// first write of each signal.
    pub(super) said_to_saved: Vec<Duration>,
}

impl Watch {
    /// Takes in what has been written since the last look.
    pub(super) fn look<'a>(&mut self, org: &Org, leads: impl Iterator<Item = &'a str>) {
        for lead in leads {
            let seen_until = self.seen_until.get(lead).copied().unwrap_or(i64::MIN);
            // Only what is new is copied: the org answers nobody meanwhile.
            for write in org.writes_after(lead, seen_until) {
                self.seen_until.insert(lead.to_owned(), write.at_ms);
                for (signal, said_at) in signals(&write.fields) {
                    if self.known.insert((lead.to_owned(), signal)) {
                        let took_ms = write.at_ms - said_at.0;
                        let took_ms = u64::try_from(took_ms).unwrap_or_default();
                        self.said_to_saved.push(Duration::from_millis(took_ms));
                    }
                }
            }
        }
    }
}

/// The signals that a lead's field lists, and when the words were said.
fn signals(fields: &serde_json::Map<String, Value>) -> Vec<(String, Timestamp)> {
    let text = fields
        .get("Qualification_Signals__c")
        .and_then(Value::as_str)
        .unwrap_or("{}");
    let signals: HashMap<String, Value> = serde_json::from_str(text).unwrap_or_default();
    let dated = signals.into_iter().filter_map(|(signal, standing)| {
        Some((signal, Timestamp::parse_iso(standing["at"].as_str()?)?))
    });
    dated.collect()
}
