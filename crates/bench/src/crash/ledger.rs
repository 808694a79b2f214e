//! What was sent and what was acknowledged, by digest. It stands between the simulated Vapi and the
//! socket, so that nothing is forgotten that was on the wire.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use midcall::outbound::Http;
use ring::digest;
use tower::{BoxError, ServiceExt, service_fn, util::BoxCloneSyncService};

/// The SHA-256 digest of a body: equal digests are equal bytes.
pub(super) type Digest = [u8; digest::SHA256_OUTPUT_LEN];

/// The digest of a body.
pub(super) fn digest(body: &[u8]) -> Digest {
    let digest = digest::digest(&digest::SHA256, body);
    digest
        .as_ref()
        .try_into()
        .expect("a SHA-256 digest has its length")
}

/// What was sent and what was acknowledged. Clones are handles to the same ledger.
#[derive(Clone, Default)]
pub(super) struct Ledger(Arc<Mutex<Pages>>);

#[derive(Default)]
struct Pages {
    sent: HashSet<Digest>,
    acknowledged: HashMap<Digest, u64>,
    refused: u64,
    unanswered: u64,
}

/// How much was sent, by what came of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    /// Answered with 200.
    pub(super) acknowledged: u64,
    /// Answered with anything else.
    pub(super) refused: u64,
    /// Not answered, or not to the end.
    pub(super) unanswered: u64,
}

impl Ledger {
    /// The same transport, with every webhook written down before it is sent.
    pub(super) fn recording(&self, http: Http) -> Http {
        let ledger = self.clone();
        BoxCloneSyncService::new(service_fn(move |request: Request<Bytes>| {
            let (ledger, http) = (ledger.clone(), http.clone());
            async move { ledger.send(http, request).await }
        }))
    }

    async fn send(&self, http: Http, request: Request<Bytes>) -> Result<Response<Bytes>, BoxError> {
        let digest = digest(request.body());
        self.pages().sent.insert(digest);
        let answer = http.oneshot(request).await;
        let mut pages = self.pages();
        match &answer {
            Ok(response) if response.status() == StatusCode::OK => {
                *pages.acknowledged.entry(digest).or_default() += 1;
            }
            Ok(_) => pages.refused += 1,
            Err(_) => pages.unanswered += 1,
        }
        answer
    }

    /// Whether these bytes were ever sent.
    pub(super) fn has_sent(&self, digest: &Digest) -> bool {
        self.pages().sent.contains(digest)
    }

    /// How often each body was acknowledged.
    pub(super) fn acknowledged(&self) -> HashMap<Digest, u64> {
        self.pages().acknowledged.clone()
    }

    /// How much was sent, by what came of it.
    pub(super) fn totals(&self) -> Totals {
        let pages = self.pages();
        Totals {
            acknowledged: pages.acknowledged.values().sum(),
            refused: pages.refused,
            unanswered: pages.unanswered,
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
