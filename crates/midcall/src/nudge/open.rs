//! Which gaps a call's agent may have to be told of. They are written down before the call is saved,
//! so that a crash in between leaves none out: what is saved again opens none twice.

use midcall_domain::{
    calls::{CallState, Transcript},
    signals::Signals,
    time::Timestamp,
};
use midcall_store::NewNudge;

use crate::node::Node;

/// Everything that counts and is not known when the conversation begins is a gap once it has gone
/// on for a while; whether it still is one is seen then.
pub(crate) fn due(
    node: &Node,
    state: &CallState,
    transcript: &Transcript,
    signals: &Signals,
) -> Vec<NewNudge> {
    let settings = &node.settings.nudges;
    let Some(began_at) = began_at(transcript).filter(|_| settings.enabled && !state.is_over())
    else {
        return Vec::new();
    };
    let due_at = began_at.plus_ms(settings.after_s.saturating_mul(1_000));
    let missing = node.rubric.missing(signals).into_iter();
    let nudge = |signal| NewNudge {
        call: state.id().clone(),
        signal,
        due_at,
    };
    missing.map(nudge).collect()
}

fn began_at(transcript: &Transcript) -> Option<Timestamp> {
    let first = transcript.turns.first()?;
    first.segments.first().map(|segment| segment.at)
}
