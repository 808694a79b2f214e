//! Which questions a call gives rise to. They are written down before the call is saved, so that a
//! crash in between leaves none out: what is saved again opens none twice.

use midcall_domain::{
    calls::{CallState, Transcript, Understanding},
    claims::{self, Fusion, Reason},
    time::Timestamp,
};
use midcall_store::NewAsk;

/// A thought often goes on after a pause; only then is it known that nothing came of it.
const THOUGHT_MS: i64 = 1_500;
/// After the end the platform's own report may still bring words that were lost.
const REPORT_MS: i64 = 15_000;

/// The questions about a call as it now is.
pub(crate) fn due(
    state: &CallState,
    transcript: &Transcript,
    understanding: &Understanding,
    fusion: &Fusion,
    now: Timestamp,
) -> Vec<NewAsk> {
    claims::reasons(transcript, understanding, fusion, state.is_over())
        .into_iter()
        .map(|reason| NewAsk {
            call: state.id().clone(),
            reason: reason.to_string(),
            is_last: reason == Reason::Ended,
            due_at: now.plus_ms(match reason {
                Reason::Ended => REPORT_MS,
                Reason::NotUnderstood { .. } | Reason::Doubtful { .. } => THOUGHT_MS,
            }),
        })
        .collect()
}
