//! What one request to Salesforce carries: batches of facts, batches of transcripts, and a read of
//! the leads that are new.

use midcall_domain::{
    leads::{FieldRole, Fields, Part, differing},
    time::Timestamp,
};
use midcall_salesforce::{
    ApiName, RecordId,
    operations::{
        BATCHES_MAX, BODY_BYTES_MAX, ReadRecords, RecordUpdate, TooMany, UPDATES_MAX, UpdateRecords,
    },
};
use midcall_store::LeasedLead;

use super::tasks::Tasks;
use crate::{config::LeadFields, translate};

/// What one request carries, and for whom.
///
/// A lead that has not been read is read and, in the same request, written with everything it
/// should say: the request is carried out in order, so what was there before is known, and a new
/// call is in Salesforce a whole request sooner.
#[derive(Debug, Default)]
pub(super) struct Flush {
    /// In this order: facts before transcripts.
    pub(super) batches: Vec<Batch>,
    /// Leads to be read, by their place among the leased.
    pub(super) reads: Vec<usize>,
    /// Whether tasks go along, which take a batch's place.
    has_tasks: bool,
}

/// One collections request: one part of up to 200 leads.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) part: Part,
    pub(super) rows: Vec<Row>,
}

/// One record of a batch.
#[derive(Debug)]
pub(super) struct Row {
    /// The lead's place among the leased.
    pub(super) lead: usize,
    /// What is written.
    pub(super) fields: Fields,
    update: RecordUpdate,
}

impl Flush {
    /// Decides what goes out now, beside the tasks. What does not fit stays due.
    pub(super) fn plan(
        leased: &[LeasedLead],
        tasks: &Tasks,
        names: &LeadFields,
        transcript_ms: i64,
        now: Timestamp,
    ) -> Self {
        let mut flush = Self {
            has_tasks: !tasks.is_empty(),
            ..Self::default()
        };
        let mut body_bytes = tasks.body_bytes();
        for (place, lead) in leased.iter().enumerate() {
            if lead.observed.is_none() && !lead.blocked.contains(&Part::Facts) {
                flush.reads.push(place);
            }
        }
        // Facts first: if the request grows too long, it is transcripts that wait.
        for part in [Part::Facts, Part::Transcript] {
            for (place, lead) in leased.iter().enumerate() {
                let Some(row) = row(place, lead, part, names, transcript_ms, now) else {
                    continue;
                };
                body_bytes += row.update.body_bytes(&ApiName::LEAD);
                if body_bytes > BODY_BYTES_MAX || !flush.add(part, row) {
                    break;
                }
            }
        }
        flush
    }

    fn add(&mut self, part: Part, row: Row) -> bool {
        let beside = usize::from(!self.reads.is_empty()) + usize::from(self.has_tasks);
        let batches_max = BATCHES_MAX - beside;
        let is_full = self.batches.len() >= batches_max;
        match self.batches.last_mut() {
            Some(batch) if batch.part == part && batch.rows.len() < UPDATES_MAX => {
                batch.rows.push(row)
            }
            _ if !is_full => {
                self.batches.push(Batch {
                    part,
                    rows: vec![row],
                });
            }
            _ => return false,
        }
        true
    }

    /// Whether something is written to the lead at this place.
    pub(super) fn writes_to(&self, place: usize) -> bool {
        self.batches
            .iter()
            .flat_map(|batch| &batch.rows)
            .any(|row| row.lead == place)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.reads.is_empty()
    }

    /// The batches as operations, in the same order.
    pub(super) fn updates(&self) -> Result<Vec<UpdateRecords>, TooMany> {
        self.batches
            .iter()
            .map(|batch| {
                let updates = batch.rows.iter().map(|row| row.update.clone()).collect();
                UpdateRecords::new(ApiName::LEAD, updates)
            })
            .collect()
    }

    /// The read as an operation, if there is one.
    ///
    /// Transcripts are not read: they are long, and the first write says all of it anyway.
    pub(super) fn read(
        &self,
        leased: &[LeasedLead],
        names: &LeadFields,
    ) -> Result<Option<ReadRecords>, TooMany> {
        if self.reads.is_empty() {
            return Ok(None);
        }
        let ids = self
            .reads
            .iter()
            .filter_map(|&place| record_id(&leased[place]))
            .collect();
        let fields = FieldRole::ALL
            .into_iter()
            .filter(|role| role.part() == Part::Facts)
            .filter_map(|role| names.name(role)?.parse().ok())
            .collect();
        ReadRecords::new(ApiName::LEAD, ids, fields).map(Some)
    }
}

fn row(
    place: usize,
    lead: &LeasedLead,
    part: Part,
    names: &LeadFields,
    transcript_ms: i64,
    now: Timestamp,
) -> Option<Row> {
    let waits = part == Part::Transcript
        && lead.desired.is_live
        && lead
            .transcript_at
            .is_some_and(|at| now.ms_since(at) < transcript_ms);
    if waits || lead.blocked.contains(&part) {
        return None;
    }
    let fields = differing(&lead.desired.fields, lead.observed.as_ref(), part);
    let record = translate::record_fields(&fields, names);
    if record.is_empty() {
        return None;
    }
    let update = RecordUpdate {
        id: record_id(lead)?,
        fields: record,
    };
    Some(Row {
        lead: place,
        fields,
        update,
    })
}

/// The id was checked when the call named it.
fn record_id(lead: &LeasedLead) -> Option<RecordId> {
    RecordId::parse_lead(&lead.target).ok()
}
