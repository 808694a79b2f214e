//! A Lead or a Contact as an answer holds it, to somebody who may be on the line.

use midcall_domain::{
    identity::{Candidate, CandidateKind},
    time::Timestamp,
};
use midcall_salesforce::{Record, datetime};
use midcall_store::Caller;

/// Where a lead's numbers are.
pub const LEAD_PHONES: [&str; 2] = ["Phone", "MobilePhone"];
/// Where a contact's numbers are.
pub const CONTACT_PHONES: [&str; 4] = ["Phone", "MobilePhone", "HomePhone", "OtherPhone"];

/// How Salesforce's own statuses for leads that nobody works on begin: "Closed - Not Converted". An
/// org that says it otherwise has open leads only.
const CLOSED: &str = "Closed";
/// What Midcall calls a prospect of whom it knows nothing but the number.
const UNKNOWN: &str = "Caller +";

/// The last name of a lead that Midcall creates: the number, so that no two look like one person.
#[must_use]
pub fn unknown_name(e164: &str) -> String {
    format!("{UNKNOWN}{}", e164.trim_start_matches('+'))
}

/// Who a record is about; `None` of what is neither a lead nor a contact.
#[must_use]
pub fn caller(record: &Record) -> Option<Caller> {
    let kind = match record.object() {
        "Lead"
            if record
                .text("Status")
                .is_some_and(|it| it.starts_with(CLOSED)) =>
        {
            CandidateKind::ClosedLead
        }
        "Lead" => CandidateKind::OpenLead,
        "Contact" => CandidateKind::Contact,
        _ => return None,
    };
    let created_at = record.text("CreatedDate").and_then(datetime::parse);
    let names = [record.text("FirstName"), record.text("LastName")];
    let name: Vec<&str> = names.into_iter().flatten().collect();
    let is_known = !name.is_empty() && !name.iter().any(|name| name.starts_with(UNKNOWN));
    Some(Caller {
        candidate: Candidate {
            record: record.id()?.to_string(),
            kind,
            created_at: Timestamp(created_at.unwrap_or_default()),
        },
        name: is_known.then(|| name.join(" ")),
        company: record
            .text("Company")
            .filter(|_| is_known)
            .map(str::to_owned),
    })
}
