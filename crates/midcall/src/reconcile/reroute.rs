//! Where a record has gone that cannot be written any more.

use midcall_domain::{leads::Part, time::Timestamp};
use midcall_salesforce::{RecordId, operations::Query, soql};
use midcall_store::LeasedLead;

use super::outcome::Draft;
use crate::connection::{Connection, Error};

/// A merge of merges of merges; more is a circle.
const HOPS_MAX: usize = 8;

/// Looks up what became of a lead, and follows a merge. A converted, deleted or invisible lead is
/// kept and shown.
pub(super) async fn follow(
    connection: &Connection,
    lead: &LeasedLead,
    draft: &mut Draft,
    now: Timestamp,
) -> Result<(), Error> {
    let mut id = lead.target.clone();
    for _ in 0..HOPS_MAX {
        let soql = format!(
            "SELECT Id, IsDeleted, IsConverted, MasterRecordId FROM Lead WHERE Id = {}",
            soql::literal(&id)
        );
        let Ok(query) = Query::including_deleted(&soql) else {
            break;
        };
        let page = connection.send(&query).await?;
        let Some(record) = page.records.first() else {
            block(
                draft,
                "lead_not_visible",
                "Salesforce shows no such lead to the integration user.",
                "Share the lead with the integration user, or check the id that the call was started with; then retry.",
                now,
            );
            return Ok(());
        };
        let master = record
            .text("MasterRecordId")
            .and_then(|id| RecordId::parse_lead(id).ok());
        if let Some(master) = master {
            id = master.to_string();
            continue;
        }
        if record.flag("IsDeleted") == Some(true) {
            block(
                draft,
                "lead_deleted",
                "The lead is in the recycle bin.",
                "Restore the lead and retry; what was heard is kept.",
                now,
            );
            return Ok(());
        }
        if record.flag("IsConverted") == Some(true) {
            block(
                draft,
                "lead_converted",
                "The lead was converted to a contact.",
                "Let the integration user edit converted leads (permission \"View and Edit Converted Leads\") and retry.",
                now,
            );
            return Ok(());
        }
        if id == lead.target {
            // It is where it was: whatever refused the write has passed.
            draft.retry_after(0, now);
        } else {
            draft.moved_to(id, now);
        }
        return Ok(());
    }
    block(
        draft,
        "lead_merge_circle",
        "The lead's merges lead nowhere.",
        "Check the lead's merge history.",
        now,
    );
    Ok(())
}

fn block(draft: &mut Draft, reason: &str, detail: &str, action: &str, now: Timestamp) {
    for part in [Part::Facts, Part::Transcript, Part::Activity] {
        draft.block_because(part, reason, detail, action, now);
    }
}
