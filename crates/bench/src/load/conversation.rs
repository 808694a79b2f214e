//! One simulated call: what is said on it, for which lead, and how its webhooks fared.

use std::{sync::Arc, time::Duration};

use midcall::clock::Clock;
use midcall_sim::vapi::{
    Snapshot,
    expand::Expansion,
    generate::{Generated, generate},
    webhook::Sink,
};

/// A call and the lead it is about.
pub(super) struct Conversation {
    pub(super) lead: String,
    pub(super) call: String,
    pub(super) generated: Generated,
    seed: u64,
}

/// How a call's webhooks fared.
#[derive(Default)]
pub(super) struct Fared {
    /// How long each acknowledgement took.
    pub(super) latencies: Vec<Duration>,
    /// Webhooks that were not acknowledged.
    pub(super) lost: usize,
}

impl Conversation {
    /// The call that follows from `seed`, with `lead`.
    pub(super) fn new(seed: u64, lead: String) -> Self {
        let mut generated = generate(seed);
        generated.script.lead_id = Some(lead.clone());
        let call = format!("01a1f456-1700-7f60-98eb-{seed:012x}");
        Self {
            lead,
            call,
            generated,
            seed,
        }
    }

    /// Lets the call happen. Bodies are written as they are sent, so that a thousand calls fit.
    pub(super) async fn happen(&self, sink: &Sink) -> Fared {
        let script = &self.generated.script;
        let snapshot = Snapshot::of(script, &self.call, Clock::System.now().0);
        let webhooks = Expansion::new(Arc::new(script.clone()), &snapshot, self.seed);
        let receipts = sink.send(webhooks).await;
        Fared {
            lost: receipts.iter().filter(|it| !it.is_acknowledged()).count(),
            latencies: receipts.iter().map(|it| it.latency).collect(),
        }
    }
}
