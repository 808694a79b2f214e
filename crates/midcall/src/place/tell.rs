//! Tells Salesforce that a lead asked not to be called: whoever else calls leads looks there. A
//! write of its own, absolute and safe to repeat.

use midcall_domain::leads::{Backoff, next_attempt_ms};
use midcall_salesforce::{
    ApiName, Class, Fields, RecordId,
    operations::{RecordUpdate, UpdateRecord},
};
use midcall_store::{DoNotCall, DoNotCallOutcome, Result};

use super::{carry_out::REQUEST_LEASE_MS, rules::DO_NOT_CALL};
use crate::{config::Mode, connection::Connection, node::Node};

/// Tells Salesforce of one lead. Returns whether there was one.
pub(super) async fn step(node: &Node) -> Result<bool> {
    let is_wanted = node.settings.queue.mark_do_not_call && node.settings.mode == Mode::Live;
    let Some(connection) = node.salesforce.as_ref().filter(|_| is_wanted) else {
        return Ok(false);
    };
    let now = node.clock.now();
    let leased = node
        .store
        .lease_do_not_call(&node.workspace, now, now.plus_ms(REQUEST_LEASE_MS))
        .await?;
    let Some(lead) = leased else {
        return Ok(false);
    };
    let heard = node
        .store
        .opted_out(&node.workspace, &lead.lead, None)
        .await?;
    let outcome = match heard {
        // Taken back in the same breath, or the call turned out to be another lead's.
        None => DoNotCallOutcome::Moot,
        Some(_) => tell(node, connection, &lead).await,
    };
    if let DoNotCallOutcome::Blocked(reason) = &outcome {
        tracing::warn!(lead.id = %lead.lead, reason, "Salesforce was not told that a lead asked not to be called");
    }
    node.store
        .close_do_not_call(&node.workspace, &lead.lead, outcome)
        .await?;
    Ok(true)
}

async fn tell(node: &Node, connection: &Connection, lead: &DoNotCall) -> DoNotCallOutcome {
    let Ok(id) = RecordId::parse_lead(&lead.lead) else {
        return DoNotCallOutcome::Moot;
    };
    let update = UpdateRecord {
        object: ApiName::LEAD,
        record: RecordUpdate {
            id,
            fields: Fields::from_iter([(DO_NOT_CALL, true)]),
        },
    };
    match connection.send(&update).await {
        Ok(()) => DoNotCallOutcome::Told,
        Err(error) => {
            let backoff = match error.class() {
                // The record is gone, or can never take this: a person has to look.
                Class::Data | Class::Reroute | Class::Bug => {
                    return DoNotCallOutcome::Blocked(error.to_string());
                }
                Class::Auth | Class::Short => Backoff::SHORT,
                Class::Budget | Class::Later | Class::Config => Backoff::LATER,
            };
            let wait_ms = next_attempt_ms(backoff, lead.attempts.saturating_add(1), 1.0);
            DoNotCallOutcome::Retry(node.clock.now().plus_ms(wait_ms))
        }
    }
}
