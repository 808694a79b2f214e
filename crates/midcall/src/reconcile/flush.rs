//! What one request to Salesforce carries beside the tasks: a read of the leads that have to be
//! looked at, batches of facts, batches of transcripts.

use std::collections::{BTreeMap, BTreeSet};

use midcall_domain::{
    leads::{Decision, FieldKey, Fields, Part, Seen, Written, addition, decide_part},
    time::Timestamp,
};
use midcall_salesforce::{
    ApiName, RecordId,
    operations::{
        BATCHES_MAX, BODY_BYTES_MAX, ReadRecords, RecordUpdate, TooMany, UPDATES_MAX, UpdateRecords,
    },
};
use midcall_store::{Blocked, LeasedLead};

use super::{shapes::Shapes, tasks::Tasks};
use crate::{
    fields::{Shape, Targets},
    translate,
};

/// What was read this long ago may have been changed by a person. The write follows the read within
/// a step or two, which take less than this unless the org's pace is used up.
const FRESH_MS: i64 = 5_000;

/// What one request carries, and for whom.
///
/// A lead that has not been read is read and, in the same request and after it, written with what
/// is Midcall's to say whatever it says now: so a new call is in Salesforce a whole request sooner.
/// Fields that depend on what is there are written by the request after the read.
#[derive(Debug, Default)]
pub(super) struct Flush {
    /// In this order: facts before transcripts.
    pub(super) batches: Vec<Batch>,
    /// Leads to be read, by their place among the leased.
    pub(super) reads: Vec<Read>,
    /// Fields that the org cannot take, and why.
    pub(super) parked: Vec<(usize, FieldKey, Blocked)>,
    /// Leads with fields that wait for the read.
    waiting: BTreeSet<usize>,
    /// Whether tasks go along, which take a batch's place.
    has_tasks: bool,
}

/// One collections request: one part of up to 200 records.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) object: ApiName,
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
    /// The same as it will be found there, cut to what the fields hold.
    held: Fields,
    update: RecordUpdate,
}

/// One read of records of one object.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) object: ApiName,
    pub(super) leads: Vec<usize>,
}

/// What planning depends on, besides the leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight<'a> {
    pub(super) targets: &'a Targets,
    pub(super) shapes: &'a Shapes,
    pub(super) transcript_ms: i64,
    pub(super) now: Timestamp,
}

impl Flush {
    /// Decides what goes out now, beside the tasks. What does not fit stays due.
    pub(super) fn plan(leased: &[LeasedLead], tasks: &Tasks, sight: Sight<'_>) -> Self {
        let mut flush = Self {
            has_tasks: !tasks.is_empty(),
            ..Self::default()
        };
        let mut body_bytes = tasks.body_bytes();
        let mut facts: BTreeMap<usize, Decision> = BTreeMap::new();
        for (place, lead) in leased.iter().enumerate() {
            if lead.blocked.contains(&Part::Facts) {
                continue;
            }
            let decision = flush.judge(place, lead, Part::Facts, sight);
            if !decision.read_first.is_empty() {
                flush.waiting.insert(place);
            }
            if is_unread(lead) || !decision.read_first.is_empty() {
                flush.read(object_of(lead), place);
            }
            facts.insert(place, decision);
        }
        // Facts first: if the request grows too long, it is transcripts that wait.
        for part in [Part::Facts, Part::Transcript] {
            for (place, lead) in leased.iter().enumerate() {
                let decision = match part {
                    Part::Facts => facts.remove(&place),
                    Part::Activity => None,
                    Part::Transcript if is_waiting(lead, sight) => None,
                    Part::Transcript => Some(flush.judge(place, lead, part, sight)),
                };
                let row = decision.and_then(|decision| flush.row(place, lead, decision, sight));
                let Some(row) = row else { continue };
                body_bytes += row.update.body_bytes(&ApiName::LEAD);
                if body_bytes > BODY_BYTES_MAX || !flush.add(object_of(lead), part, row) {
                    break;
                }
            }
        }
        flush
    }

    /// What to do about a part of a lead, without the fields that the org cannot take.
    fn judge(&mut self, place: usize, lead: &LeasedLead, part: Part, sight: Sight<'_>) -> Decision {
        let seen = lead.observed.as_ref().map(|fields| Seen {
            fields,
            is_fresh: lead
                .read_at
                .is_some_and(|at| sight.now.ms_since(at) <= FRESH_MS),
        });
        let mut decision = decide_part(&lead.desired, &lead.written, seen, part);
        let shape = sight.shapes.of(&object_of(lead));
        let mut parked = Vec::new();
        let mut is_open = |key: &FieldKey| {
            if sight.targets.get(key).is_none() || lead.fields_blocked.contains_key(key) {
                return false;
            }
            if let Some(Err(unfit)) = shape.and_then(|shape| shape.field(key)) {
                parked.push((place, key.clone(), unfit.blocked(sight.now)));
                return false;
            }
            true
        };
        decision.write.retain(|key, _| is_open(key));
        decision.read_first.retain(|key| is_open(key));
        self.parked.append(&mut parked);
        decision
    }

    fn row(
        &mut self,
        place: usize,
        lead: &LeasedLead,
        decision: Decision,
        sight: Sight<'_>,
    ) -> Option<Row> {
        let mut fields = decision.write;
        let shape = sight.shapes.of(&object_of(lead));
        let (record, unfit) = translate::record_fields(&fields, sight.targets, shape);
        for (key, reason) in unfit {
            fields.remove(&key);
            self.parked.push((place, key, reason.blocked(sight.now)));
        }
        if record.is_empty() {
            return None;
        }
        let held = translate::observed(&record, sight.targets);
        let update = RecordUpdate {
            id: record_id(lead)?,
            fields: record,
        };
        Some(Row {
            lead: place,
            fields,
            held,
            update,
        })
    }

    fn read(&mut self, object: ApiName, place: usize) {
        match self.reads.iter_mut().find(|read| read.object == object) {
            Some(read) => read.leads.push(place),
            None => self.reads.push(Read {
                object,
                leads: vec![place],
            }),
        }
    }

    fn add(&mut self, object: ApiName, part: Part, row: Row) -> bool {
        let beside = self.reads.len() + usize::from(self.has_tasks);
        let is_full = self.batches.len() >= BATCHES_MAX - beside;
        let mut batches = self.batches.iter_mut();
        let open = batches.find(|batch| {
            batch.part == part && batch.object == object && batch.rows.len() < UPDATES_MAX
        });
        match open {
            Some(batch) => batch.rows.push(row),
            None if is_full => return false,
            None => self.batches.push(Batch {
                object,
                part,
                rows: vec![row],
            }),
        }
        true
    }

    /// Whether the lead at this place is through once the read has come.
    pub(super) fn is_done_with(&self, place: usize) -> bool {
        let mut rows = self.batches.iter().flat_map(|batch| &batch.rows);
        !self.waiting.contains(&place) && rows.any(|row| row.lead == place)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.batches.is_empty() && self.reads.is_empty()
    }

    /// What has to be noted before this is sent: for each lead everything that may be found there
    /// afterwards, where that is news.
    pub(super) fn notes(&self, leased: &[LeasedLead]) -> Vec<(String, Written)> {
        let mut notes: BTreeMap<usize, (Written, bool)> = BTreeMap::new();
        for row in self.batches.iter().flat_map(|batch| &batch.rows) {
            let lead = &leased[row.lead];
            let (written, is_news) = notes
                .entry(row.lead)
                .or_insert_with(|| (lead.written.clone(), false));
            if let Some(known) = &lead.observed {
                written.confirm(known);
            }
            for (key, value) in &row.held {
                *is_news |= written.note(key, value);
                if let Some(words) = addition(&lead.desired, key) {
                    let call = lead.desired.call.as_deref().unwrap_or_default();
                    written.note_added(key, call, words);
                }
            }
        }
        let news = notes.into_iter().filter(|(_, (_, is_news))| *is_news);
        news.map(|(place, (written, _))| (leased[place].lead.clone(), written))
            .collect()
    }

    /// The batches as operations, in the same order.
    pub(super) fn updates(&self) -> Result<Vec<UpdateRecords>, TooMany> {
        self.batches
            .iter()
            .map(|batch| {
                let updates = batch.rows.iter().map(|row| row.update.clone()).collect();
                UpdateRecords::new(batch.object.clone(), updates)
            })
            .collect()
    }

    /// The reads as operations, in the same order.
    ///
    /// The transcript is not read: it is long, and Midcall's own to say. What the org hides is not
    /// asked for: one hidden field fails the read of all.
    pub(super) fn read_operations(
        &self,
        leased: &[LeasedLead],
        sight: Sight<'_>,
    ) -> Result<Vec<ReadRecords>, TooMany> {
        let operation = |read: &Read| {
            let shape = sight.shapes.of(&read.object);
            let places = read.leads.iter();
            let ids = places
                .filter_map(|&place| record_id(&leased[place]))
                .collect();
            let fields = fields_to_read(sight.targets, shape);
            ReadRecords::new(read.object.clone(), ids, fields)
        };
        self.reads.iter().map(operation).collect()
    }
}

/// The fields of a record that are read: those of facts that are shown to us, and who changed it.
pub(super) fn fields_to_read(targets: &Targets, shape: Option<&Shape>) -> Vec<ApiName> {
    let targets = targets.iter().filter(|target| {
        target.key.part() == Part::Facts && shape.is_none_or(|shape| shape.is_visible(&target.key))
    });
    let names = targets.map(|target| target.name.as_str());
    names
        .chain(translate::SIGNATURE)
        .filter_map(|name| name.parse().ok())
        .collect()
}

/// Whether what people may change in the lead is not known at all.
fn is_unread(lead: &LeasedLead) -> bool {
    let observed = lead.observed.iter().flat_map(|fields| fields.keys());
    let mut parts = observed.map(FieldKey::part);
    lead.observed.is_none() || (lead.read_at.is_none() && parts.all(|part| part != Part::Facts))
}

/// Whether the transcript is to grow some more before it is written.
fn is_waiting(lead: &LeasedLead, sight: Sight<'_>) -> bool {
    let has_just_been_written = lead
        .transcript_at
        .is_some_and(|at| sight.now.ms_since(at) < sight.transcript_ms);
    (lead.desired.is_live && has_just_been_written) || lead.blocked.contains(&Part::Transcript)
}

/// The object of the record that is written to: a lead, or the contact it was converted to.
pub(super) fn object_of(lead: &LeasedLead) -> ApiName {
    object_of_id(record_id(lead))
}

/// The object whose record has this id.
pub(super) fn object_of_id(id: Option<RecordId>) -> ApiName {
    match id {
        Some(id) if id.is_contact() => ApiName::CONTACT,
        _ => ApiName::LEAD,
    }
}

/// The id was checked when the call named it, or came from Salesforce.
fn record_id(lead: &LeasedLead) -> Option<RecordId> {
    lead.target.parse().ok()
}
