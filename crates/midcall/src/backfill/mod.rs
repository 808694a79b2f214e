//! What Vapi knows and this server does not: looked for at start and every minute, read call by
//! call, and journaled. A look that finds calls of which nothing arrives raises an alarm.
//!
//! Vapi forgets to tell and tells once: a receiver that was down, an address that is wrong or a
//! message that is not subscribed to lose nothing that Vapi still has.

mod by_hand;
mod look;
mod notice;
mod pager;
mod plan;
mod read;
mod silence;
mod step;
mod watch;

pub use by_hand::{ByHand, Found, find};
pub use silence::{Cause, Silence};
pub use step::{Backfilled, Backfiller};
pub use watch::{Sight, Watch};

use midcall_domain::{
    calls::{CallId, Lack},
    time::Timestamp,
};
use midcall_store::{
    Result,
    journal::{EntryKind, NewEntry},
};

use crate::{node::Node, translate};

/// Notes in the journal that nothing more of a call can be had, so that a replay ends as this.
async fn give_up(node: &Node, call: &CallId, active_at: Timestamp, lack: Lack) -> Result<()> {
    let body = translate::given_up_body(active_at, lack);
    let kind = EntryKind::GivenUp;
    append(node, call, kind, "midcall.given-up", body).await
}

async fn append(
    node: &Node,
    call: &CallId,
    kind: EntryKind,
    message_type: &str,
    body: bytes::Bytes,
) -> Result<()> {
    let entry = NewEntry {
        workspace: std::sync::Arc::clone(&node.workspace),
        kind,
        call_id: Some(std::sync::Arc::clone(&call.0)),
        message_type: message_type.into(),
        received_at: node.clock.now(),
        body,
    };
    node.store.journal.append(entry).await?;
    Ok(())
}
