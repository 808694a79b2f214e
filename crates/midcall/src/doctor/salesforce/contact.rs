//! Whether a lead that is converted can go on as its contact, and whether contacts are known by
//! their number. An org can do without either, so that nothing here is a failure.

use midcall_salesforce::operations::ObjectDescribe;

use super::{super::Finding, observed::Seen};
use crate::{
    fields::{Limits, Targets},
    translate::CONTACT_PHONES,
};

const CHECK: &str = "contact";

pub(super) fn judge(contact: &Seen<ObjectDescribe>, mapped: &Targets) -> Vec<Finding> {
    let contact = match contact {
        Ok(contact) => contact,
        Err(trouble) => {
            return vec![
                Finding::advice(
                    CHECK,
                    format!("the integration user does not see Contacts: {}", trouble.seen),
                    "what is heard once a lead is converted waits for a person, and contacts who call are not known by their number",
                    "let its permission set read Contact and Account (Midcall Integration does)",
                )
                .about("Contact"),
            ];
        }
    };
    let mut findings: Vec<Finding> = CONTACT_PHONES
        .into_iter()
        .filter(|name| contact.field(name).is_none())
        .map(|name| {
            Finding::advice(
                CHECK,
                format!("{name} of Contact is hidden from the integration user"),
                "contacts are not found by the number in it",
                format!("let its permission set read Contact.{name} (Midcall Integration does)"),
            )
            .about(&format!("Contact.{name}"))
        })
        .collect();
    let lacking: Vec<&str> = mapped
        .iter()
        .filter(|target| Limits::of(target, contact).is_err())
        .map(|target| target.name.as_str())
        .collect();
    if !lacking.is_empty() {
        findings.push(
            Finding::advice(
                CHECK,
                format!("Contact lacks {}, or they cannot be written there", lacking.join(", ")),
                "what is heard of them once a lead is converted waits for a person",
                "if leads are converted while they are still called: make fields of the same names and types on Contact, then run `midcall setup salesforce`, which grants them",
            )
            .about("Contact"),
        );
    }
    if findings.is_empty() {
        findings.push(Finding::ok(
            CHECK,
            "converted leads go on as their contacts, who are found by their numbers",
        ));
    }
    findings
}
