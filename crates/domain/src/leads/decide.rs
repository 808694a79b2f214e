//! What to write into a Lead on which people work too, given what it should say, what Midcall put
//! there, and what was seen there. The one place where the policies of fields are carried out:
//! before a write, at the end of a call, and whenever a lead is looked at again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{DesiredLead, FieldKey, FieldValue, Fields, Part, Policy, Written};
use crate::time::Timestamp;

/// Characters of a person's text that are kept with an edit: enough to know it again.
const SHOWN_CHARS_MAX: usize = 300;

/// What was last seen in a lead's fields.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// The fields. One that is missing here was not read, or is hidden.
    pub fields: &'a Fields,
    /// Whether it was read just now, so that nobody can have changed it unseen.
    pub is_fresh: bool,
}

/// What to do about a lead's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What to write, as the fields shall read afterwards.
    pub write: Fields,
    /// What cannot be decided before these fields are read.
    pub read_first: BTreeSet<FieldKey>,
    /// What people changed.
    pub edits: Vec<Edit>,
}

impl Decision {
    /// Whether nothing is to be done.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.write.is_empty() && self.read_first.is_empty()
    }
}

/// What becomes of a person's edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditFate {
    /// It stands.
    Kept,
    /// The field's policy is that Midcall decides.
    Overwritten,
    /// It stands, with Midcall's words beside it.
    Joined,
}

/// A field that somebody else changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Which field.
    pub field: FieldKey,
    /// What it says, or the beginning of it.
    pub theirs: FieldValue,
    /// What Midcall had written, unless that was long; absent too when it had written nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<FieldValue>,
    /// What becomes of it.
    pub fate: EditFate,
    /// When it was noticed.
    pub seen_at: Timestamp,
    /// Who last changed the record, if it was not Midcall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When the record was last changed by them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

impl Edit {
    /// Whether the other is about the same change, seen again.
    #[must_use]
    pub fn is_again(&self, other: &Self) -> bool {
        self.field == other.field && self.theirs.is_same(&other.theirs)
    }
}

/// Decides field by field what to write and what people changed. `seen` is `None` when what the
/// lead says is not known: what is Midcall's to say is then written, the rest waits for a look.
#[must_use]
pub fn decide(desired: &DesiredLead, written: &Written, seen: Option<Seen<'_>>) -> Decision {
    decide_fields(desired, written, seen, |_| true)
}

/// The same for one part of the lead.
#[must_use]
pub fn decide_part(
    desired: &DesiredLead,
    written: &Written,
    seen: Option<Seen<'_>>,
    part: Part,
) -> Decision {
    decide_fields(desired, written, seen, |field| field.part() == part)
}

fn decide_fields(
    desired: &DesiredLead,
    written: &Written,
    seen: Option<Seen<'_>>,
    is_asked: impl Fn(&FieldKey) -> bool,
) -> Decision {
    let mut decision = Decision::default();
    for (field, wanted) in desired.fields.iter().filter(|(field, _)| is_asked(field)) {
        let policy = desired.policy(field);
        let found = seen.and_then(|seen| seen.fields.get(field));
        let Some(found) = found else {
            if policy.depends_on_what_is_there() {
                // A look that did not show the field will not show it the next time either.
                if seen.is_none_or(|seen| !seen.is_fresh) && !is_nothing_to_say(policy, wanted) {
                    decision.read_first.insert(field.clone());
                }
            } else {
                decision.write.insert(field.clone(), wanted.clone());
            }
            continue;
        };
        let target = target(policy, desired, written, field, wanted, found);
        if let Some(edit) = edit(policy, written, field, wanted, found, target.as_ref()) {
            decision.edits.push(edit);
        }
        let Some(value) = target else { continue };
        if policy.depends_on_what_is_there() && !seen.is_some_and(|seen| seen.is_fresh) {
            decision.read_first.insert(field.clone());
        } else {
            decision.write.insert(field.clone(), value);
        }
    }
    decision
}

/// What Midcall adds to a field for the newest call, so that it can be noted before it is sent.
#[must_use]
pub fn addition<'a>(desired: &'a DesiredLead, field: &FieldKey) -> Option<&'a str> {
    match desired.fields.get(field) {
        Some(FieldValue::Text(text)) if desired.policy(field) == Policy::Append => Some(text),
        _ => None,
    }
}

fn is_nothing_to_say(policy: Policy, wanted: &FieldValue) -> bool {
    matches!(policy, Policy::Highest | Policy::Append) && wanted.is_empty()
}

/// What the field should read now; `None` where it is to be left as it is.
fn target(
    policy: Policy,
    desired: &DesiredLead,
    written: &Written,
    field: &FieldKey,
    wanted: &FieldValue,
    found: &FieldValue,
) -> Option<FieldValue> {
    let value = match policy {
        Policy::Ours => wanted.clone(),
        Policy::FillIfEmpty if found.is_empty() || written.has(field, found) => wanted.clone(),
        Policy::Highest if wanted.exceeds(found) => wanted.clone(),
        Policy::FillIfEmpty | Policy::Highest => return None,
        Policy::Append => {
            let call = desired.call.as_deref().unwrap_or_default();
            appended(wanted, found, written.added(field, call))?
        }
    };
    (!value.is_same(found)).then_some(value)
}

/// What is there with our words added: in the place of what we added for this call before, or at
/// the end.
fn appended<'a>(
    wanted: &FieldValue,
    found: &FieldValue,
    added_before: impl Iterator<Item = &'a str>,
) -> Option<FieldValue> {
    let FieldValue::Text(words) = wanted else {
        return None;
    };
    let words = words.replace("\r\n", "\n");
    let words = words.trim_end();
    let there = match found {
        FieldValue::Text(text) => text.replace("\r\n", "\n"),
        _ => String::new(),
    };
    if there.trim_end().is_empty() {
        return Some(FieldValue::text(words));
    }
    if place_of(&there, words).is_some() {
        return None;
    }
    for before in added_before {
        if let Some(at) = place_of(&there, before) {
            let rest = &there[at + before.trim_end().len()..];
            return Some(FieldValue::Text(format!("{}{words}{rest}", &there[..at])));
        }
    }
    Some(FieldValue::Text(format!("{}\n{words}", there.trim_end())))
}

/// Where these words stand in the text as lines of their own.
fn place_of(text: &str, words: &str) -> Option<usize> {
    let words = words.trim_end();
    let mut places = text.match_indices(words).map(|(at, _)| at);
    places.find(|&at| {
        let after = text[at + words.len()..].trim_start_matches([' ', '\t']);
        (at == 0 || text[..at].ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
    })
}

/// A person's change: the field says neither what Midcall put there nor what it wants. What was
/// there before Midcall wrote anything is told only where it is the reason for writing nothing.
fn edit(
    policy: Policy,
    written: &Written,
    field: &FieldKey,
    wanted: &FieldValue,
    found: &FieldValue,
    target: Option<&FieldValue>,
) -> Option<Edit> {
    if found.is_same(wanted) || written.has(field, found) {
        return None;
    }
    // What was sent may never have arrived.
    let was_ours = if found.is_empty() {
        written.has_arrived(field)
    } else {
        written.is_ours(field)
    };
    let keeps_us_out = target.is_none()
        && matches!(policy, Policy::FillIfEmpty | Policy::Highest)
        && !found.is_empty()
        && !wanted.is_empty();
    if !was_ours && !keeps_us_out {
        return None;
    }
    Some(Edit {
        field: field.clone(),
        theirs: shown(found),
        ours: written.last(field).cloned(),
        fate: match (policy, target) {
            (Policy::Append, _) => EditFate::Joined,
            (_, Some(_)) => EditFate::Overwritten,
            (_, None) => EditFate::Kept,
        },
        seen_at: Timestamp::default(),
        by: None,
        at: None,
    })
}

fn shown(value: &FieldValue) -> FieldValue {
    match value {
        FieldValue::Text(text) if text.chars().nth(SHOWN_CHARS_MAX).is_some() => {
            let mut short: String = text.chars().take(SHOWN_CHARS_MAX).collect();
            short.push('…');
            FieldValue::Text(short)
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests;
