//! Whether leads can be found by their number, asked whether they may be called, and created.

use midcall_salesforce::operations::{FieldDescribe, FieldType, ObjectDescribe};

use super::{super::Finding, observed::Seen};
use crate::{config::Settings, identity::KEY_CHARS, translate::LEAD_PHONES};

const CHECK: &str = "prospects";
const DO_NOT_CALL: &str = "DoNotCall";

/// What is wrong; a lead that is not seen at all has been told already.
pub(super) fn judge(lead: &Seen<ObjectDescribe>, settings: &Settings) -> Vec<Finding> {
    let Ok(lead) = lead else {
        return Vec::new();
    };
    let mut findings: Vec<Finding> = LEAD_PHONES
        .into_iter()
        .filter(|name| lead.field(name).is_none())
        .map(|name| {
            Finding::warn(
                CHECK,
                format!("{name} is hidden from the integration user"),
                "calls that name no lead do not find one by the number in it",
                grant("read", name),
            )
            .about(name)
        })
        .collect();
    findings.extend(do_not_call(lead, settings.queue.mark_do_not_call));
    let create = &settings.salesforce.create_leads;
    if create.inbound || create.outbound {
        let created = creation(lead, &create.key_field, !create.source.is_empty());
        findings.extend(created);
    }
    if findings.is_empty() {
        let seen = "leads are found by their number and asked whether they may be called";
        findings.push(Finding::ok(CHECK, seen));
    }
    findings
}

fn do_not_call(lead: &ObjectDescribe, is_marked: bool) -> Option<Finding> {
    let Some(field) = lead.field(DO_NOT_CALL) else {
        return Some(
            Finding::warn(
                CHECK,
                "DoNotCall is hidden from the integration user",
                "leads are called without asking it",
                grant("read", DO_NOT_CALL),
            )
            .about(DO_NOT_CALL),
        );
    };
    (is_marked && !field.updateable).then(|| {
        Finding::warn(
            CHECK,
            "DoNotCall can be read and not written",
            "whoever asks not to be called again is not called by Midcall, and nobody else learns of it",
            format!(
                "{}, or set `queue.mark_do_not_call` to false",
                grant("edit", DO_NOT_CALL)
            ),
        )
        .about(DO_NOT_CALL)
    })
}

/// What keeps a lead from being created for a caller whom nobody knows.
fn creation(lead: &ObjectDescribe, key: &str, has_source: bool) -> Vec<Finding> {
    let refuse = |subject: &str, seen: String, to_do: String| {
        Finding::fail(
            CHECK,
            seen,
            "no lead is made for callers whom nobody knows; their calls wait without one",
            format!("{to_do}, or set both of `salesforce.create_leads` to false"),
        )
        .about(subject)
    };
    let mut findings = Vec::new();
    if !lead.createable {
        let seen = "the integration user may not create Leads".to_owned();
        let to_do =
            "let the integration user's permission set create Lead (Midcall Integration does)";
        findings.push(refuse("Lead", seen, to_do.to_owned()));
    }
    if let Some((seen, to_do)) = key_trouble(lead.field(key), key) {
        findings.push(refuse(key, seen, to_do));
    }
    let written = ["Phone"]
        .into_iter()
        .chain(has_source.then_some("LeadSource"));
    for name in written {
        match lead.field(name) {
            Some(field) if field.createable => {}
            // Said above.
            None if LEAD_PHONES.contains(&name) => {}
            _ => {
                let seen = format!("{name} cannot be written by the integration user");
                findings.push(refuse(name, seen, grant("edit", name)));
            }
        }
    }
    findings
}

/// What is wrong with the field by which a lead is created once, and what to do.
fn key_trouble(field: Option<&FieldDescribe>, name: &str) -> Option<(String, String)> {
    let set_up = || "run `midcall setup salesforce`".to_owned();
    let Some(field) = field else {
        let seen = format!("{name} is not there, or field-level security hides it");
        return Some((seen, set_up()));
    };
    if !field.createable {
        let seen = format!("{name} can be read and not written");
        return Some((seen, grant("edit", name)));
    }
    let what = if field.kind != FieldType::String || (field.length as usize) < KEY_CHARS {
        "is no text, or too short a one"
    } else if !field.external_id {
        "is no external id"
    } else if !field.unique {
        "is not unique"
    } else {
        return None;
    };
    let to_do = format!(
        "make {name} a text of 64 characters, unique and an external id: `midcall setup salesforce` does"
    );
    Some((format!("{name} {what}"), to_do))
}

fn grant(verb: &str, field: &str) -> String {
    format!(
        "let the integration user's permission set {verb} Lead.{field} (Midcall Integration does)"
    )
}
