//! One simulated call: what is said on it, for which lead, and how its webhooks fared.

use std::{sync::Arc, time::Duration};

use midcall::clock::Clock;
use midcall_sim::vapi::{
    Kind, Snapshot,
    expand::Expansion,
    generate::{Generated, generate},
    script::{Line, SignalNote, Speaker},
    webhook::Sink,
};
use serde_json::Value;

/// The agent's model notes something down after every so many of the prospect's lines.
const NOTE_EVERY: usize = 8;

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
    /// How long the agent waited for the answer to each tool call.
    pub(super) answers: Vec<Duration>,
    /// Webhooks that were not acknowledged, and tool calls that were not answered.
    pub(super) lost: usize,
}

impl Fared {
    /// Adds how another call fared.
    pub(super) fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.answers.extend(other.answers);
        self.lost += other.lost;
    }
}

impl Conversation {
    /// The call that follows from `seed`, with `lead`.
    pub(super) fn new(seed: u64, lead: String) -> Self {
        let mut generated = generate(seed);
        generated.script.lead_id = Some(lead.clone());
        note_down(&mut generated.script.lines);
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
        let mut fared = Fared::default();
        for receipt in receipts {
            let is_answer = receipt.kind == Kind::ToolCalls;
            if is_answer {
                fared.answers.push(receipt.latency);
            }
            let is_lost = !receipt.is_acknowledged() || (is_answer && !answers(&receipt.answer));
            fared.lost += usize::from(is_lost);
            fared.latencies.push(receipt.latency);
        }
        fared
    }
}

/// Lets the agent's model call its tool now and then. What it notes down is not what was said, so
/// it changes nothing in what the lead is to say.
fn note_down(lines: &mut [Line]) {
    let spoken = lines
        .iter_mut()
        .filter(|line| line.speaker == Speaker::Prospect);
    for line in spoken.skip(NOTE_EVERY / 2).step_by(NOTE_EVERY) {
        line.tool = Some(SignalNote {
            signal: "timeline".to_owned(),
            value: "next quarter".to_owned(),
            quote: "as soon as the board has met".to_owned(),
        });
    }
}

/// Whether a tool call was answered with something the agent's model can go on with.
fn answers(body: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    answer["results"][0]["result"].is_string()
}
