//! Reads leads: after calls, whether they still say what was written; in shadow mode, what is there
//! beside what would be written. Many in one request; transcripts are too long to be read.

use midcall_domain::{
    leads::{Drift, FieldKey, Fields, Seen, Urgency, decide, next_look_ms},
    time::Timestamp,
};
use midcall_salesforce::{ApiName, Record, RecordId, operations::ReadRecords};
use midcall_store::{DueLook, Look, Result};

use super::{
    allowance,
    flush::{fields_to_read, object_of_id},
    shapes::Shapes,
    step::Reconciler,
};
use crate::{
    config::Mode,
    connection::{Connection, Error},
    node::Node,
    translate,
};

/// Leads read by one request: their signals and quotes come to a megabyte or so.
const LOOKS_MAX: usize = 500;
/// Looks wait for each other, so that many calls that end cost one request.
const APART_MS: i64 = 30_000;
/// The same in shadow mode, where nothing else is asked.
const SHADOW_APART_MS: i64 = 5_000;
/// Looks wait for signals no longer than this.
const PATIENCE_MS: i64 = 300_000;
/// After a refusal of what was asked for, such as a hidden field.
const REFUSED_MS: i64 = 3_600_000;

impl Reconciler {
    /// Looks at the leads that are due for a look. Returns how many were read.
    pub(super) async fn look_at_leads(
        &mut self,
        node: &Node,
        connection: &Connection,
        now: Timestamp,
    ) -> Result<usize> {
        let is_shadow = node.settings.mode == Mode::Shadow;
        let apart_ms = if is_shadow { SHADOW_APART_MS } else { APART_MS };
        let is_early = self.looked_at.is_some_and(|at| now.ms_since(at) < apart_ms);
        if is_early || node.budget().at_least() > Urgency::Routine {
            return Ok(0);
        }
        let due = if is_shadow {
            node.store
                .shadow_looks(&node.workspace, now, LOOKS_MAX)
                .await?
        } else {
            node.store
                .due_looks(&node.workspace, now, LOOKS_MAX)
                .await?
        };
        if due.is_empty() {
            self.looks_due_at = None;
            return Ok(0);
        }
        let due_at = *self.looks_due_at.get_or_insert(now);
        let may_look = if now.ms_since(due_at) < PATIENCE_MS {
            self.gate.pass_in_spare_time(now)
        } else {
            self.gate.pass(Urgency::Soon, now)
        };
        if may_look.is_err() {
            return Ok(0);
        }
        self.looked_at = Some(now);
        self.looks_due_at = None;
        let looks = match read(node, connection, &mut self.shapes, &due, now).await {
            Ok(records) => {
                self.gate.note_success();
                let found = due.iter().zip(records);
                found
                    .map(|(due, record)| look(node, due, record, now))
                    .collect()
            }
            Err(error) if super::step::concerns_what_was_sent(&error) => {
                let refused = |due: &DueLook| Look {
                    look_at: Some(now.plus_ms(REFUSED_MS)),
                    ..untold(due)
                };
                due.iter().map(refused).collect()
            }
            Err(error) => {
                self.pause(node, &error);
                Vec::new()
            }
        };
        for drift in looks.iter().filter_map(|look: &Look| look.drift.as_ref()) {
            node.metrics.drifted(drift.found.len());
        }
        allowance::watch(node, connection).await?;
        node.store.record_looks(&node.workspace, looks, now).await?;
        Ok(due.len())
    }
}

/// Reads leads and the contacts that some became. The answer has a place for each.
async fn read(
    node: &Node,
    connection: &Connection,
    shapes: &mut Shapes,
    due: &[DueLook],
    now: Timestamp,
) -> std::result::Result<Vec<Option<Record>>, Error> {
    shapes.look(connection, &node.targets, &[], now).await?;
    let ids: Vec<Option<RecordId>> = due.iter().map(|due| due.target.parse().ok()).collect();
    let mut records = vec![None; due.len()];
    for object in [ApiName::LEAD, ApiName::CONTACT] {
        // What is no record's id stands for itself.
        let asked = ids
            .iter()
            .enumerate()
            .filter_map(|(place, id)| Some((place, (*id)?)));
        let asked = asked.filter(|(_, id)| object_of_id(Some(*id)) == object);
        let (places, asked): (Vec<usize>, Vec<RecordId>) = asked.unzip();
        if asked.is_empty() {
            continue;
        }
        if object == ApiName::CONTACT {
            shapes.look_at_contact(connection, &node.targets).await?;
        }
        let fields = fields_to_read(&node.targets, shapes.of(&object));
        let operation = ReadRecords::new(object, asked, fields)
            .expect("no more leads are due for a look than one request reads");
        for (place, record) in places.into_iter().zip(connection.send(&operation).await?) {
            records[place] = record;
        }
    }
    Ok(records)
}

/// What a lead says otherwise than it did, unless Midcall has put that there too.
fn drift(due: &DueLook, found: &Fields, now: Timestamp) -> Option<Drift> {
    let seen = Seen {
        fields: found,
        is_fresh: true,
    };
    let decision = decide(&due.desired, &due.written, Some(seen));
    let is_undone = |field: &FieldKey| {
        let (last, found) = (due.written.last(field), found.get(field));
        let differs = last
            .zip(found)
            .is_some_and(|(last, found)| !last.is_same(found));
        differs && decision.write.contains_key(field)
    };
    let is_edited = |field: &FieldKey| decision.edits.iter().any(|edit| edit.field == *field);
    Drift::between(due.observed.as_ref()?, found, now)?
        .only(|field| is_edited(field) || is_undone(field))
}

fn look(node: &Node, due: &DueLook, record: Option<Record>, now: Timestamp) -> Look {
    let found = record.map(|record| translate::observed(record.fields(), &node.targets));
    let drift = found.as_ref().and_then(|found| drift(due, found, now));
    if let Some(drift) = &drift {
        tracing::info!(
            lead.id = %due.lead,
            fields = drift.found.len(),
            "Lead {} says something else than was written",
            due.lead
        );
    }
    let looks = due.looks.saturating_add(1);
    Look {
        found,
        drift,
        looks,
        look_at: next_look_ms(looks).map(|wait_ms| now.plus_ms(wait_ms)),
        ..untold(due)
    }
}

fn untold(due: &DueLook) -> Look {
    Look {
        lead: due.lead.clone(),
        generation: due.generation,
        found: None,
        drift: None,
        looks: due.looks,
        look_at: None,
    }
}
