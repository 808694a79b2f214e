//! What this process has learned about asking its org who has a number: which fields it may not see,
//! and that it does not answer at the moment.

use std::{collections::BTreeSet, sync::Mutex};

use midcall_domain::time::Timestamp;
use midcall_salesforce::{ApiError, Reason, classify};

/// Leads are always asked for.
const CONTACT: &str = "Contact";
/// What a person waits for on the line is not asked of an org that did not answer just before.
const REST_MS: i64 = 15_000;

/// What has been learned. A copy: a new process learns it again.
#[derive(Debug, Default)]
pub struct Directory(Mutex<Learned>);

#[derive(Debug, Default)]
struct Learned {
    /// Fields, and the object Contact, that the integration user may not see.
    hidden: BTreeSet<String>,
    rests_until: Timestamp,
}

impl Directory {
    pub(super) fn shows(&self, name: &str) -> bool {
        self.with(|learned| !learned.hidden.contains(name))
    }

    /// Whether anything was learned from a refusal, so that asking anew makes sense.
    pub(super) fn learn(&self, error: &ApiError) -> bool {
        let failure = classify(error);
        let names = match failure.reason {
            Reason::FieldHidden => failure.fields,
            Reason::ObjectHidden => vec![CONTACT.to_owned()],
            _ => return false,
        };
        self.with(|learned| {
            let before = learned.hidden.len();
            learned.hidden.extend(names);
            learned.hidden.len() > before
        })
    }

    pub(super) fn is_well(&self, now: Timestamp) -> bool {
        self.with(|learned| learned.rests_until <= now)
    }

    /// Takes note that the org did not answer in time.
    pub(super) fn rest(&self, now: Timestamp) {
        self.with(|learned| learned.rests_until = now.plus_ms(REST_MS));
    }

    fn with<T>(&self, work: impl FnOnce(&mut Learned) -> T) -> T {
        let mut learned = self.0.lock().unwrap_or_else(|poisoned| {
            // What was learned is whole: each change is one insertion.
            poisoned.into_inner()
        });
        work(&mut learned)
    }
}
