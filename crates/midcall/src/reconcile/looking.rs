//! Reads leads: after calls, whether they still say what was written; in shadow mode, what is there
//! beside what would be written. Many in one request; transcripts are too long to be read.

use midcall_domain::{
    leads::{Drift, FieldRole, Part, Urgency, next_look_ms},
    time::Timestamp,
};
use midcall_salesforce::{ApiName, Record, RecordId, operations::ReadRecords};
use midcall_store::{DueLook, Look, Result};

use super::{allowance, step::Reconciler};
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
        if due.is_empty() || self.gate.pass(Urgency::Soon, now).is_err() {
            return Ok(0);
        }
        self.looked_at = Some(now);
        let looks = match read(node, connection, &due).await {
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

async fn read(
    node: &Node,
    connection: &Connection,
    due: &[DueLook],
) -> std::result::Result<Vec<Option<Record>>, Error> {
    // What is no lead's id stands for itself: the answer has a place for each that was asked for.
    let ids: Vec<Option<RecordId>> = due.iter().map(|due| due.target.parse().ok()).collect();
    let fields = FieldRole::ALL
        .into_iter()
        .filter(|role| role.part() == Part::Facts)
        .filter_map(|role| node.lead_fields().name(role)?.parse().ok())
        .collect();
    let asked = ids.iter().flatten().copied().collect();
    let operation = ReadRecords::new(ApiName::LEAD, asked, fields)
        .expect("no more leads are due for a look than one request reads");
    let mut answered = connection.send(&operation).await?.into_iter();
    let records = ids
        .iter()
        .map(|id| id.and_then(|_| answered.next().flatten()));
    Ok(records.collect())
}

fn look(node: &Node, due: &DueLook, record: Option<Record>, now: Timestamp) -> Look {
    let found = record.map(|record| translate::observed(record.fields(), node.lead_fields()));
    let drift = match (&due.written, &found) {
        (Some(written), Some(found)) => Drift::between(written, found, now),
        _ => None,
    };
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
