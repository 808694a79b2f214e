//! Where a record has gone that cannot be written any more.

use midcall_domain::time::Timestamp;
use midcall_salesforce::{ApiName, CONTACT_PREFIX, Record, RecordId, operations::Query, soql};
use midcall_store::{Blocked, LeasedLead};

use super::{flush::object_of, outcome::Draft, shapes::Shapes};
use crate::{
    connection::{Connection, Error},
    fields::Targets,
};

/// A merge of merges of merges; more is a circle.
const HOPS_MAX: usize = 8;

/// What became of a record.
enum Fate {
    /// Nobody shows it to us.
    NotVisible,
    Deleted,
    MergedInto(String),
    ConvertedTo(Option<String>),
    /// It is where it was.
    There,
}

/// Looks up what became of a lead or the contact it became, and follows: a merge to the record that
/// stays, a conversion to the contact if it takes anything of what is written. A deleted or
/// invisible one is kept and shown.
pub(super) async fn follow(
    connection: &Connection,
    (shapes, targets): (&mut Shapes, &Targets),
    lead: &LeasedLead,
    draft: &mut Draft,
    now: Timestamp,
) -> Result<(), Error> {
    let mut id = lead.target.clone();
    let mut object = object_of(lead);
    for _ in 0..HOPS_MAX {
        let is_contact = object == ApiName::CONTACT;
        let block = |draft: &mut Draft, (reason, detail, action): (&str, &str, &str)| {
            draft.block_all(&Blocked {
                reason: reason.to_owned(),
                detail: detail.to_owned(),
                action: action.to_owned(),
                since: now,
            });
        };
        match fate(connection, &object, &id).await? {
            Fate::NotVisible if is_contact => block(draft, CONTACT_NOT_VISIBLE),
            Fate::NotVisible => block(draft, LEAD_NOT_VISIBLE),
            Fate::Deleted if is_contact => block(draft, CONTACT_DELETED),
            Fate::Deleted => block(draft, LEAD_DELETED),
            Fate::MergedInto(master) => {
                id = master;
                continue;
            }
            Fate::ConvertedTo(contact) => {
                let shape = shapes.look_at_contact(connection, targets).await?;
                let contact = contact.filter(|_| shape.is_some_and(|it| it.takes_anything()));
                let Some(contact) = contact else {
                    block(draft, LEAD_CONVERTED);
                    return Ok(());
                };
                id = contact;
                object = ApiName::CONTACT;
                continue;
            }
            // It is where it was: whatever refused the write has passed.
            Fate::There if id == lead.target => draft.retry_after(0, now),
            Fate::There => draft.moved_to(id, now),
        }
        return Ok(());
    }
    draft.block_all(&Blocked {
        reason: "lead_merge_circle".to_owned(),
        detail: "The lead's merges lead nowhere.".to_owned(),
        action: "Check the lead's merge history.".to_owned(),
        since: now,
    });
    Ok(())
}

async fn fate(connection: &Connection, object: &ApiName, id: &str) -> Result<Fate, Error> {
    let conversion = if *object == ApiName::LEAD {
        ", IsConverted, ConvertedContactId"
    } else {
        ""
    };
    let soql = format!(
        "SELECT Id, IsDeleted, MasterRecordId{conversion} FROM {object} WHERE Id = {}",
        soql::literal(id)
    );
    let Ok(query) = Query::including_deleted(&soql) else {
        return Ok(Fate::NotVisible);
    };
    let page = connection.send(&query).await?;
    Ok(page.records.first().map_or(Fate::NotVisible, fate_of))
}

fn fate_of(record: &Record) -> Fate {
    let id = |name: &str| {
        let id: RecordId = record.text(name)?.parse().ok()?;
        Some(id.to_string())
    };
    if let Some(master) = id("MasterRecordId") {
        Fate::MergedInto(master)
    } else if record.flag("IsDeleted") == Some(true) {
        Fate::Deleted
    } else if record.flag("IsConverted") == Some(true) {
        Fate::ConvertedTo(id("ConvertedContactId").filter(|id| id.starts_with(CONTACT_PREFIX)))
    } else {
        Fate::There
    }
}

const LEAD_NOT_VISIBLE: (&str, &str, &str) = (
    "lead_not_visible",
    "Salesforce shows no such lead to the integration user.",
    "Share the lead with the integration user, or check the id that the call was started with; then retry.",
);
const LEAD_DELETED: (&str, &str, &str) = (
    "lead_deleted",
    "The lead is in the recycle bin.",
    "Restore the lead and retry; what was heard is kept.",
);
const LEAD_CONVERTED: (&str, &str, &str) = (
    "lead_converted",
    "The lead was converted, and its contact has none of the fields that are written.",
    "Create the fields on Contact too, by the same names, and let the integration user see and edit them; or let the user edit converted leads (permission \"View and Edit Converted Leads\"). Then retry.",
);
const CONTACT_NOT_VISIBLE: (&str, &str, &str) = (
    "contact_not_visible",
    "The lead was converted, and Salesforce does not show its contact to the integration user.",
    "Share the contact with the integration user; then retry.",
);
const CONTACT_DELETED: (&str, &str, &str) = (
    "contact_deleted",
    "The lead was converted, and its contact is in the recycle bin.",
    "Restore the contact and retry; what was heard is kept.",
);
