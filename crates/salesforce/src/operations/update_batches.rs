//! Updates a thousand records, upserts and reads along, for one request of the day.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Method, Request, Response};
use serde::Serialize;

use super::{
    BATCHES_MAX, ReadRecords, SaveOutcome, TooMany, UpdateRecords, UpsertRecords, composite::Parts,
    read_records, update_records, upsert_records,
};
use crate::{ApiError, Operation, Record, Session, session::UPDATE_HEADERS};

/// What the answer calls the upsert.
const UPSERT: &str = "upsert";

/// Sends reads, batches of updates after them, and perhaps an upsert, in one composite request, which counts once
/// against the day. No part's fate touches another's.
#[derive(Clone, Debug)]
pub struct UpdateBatches {
    batches: Vec<UpdateRecords>,
    reads: Vec<ReadRecords>,
    upsert: Option<UpsertRecords>,
}

/// What came of each part, in the places they were given.
#[derive(Debug)]
pub struct Flushed {
    /// One place per batch.
    pub batches: Vec<BatchOutcome>,
    /// One place per read: what was there before the batches.
    pub reads: Vec<ReadOutcome>,
    /// What came of the upsert, if there was one.
    pub upserted: Option<BatchOutcome>,
}

/// One read's fate: a place per record, or a refusal of the read.
pub type ReadOutcome = Result<Vec<Option<Record>>, ApiError>;

/// One batch's fate: an outcome per record, or a refusal of the batch.
pub type BatchOutcome = Result<Vec<SaveOutcome>, ApiError>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Composite<'a> {
    all_or_none: bool,
    // Collating would let Salesforce reorder the batches.
    collate_subrequests: bool,
    composite_request: Vec<Subrequest<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Subrequest<'a> {
    method: &'static str,
    url: String,
    reference_id: String,
    // Whether a subrequest inherits the outer headers is not documented, so each says it itself.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    http_headers: BTreeMap<&'static str, &'static str>,
    body: Body<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Update(update_records::Body<'a>),
    Upsert(upsert_records::Body),
    Read(read_records::Body<'a>),
}

impl UpdateBatches {
    /// Puts batches into one request.
    ///
    /// # Errors
    /// When there are more than [`BATCHES_MAX`] batches.
    pub fn new(batches: Vec<UpdateRecords>) -> Result<Self, TooMany> {
        TooMany::check(batches.len(), BATCHES_MAX)?;
        Ok(Self {
            batches,
            reads: Vec::new(),
            upsert: None,
        })
    }

    /// Reads some records in the same request, before the batches. A read takes a batch's place.
    ///
    /// # Errors
    /// When the parts are more than [`BATCHES_MAX`] together.
    pub fn with_reads(self, reads: Vec<ReadRecords>) -> Result<Self, TooMany> {
        Self { reads, ..self }.checked()
    }

    /// Upserts some records in the same request, after the batches: a record that is created may
    /// lock one that was updated. An upsert takes a batch's place.
    ///
    /// # Errors
    /// When there is no place left.
    pub fn with_upsert(self, upsert: Option<UpsertRecords>) -> Result<Self, TooMany> {
        Self { upsert, ..self }.checked()
    }

    fn checked(self) -> Result<Self, TooMany> {
        let beside = self.reads.len() + usize::from(self.upsert.is_some());
        TooMany::check(self.batches.len() + beside, BATCHES_MAX)?;
        Ok(self)
    }
}

/// What the answer calls the batch at a position.
fn batch_id(position: usize) -> String {
    format!("batch{position}")
}

/// What the answer calls the read at a position.
fn read_id(position: usize) -> String {
    format!("read{position}")
}

impl Operation for UpdateBatches {
    type Answer = Flushed;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let batches = self.batches.iter().enumerate();
        let updates = batches.map(|(position, batch)| Subrequest {
            method: "PATCH",
            url: session.path(UpdateRecords::RESOURCE),
            reference_id: batch_id(position),
            http_headers: UPDATE_HEADERS.into(),
            body: Body::Update(batch.body()),
        });
        let upsert = self.upsert.iter().map(|upsert| Subrequest {
            method: "PATCH",
            url: session.path(&upsert.resource()),
            reference_id: UPSERT.to_owned(),
            http_headers: UPDATE_HEADERS.into(),
            body: Body::Upsert(upsert.body()),
        });
        let reads = self.reads.iter().enumerate();
        let reads = reads.map(|(position, read)| Subrequest {
            method: "POST",
            url: session.path(&read.resource()),
            reference_id: read_id(position),
            http_headers: BTreeMap::new(),
            body: Body::Read(read.body()),
        });
        let composite = Composite {
            all_or_none: false,
            collate_subrequests: false,
            composite_request: reads.chain(updates).chain(upsert).collect(),
        };
        let path = session.path("/composite");
        session.json(Method::POST, &path, &UPDATE_HEADERS, &composite)
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Flushed, ApiError> {
        let mut parts = Parts::of(&response)?;
        let batches = self.batches.iter().enumerate();
        let reads = self.reads.iter().enumerate();
        Ok(Flushed {
            batches: batches
                .map(|(position, batch)| batch.answer(parts.take(&batch_id(position))?))
                .collect(),
            reads: reads
                .map(|(position, read)| read.answer(parts.take(&read_id(position))?))
                .collect(),
            upserted: self
                .upsert
                .as_ref()
                .map(|upsert| upsert.answer(parts.take(UPSERT)?)),
        })
    }

    fn is_write(&self) -> bool {
        !self.batches.is_empty() || self.upsert.is_some()
    }
}
