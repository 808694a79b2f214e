//! What every step is given: the store, the clients, the clock and the settings.

use std::sync::Arc;

use midcall_domain::signals::Rubric;
use midcall_store::{Pacing, Store};
use midcall_vapi::verify::Verifier;

use crate::{
    clock::Clock,
    config::{LeadFields, Settings},
    connection::Connection,
    metrics::Metrics,
};

/// One running process, or one simulated one.
pub struct Node {
    /// Who this is, in leases.
    pub name: String,
    /// Whose data this is: one client, one org. Everything carries it; a single-org user never
    /// sees it.
    pub workspace: Arc<str>,
    /// Journal and state.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Everything that can be set.
    pub settings: Settings,
    /// How signals are weighed.
    pub rubric: Rubric,
    /// How soon changes become due.
    pub pacing: Pacing,
    /// Tells true deliveries from forged ones; absent when told to accept all.
    pub verifier: Option<Verifier>,
    /// The org, if one is configured.
    pub salesforce: Option<Connection>,
    /// The voice platform, if a key is configured.
    pub vapi: Option<midcall_vapi::Client>,
    /// What is counted.
    pub metrics: Metrics,
}

impl Node {
    /// Which field of the Lead says what.
    #[must_use]
    pub fn lead_fields(&self) -> &LeadFields {
        &self.settings.salesforce.fields
    }
}
