//! Whether each mapped field is there, visible, writable, and fits what is written into it.

use midcall_domain::leads::{FieldRole, Kind, Policy};
use midcall_salesforce::{
    Reason,
    operations::{FieldDescribe, FieldType, ObjectDescribe},
};

use super::{super::Finding, observed::Seen};
use crate::fields::{Limits, Target, Targets, Unfit};

const CHECK: &str = "field";
/// The longest of what is written, line breaks counted twice as Salesforce does.
const SIGNALS_CHARS: usize = 32_768;
const TRANSCRIPT_CHARS: usize = 131_072;

pub(super) fn judge(lead: &Seen<ObjectDescribe>, mapped: &Targets) -> Vec<Finding> {
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
    let unmapped = FieldRole::ALL
        .into_iter()
        .filter(|role| mapped.get(&(*role).into()).is_none());
    findings.extend(unmapped.map(|role| {
        let seen = format!("`{}` is mapped to no field: it is not written", role.name());
        Finding::ok(CHECK, seen)
    }));
    findings.extend(mapped.iter().map(|target| of_target(target, lead, mapped)));
    findings
}

fn of_target(target: &Target, lead: &ObjectDescribe, mapped: &Targets) -> Finding {
    let finding = match Limits::of(target, lead) {
        Ok(limits) => fit(target, &limits, lead),
        Err(unfit) => Finding::fail(
            CHECK,
            unfit.seen.clone(),
            format!("{} cannot be written; everything else can", target.content),
            to_do(target, unfit, lead, mapped),
        ),
    };
    finding.about(&target.name)
}

/// What to do; where a field is missing, a likeness may tell what it is called today.
fn to_do(target: &Target, unfit: Unfit, lead: &ObjectDescribe, mapped: &Targets) -> String {
    if unfit.reason != Reason::FieldHidden {
        return unfit.to_do;
    }
    let alike = lead
        .fields
        .iter()
        .filter(|field| field.name.ends_with("__c") && mapped.named(&field.name).is_none())
        .filter(|field| Limits::of(&renamed(target, field), lead).is_ok())
        .max_by_key(|field| likeness(&target.name, field))
        .filter(|field| likeness(&target.name, field) > 0);
    match alike {
        Some(field) => format!(
            "if it was renamed, set {} to {}; if it was not, {}",
            target.setting, field.name, unfit.to_do
        ),
        None => unfit.to_do,
    }
}

fn renamed(target: &Target, field: &FieldDescribe) -> Target {
    Target {
        name: field.name.clone(),
        ..target.clone()
    }
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

fn fit(target: &Target, limits: &Limits, lead: &ObjectDescribe) -> Finding {
    let name = &target.name;
    match target.kind {
        Kind::Word(_) if matches!(limits.kind, FieldType::Picklist | FieldType::Combobox) => {
            let field = lead.field(name);
            let listed = field.map(listed).unwrap_or_default();
            of_words(target, limits, &listed)
        }
        _ if limits.is_text() => long_enough(target, limits),
        _ => Finding::ok(CHECK, format!("{name} can be written")),
    }
}

fn listed(field: &FieldDescribe) -> Vec<&str> {
    let values = field.picklist_values.iter();
    values
        .filter(|value| value.active)
        .map(|value| value.value.as_str())
        .collect()
}

fn long_enough(target: &Target, limits: &Limits) -> Finding {
    let Target { name, content, .. } = target;
    let length = limits.length;
    let wanted = match target.key.role() {
        Some(FieldRole::Signals) => SIGNALS_CHARS,
        _ if target.is_transcript => TRANSCRIPT_CHARS,
        _ => 0,
    };
    if length >= wanted {
        return Finding::ok(CHECK, format!("{name} can be written, {length} characters"));
    }
    let then = if target.is_transcript {
        "a longer one loses its first turns"
    } else if target.policy == Policy::Append {
        "more waits for a person"
    } else {
        "longer ones wait for a person"
    };
    Finding::warn(
        CHECK,
        format!("{name} holds {length} characters"),
        format!("{content} may have {wanted}; {then}"),
        format!("lengthen {name} to {wanted} characters"),
    )
}

fn of_words(target: &Target, limits: &Limits, listed: &[&str]) -> Finding {
    let name = &target.name;
    let words = target.words.iter().map(String::as_str);
    let missing: Vec<&str> = words.filter(|word| !listed.contains(word)).collect();
    if missing.is_empty() {
        return Finding::ok(
            CHECK,
            format!("{name} can be written, and lists every value that is"),
        );
    }
    let missing = missing.join(", ");
    if limits.words.is_some() {
        return Finding::fail(
            CHECK,
            format!("{name} takes listed values only and lacks: {missing}"),
            format!(
                "{} is then left out, and waits for a person; everything else is written",
                target.content
            ),
            format!("add the values to {name}, for every record type, or make it unrestricted"),
        );
    }
    Finding::ok(
        CHECK,
        format!("{name} can be written; not listed, and taken all the same: {missing}"),
    )
}
