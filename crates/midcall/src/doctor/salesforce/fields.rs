//! Whether each mapped field is there, visible, writable, and fits what is written into it.

use midcall_domain::{calls::Disposition, leads::FieldRole};
use midcall_salesforce::operations::{FieldDescribe, FieldType, ObjectDescribe};

use super::{super::Finding, observed::Seen};
use crate::config::LeadFields;

const CHECK: &str = "field";
/// The score has three digits at most.
const SCORE_DIGITS: u32 = 3;
/// The longest of what is written, line breaks counted twice as Salesforce does.
const SIGNALS_CHARS: u32 = 32_768;
const TRANSCRIPT_CHARS: u32 = 131_072;
const STATUSES: [Disposition; 7] = [
    Disposition::InProgress,
    Disposition::Completed,
    Disposition::Dropped,
    Disposition::NoAnswer,
    Disposition::Voicemail,
    Disposition::Failed,
    Disposition::Transferred,
];

pub(super) fn judge(lead: &Seen<ObjectDescribe>, mapped: &LeadFields) -> Vec<Finding> {
    let lead = match lead {
        Ok(lead) => lead,
        Err(trouble) => {
            return vec![Finding::fail(
                "lead",
                format!(
                    "the integration user does not see the object Lead: {}",
                    trouble.seen
                ),
                "nothing can be written",
                &trouble.to_do,
            )];
        }
    };
    let mut findings = Vec::new();
    if !lead.updateable {
        findings.push(Finding::fail(
            "lead",
            "the integration user may not edit Leads",
            "every write is refused",
            "give its permission set read and edit on Lead",
        ));
    }
    findings.extend(FieldRole::ALL.map(|role| of_role(role, lead, mapped)));
    if lead.field("DoNotCall").is_none() {
        findings.push(
            Finding::warn(
                CHECK,
                "DoNotCall is hidden from the integration user",
                "leads are called without asking it",
                "give the integration user's permission set read access to Do Not Call",
            )
            .about("DoNotCall"),
        );
    }
    findings
}

fn of_role(role: FieldRole, lead: &ObjectDescribe, mapped: &LeadFields) -> Finding {
    let Some(name) = mapped.name(role) else {
        return Finding::ok(
            CHECK,
            format!("{} is mapped to no field: it is not written", words(role)),
        );
    };
    let Some(field) = lead.field(name) else {
        return missing(role, name, lead, mapped).about(name);
    };
    let finding = if field.updateable {
        fit(role, field)
    } else {
        Finding::fail(
            CHECK,
            format!("{name} can be read and not written"),
            format!("{} cannot be written", words(role)),
            format!(
                "let the integration user's permission set edit {name}; a formula field has to be replaced by a {}",
                wanted(role)
            ),
        )
    };
    finding.about(name)
}

/// Salesforce does not tell a missing field from a hidden one; a likeness may.
fn missing(role: FieldRole, name: &str, lead: &ObjectDescribe, mapped: &LeadFields) -> Finding {
    let is_ours = |field: &FieldDescribe| {
        FieldRole::ALL.iter().any(|other| {
            mapped
                .name(*other)
                .is_some_and(|it| it.eq_ignore_ascii_case(&field.name))
        })
    };
    let alike = lead
        .fields
        .iter()
        .filter(|field| field.name.ends_with("__c") && !is_ours(field) && has_type(role, field))
        .max_by_key(|field| likeness(name, field))
        .filter(|field| likeness(name, field) > 0);
    let to_do = match alike {
        Some(field) => format!(
            "if it was renamed, set `{}` under [salesforce.fields] to {}; if it was not, create it ({}) or let the integration user's permission set see and edit it",
            setting(role),
            field.name,
            wanted(role)
        ),
        None => format!(
            "create {name} ({}), or let the integration user's permission set see and edit it",
            wanted(role)
        ),
    };
    Finding::fail(
        CHECK,
        format!("{name} is not there, or field-level security hides it: the two look the same"),
        format!("{} cannot be written", words(role)),
        to_do,
    )
}

/// How many words of a name are in the other field's label or name.
fn likeness(name: &str, field: &FieldDescribe) -> usize {
    let words = |text: &str| -> Vec<String> {
        let text = text.to_lowercase();
        let words = text
            .trim_end_matches("__c")
            .split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| word.len() > 2)
            .map(str::to_owned)
            .collect()
    };
    let theirs = [words(&field.label), words(&field.name)].concat();
    words(name)
        .iter()
        .filter(|word| theirs.contains(word))
        .count()
}

fn has_type(role: FieldRole, field: &FieldDescribe) -> bool {
    use FieldType::{
        Combobox, Currency, DateTime, Double, Int, Percent, Picklist, String, TextArea,
    };

    match role {
        FieldRole::Score => matches!(field.kind, Double | Int | Currency | Percent),
        FieldRole::Signals | FieldRole::Transcript => matches!(field.kind, TextArea | String),
        FieldRole::LastContact => field.kind == DateTime,
        FieldRole::CallStatus => matches!(field.kind, Picklist | Combobox | String),
    }
}

fn fit(role: FieldRole, field: &FieldDescribe) -> Finding {
    let name = &field.name;
    if !has_type(role, field) {
        return Finding::fail(
            CHECK,
            format!(
                "{name} is of the type {}",
                format!("{:?}", field.kind).to_lowercase()
            ),
            format!("{} does not fit into it", words(role)),
            format!("map `{}` to a {}", setting(role), wanted(role)),
        );
    }
    match role {
        FieldRole::Score
            if is_decimal(field.kind)
                && field.precision.saturating_sub(field.scale) < SCORE_DIGITS =>
        {
            Finding::fail(
                CHECK,
                format!(
                    "{name} holds {} digits before the point",
                    field.precision.saturating_sub(field.scale)
                ),
                "a score of 100 is refused, and with it all else that is written",
                format!("give {name} {SCORE_DIGITS} digits before the point"),
            )
        }
        FieldRole::Signals => long_enough(role, field, SIGNALS_CHARS),
        FieldRole::Transcript => long_enough(role, field, TRANSCRIPT_CHARS),
        FieldRole::CallStatus if field.kind == FieldType::Picklist => statuses(field),
        _ => Finding::ok(CHECK, format!("{name} can be written")),
    }
}

fn is_decimal(kind: FieldType) -> bool {
    matches!(
        kind,
        FieldType::Double | FieldType::Currency | FieldType::Percent
    )
}

fn long_enough(role: FieldRole, field: &FieldDescribe, chars: u32) -> Finding {
    let name = &field.name;
    if field.length >= chars {
        return Finding::ok(
            CHECK,
            format!("{name} can be written, {} characters", field.length),
        );
    }
    Finding::warn(
        CHECK,
        format!("{name} holds {} characters", field.length),
        format!(
            "{} may have {chars}; a longer one is refused, and waits for a person",
            words(role)
        ),
        format!("lengthen {name} to {chars} characters"),
    )
}

fn statuses(field: &FieldDescribe) -> Finding {
    let name = &field.name;
    let is_listed = |status: &Disposition| {
        let mut values = field.picklist_values.iter();
        values.any(|value| value.active && value.value == status.label())
    };
    let missing: Vec<&str> = STATUSES
        .iter()
        .filter(|status| !is_listed(status))
        .map(|status| status.label())
        .collect();
    if missing.is_empty() {
        return Finding::ok(
            CHECK,
            format!("{name} can be written, and lists every status"),
        );
    }
    let missing = missing.join(", ");
    if field.restricted_picklist {
        return Finding::fail(
            CHECK,
            format!("{name} takes listed values only and lacks: {missing}"),
            "a call that ends so is refused, with its score and signals",
            format!("add the values to {name}, for every record type, or make it unrestricted"),
        );
    }
    Finding::ok(
        CHECK,
        format!("{name} can be written; not listed, and taken all the same: {missing}"),
    )
}

/// What is written.
fn words(role: FieldRole) -> &'static str {
    match role {
        FieldRole::Score => "the score",
        FieldRole::Signals => "the signals with their quotes",
        FieldRole::Transcript => "the transcript",
        FieldRole::LastContact => "the time of the last contact",
        FieldRole::CallStatus => "the call's status",
    }
}

/// The setting that maps it.
fn setting(role: FieldRole) -> &'static str {
    match role {
        FieldRole::Score => "score",
        FieldRole::Signals => "signals",
        FieldRole::Transcript => "transcript",
        FieldRole::LastContact => "last_contact",
        FieldRole::CallStatus => "call_status",
    }
}

/// The field it wants.
fn wanted(role: FieldRole) -> &'static str {
    match role {
        FieldRole::Score => "Number(3, 0)",
        FieldRole::Signals => "Long Text Area of 32,768",
        FieldRole::Transcript => "Long Text Area of 131,072",
        FieldRole::LastContact => "Date/Time",
        FieldRole::CallStatus => "Picklist with the seven statuses",
    }
}
