//! Updates a thousand records, upserts and reads along, for one request of the day.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    BATCHES_MAX, ReadRecords, SaveOutcome, TooMany, UpdateRecords, UpsertRecords, read_records,
    update_records, upsert_records,
};
use crate::{ApiError, Operation, Record, Session, answer, session::UPDATE_HEADERS};

/// What the answer calls the read.
const READ: &str = "read";
/// What it calls the upsert.
const UPSERT: &str = "upsert";

/// Sends batches of updates, and perhaps an upsert and a read, in one composite request, which counts once
/// against the day. No part's fate touches another's.
#[derive(Clone, Debug)]
pub struct UpdateBatches {
    batches: Vec<UpdateRecords>,
    upsert: Option<UpsertRecords>,
    read: Option<ReadRecords>,
}

/// What came of each part, in the places they were given.
#[derive(Debug)]
pub struct Flushed {
    /// One place per batch.
    pub batches: Vec<BatchOutcome>,
    /// What came of the upsert, if there was one.
    pub upserted: Option<BatchOutcome>,
    /// What was read, if that was asked for.
    pub read: Option<Result<Vec<Option<Record>>, ApiError>>,
}

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

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompositeAnswer {
    composite_response: Vec<Subresponse>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subresponse {
    body: Box<RawValue>,
    http_status_code: u16,
    reference_id: String,
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
            upsert: None,
            read: None,
        })
    }

    /// Upserts some records in the same request, after the batches: a record that is created may
    /// lock one that was updated. An upsert takes a batch's place.
    ///
    /// # Errors
    /// When there is no place left.
    pub fn with_upsert(self, upsert: Option<UpsertRecords>) -> Result<Self, TooMany> {
        Self { upsert, ..self }.checked()
    }

    /// Reads some records in the same request, after the batches. A read takes a batch's place.
    ///
    /// # Errors
    /// When there is no place left.
    pub fn with_read(self, read: Option<ReadRecords>) -> Result<Self, TooMany> {
        Self { read, ..self }.checked()
    }

    fn checked(self) -> Result<Self, TooMany> {
        let beside = usize::from(self.upsert.is_some()) + usize::from(self.read.is_some());
        TooMany::check(self.batches.len() + beside, BATCHES_MAX)?;
        Ok(self)
    }
}

/// What the answer calls the batch at a position.
fn reference_id(position: usize) -> String {
    format!("batch{position}")
}

impl Operation for UpdateBatches {
    type Answer = Flushed;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let batches = self.batches.iter().enumerate();
        let updates = batches.map(|(position, batch)| Subrequest {
            method: "PATCH",
            url: session.path(UpdateRecords::RESOURCE),
            reference_id: reference_id(position),
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
        let read = self.read.iter().map(|read| Subrequest {
            method: "POST",
            url: session.path(&read.resource()),
            reference_id: READ.to_owned(),
            http_headers: BTreeMap::new(),
            body: Body::Read(read.body()),
        });
        let composite = Composite {
            all_or_none: false,
            collate_subrequests: false,
            composite_request: updates.chain(upsert).chain(read).collect(),
        };
        let path = session.path("/composite");
        session.json(Method::POST, &path, &UPDATE_HEADERS, &composite)
    }

    fn answer(&self, response: Response<Bytes>) -> Result<Flushed, ApiError> {
        let answered: CompositeAnswer = answer::json(&response)?;
        let mut parts: BTreeMap<String, Subresponse> = answered
            .composite_response
            .into_iter()
            .map(|part| (part.reference_id.clone(), part))
            .collect();
        let mut take = |reference_id: &str| {
            parts
                .remove(reference_id)
                .and_then(Subresponse::into_response)
                .ok_or(ApiError::Unreadable {
                    status: response.status(),
                    what: "no result for one part of the request",
                })
        };
        let batches = self.batches.iter().enumerate();
        Ok(Flushed {
            batches: batches
                .map(|(position, batch)| batch.answer(take(&reference_id(position))?))
                .collect(),
            upserted: self
                .upsert
                .as_ref()
                .map(|upsert| upsert.answer(take(UPSERT)?)),
            read: self.read.as_ref().map(|read| read.answer(take(READ)?)),
        })
    }

    fn is_write(&self) -> bool {
        !self.batches.is_empty() || self.upsert.is_some()
    }
}

impl Subresponse {
    /// The response that the same request would have had alone.
    fn into_response(self) -> Option<Response<Bytes>> {
        let body = Box::<str>::from(self.body).into_string();
        let response =
            Response::builder().status(StatusCode::from_u16(self.http_status_code).ok()?);
        response.body(body.into()).ok()
    }
}
