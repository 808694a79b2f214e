//! A lead: what it should say, what it was last seen to say, and what people changed.

use midcall_domain::{
    leads::{Part, Seen, Written, decide},
    time::Timestamp,
};
use midcall_salesforce::CONTACT_PREFIX;
use midcall_store::LeadRow;

use super::{BlockedView, EditView, FieldView, LeadView, WriteView, standing::signals};
use crate::{config::Mode, node::Node};

/// A lead: what it should say and what it was last seen to say.
#[must_use]
pub fn lead(node: &Node, row: &LeadRow) -> LeadView {
    let (converted_to, merged_into) = match &row.target {
        Some(target) if target.starts_with(CONTACT_PREFIX) => (Some(target.clone()), None),
        target => (None, target.clone()),
    };
    LeadView {
        id: row.lead.clone(),
        merged_into,
        score: row.desired.score.points,
        is_hot: row.desired.score.is_hot,
        signals: signals(&node.rubric, &row.desired.signals, None),
        converted_to,
        fields: fields(node, row),
        write: write(node, row),
        newest_call: row.newest_call.clone(),
        activities: None,
        read_at: None,
        drift: None,
        is_shadow: node.settings.mode == Mode::Shadow,
        opt_out: None,
    }
}

fn fields(node: &Node, row: &LeadRow) -> Vec<FieldView> {
    // What Midcall has written is not asked for here, so a field that it filled and that has to
    // say something else counts as a person's until the next write.
    let seen = row.observed.as_ref().map(|fields| Seen {
        fields,
        is_fresh: false,
    });
    let open = decide(&row.desired, &Written::default(), seen);
    let fields = node.targets.iter().map(|target| {
        let key = &target.key;
        FieldView {
            role: key.clone(),
            name: target.name.clone(),
            policy: row.desired.policy(key),
            desired: row.desired.fields.get(key).cloned(),
            observed: row
                .observed
                .as_ref()
                .and_then(|fields| fields.get(key))
                .cloned(),
            is_settled: !open.write.contains_key(key) && !open.read_first.contains(key),
        }
    });
    fields.collect()
}

fn edits(node: &Node, row: &LeadRow) -> Vec<EditView> {
    let edits = row.edits.iter().map(|edit| EditView {
        field: name(node, edit.field.as_str()),
        theirs: edit.theirs.clone(),
        ours: edit.ours.clone(),
        fate: edit.fate,
        seen_at: edit.seen_at.iso(),
        by: edit.by.clone(),
        at: edit.at.map(Timestamp::iso),
    });
    edits.collect()
}

/// The name of a field in the org.
fn name(node: &Node, key: &str) -> String {
    let target = node.targets.get(&key.into());
    target.map_or_else(|| key.to_owned(), |target| target.name.clone())
}

pub(super) fn write(node: &Node, row: &LeadRow) -> WriteView {
    let state = if !row.blocked.is_empty() || !row.fields_blocked.is_empty() {
        "blocked"
    } else if row.due_at.is_some() {
        "due"
    } else {
        "in_sync"
    };
    WriteView {
        state,
        written_at: row.written_at.map(Timestamp::iso),
        due_at: row.due_at.map(Timestamp::iso),
        attempts: row.attempts,
        blocked: blocked(node, row),
        trouble: row.trouble.clone(),
        edits: edits(node, row),
    }
}

/// Everything of a lead that waits for a person: parts, then fields by themselves.
#[must_use]
pub fn blocked(node: &Node, row: &LeadRow) -> Vec<BlockedView> {
    let parts = row.blocked.iter().map(|(part, why)| BlockedView {
        part: *part,
        field: None,
        why: why.clone(),
    });
    let fields = row.fields_blocked.iter().map(|(key, why)| BlockedView {
        part: Part::Facts,
        field: Some(name(node, key.as_str())),
        why: why.clone(),
    });
    parts.chain(fields).collect()
}
