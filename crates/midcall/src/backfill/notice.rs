//! What a look came to, said to whoever reads the log: once when it begins, again while it lasts,
//! and when it is over.

use midcall_domain::time::Timestamp;

use super::{silence::Silence, watch::Sight};

/// A silence that lasts is said again this often.
const AGAIN_MS: i64 = 600_000;

/// After a look.
pub(super) fn looked(before: &Sight, silence: Option<&Silence>, opened: usize) {
    if before.problem.is_some() {
        tracing::info!("Vapi can be asked again");
    }
    if opened > 0 {
        tracing::info!("{opened} calls are to be read from Vapi");
    }
    match (&before.silence, silence) {
        (Some(_), None) => tracing::info!("Calls are heard again"),
        (known, Some(silence)) if is_worth_saying(known.as_ref(), silence) => {
            tracing::error!(
                cause = silence.cause.name(),
                "Calls go on at Vapi and nothing of them arrives, {} since {}: {}",
                silence.calls,
                silence.since.iso(),
                silence.cause
            );
        }
        _ => {}
    }
}

/// After a request to Vapi that failed.
pub(super) fn failed(before: &Sight, problem: &str) {
    if before.problem.as_deref() != Some(problem) {
        tracing::warn!(
            error = problem,
            "Vapi cannot be asked what it knows; calls are taken in as they come"
        );
    }
}

fn is_worth_saying(known: Option<&Silence>, silence: &Silence) -> bool {
    let period = |at: Timestamp| at.ms_since(silence.since) / AGAIN_MS;
    known.is_none_or(|known| {
        known.cause != silence.cause || period(known.seen_at) != period(silence.seen_at)
    })
}
