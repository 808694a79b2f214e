//! Watches the day's requests of the org: learns from every answer, remembers across restarts, and
//! looks again when so little is left that hardly anything is sent.

use midcall_domain::{
    leads::{Urgency, Usage},
    time::Timestamp,
};
use midcall_salesforce::operations::ReadLimits;
use midcall_store::Result;

use crate::{
    connection::{Connection, Error},
    node::Node,
};

/// The forecast rests on the past hour.
const REMEMBERED_MS: i64 = 3_600_000;
/// While changes wait for the allowance, the org is asked this often whether it has more: 288
/// requests a day at most.
const LOOK_MS: i64 = 300_000;

/// Takes up what was known before the last restart.
///
/// # Errors
///
/// When the store fails.
pub(super) async fn remember(node: &Node) -> Result<()> {
    let since = node.clock.now().plus_ms(-REMEMBERED_MS);
    for usage in node.store.recent_usage(&node.workspace, since).await? {
        node.note_usage(usage);
    }
    Ok(())
}

/// Takes note of what the newest answer said of the allowance.
///
/// # Errors
///
/// When the store fails.
pub(crate) async fn watch(node: &Node, connection: &Connection) -> Result<()> {
    let Some(usage) = connection.usage() else {
        return Ok(());
    };
    let usage = Usage {
        at: node.clock.now(),
        used: usage.used,
        allowed: usage.limit,
    };
    if node.note_usage(usage) {
        node.store.keep_usage(&node.workspace, usage).await?;
    }
    Ok(())
}

/// When to look whether changes that the allowance keeps waiting may go out: `None` when nothing
/// waits for it.
///
/// # Errors
///
/// When the store fails.
pub(super) async fn look_at(node: &Node) -> Result<Option<Timestamp>> {
    let budget = node.budget();
    if budget.at_least() <= Urgency::Routine {
        return Ok(None);
    }
    let waits_since = node
        .store
        .next_due_at(&node.workspace, Urgency::Routine)
        .await?;
    let (Some(waits_since), Some(newest)) = (waits_since, budget.newest()) else {
        return Ok(None);
    };
    Ok(Some(waits_since.max(newest.at.plus_ms(LOOK_MS))))
}

/// Asks the org how much it has left. Its answer says so in passing, too.
pub(super) async fn look(connection: &Connection) -> std::result::Result<(), Error> {
    connection.send(&ReadLimits).await.map(drop)
}
