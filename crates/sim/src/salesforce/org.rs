//! The handle of an org: how it is made, served, and looked into.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;
use serde_json::{Map, Value};

use super::{
    OrgSettings, Write,
    faults::Faults,
    http,
    log::{Log, LoggedRequest},
    model::{id::Id, state::Model},
    running::Running,
};

/// A simulated org. Clones are handles to the same org.
#[derive(Clone)]
pub struct Org(Arc<Mutex<World>>);

impl fmt::Debug for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Org").finish_non_exhaustive()
    }
}

/// The org and what surrounds it.
pub(crate) struct World {
    pub(crate) model: Model,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
    pub(crate) running: Running,
}

impl Org {
    /// A fresh org, without leads.
    #[must_use]
    pub fn new(settings: OrgSettings) -> Self {
        Self(Arc::new(Mutex::new(World {
            model: Model::new(settings),
            faults: Faults::default(),
            log: Log::default(),
            running: Running::default(),
        })))
    }

    /// The org's REST API and token endpoint, to be served on a socket. See [`Org::in_process`]
    /// for clients that need none.
    pub fn router(&self) -> Router {
        http::router(self.clone())
    }

    /// Tells the org under which address it is reached, without a trailing slash. Token answers
    /// carry it as `instance_url`, so set it once the port is known.
    pub fn set_base_url(&self, base_url: impl Into<String>) {
        self.lock_world().model.settings.base_url = base_url.into();
    }

    /// A person consents to the app: the first refresh token of a new grant.
    ///
    /// Salesforce allows five per user and app; the sixth ends the oldest.
    #[must_use]
    pub fn consent(&self) -> String {
        let model = &mut self.lock_world().model;
        model.sessions.consent(&mut model.rng)
    }

    /// How many refresh tokens the org would take.
    #[must_use]
    pub fn live_grants(&self) -> usize {
        self.lock_world().model.sessions.grants()
    }

    /// An access token that came from nowhere, as a person may paste one.
    #[must_use]
    pub fn open_session(&self) -> String {
        let model = &mut self.lock_world().model;
        let now_ms = model.now_ms();
        let app = &model.settings.app;
        model.sessions.open(app, &mut model.rng, now_ms)
    }

    /// Every request that arrived, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.lock_world().log.all()
    }

    /// How many requests counted against the daily allocation since the org was made.
    #[must_use]
    pub fn counted_requests(&self) -> u64 {
        self.lock_world().log.counted
    }

    /// How often the token endpoint was asked.
    #[must_use]
    pub fn token_requests(&self) -> u64 {
        self.lock_world().log.token_requests
    }

    /// All fields of a lead as they are stored, whoever may see them; deleted leads too, until
    /// they are purged.
    #[must_use]
    pub fn lead(&self, id: &str) -> Option<Map<String, Value>> {
        let id = Id::parse(id).filter(|id| id.prefix() == "00Q")?;
        let world = self.lock_world();
        Some(world.model.records.get(id)?.fields.clone())
    }

    /// All leads that are not deleted, oldest first.
    #[must_use]
    pub fn leads(&self) -> Vec<Map<String, Value>> {
        self.records("Lead")
    }

    /// All records of an object that are not deleted, oldest first; none of an unknown object.
    #[must_use]
    pub fn records(&self, object: &str) -> Vec<Map<String, Value>> {
        let model = &self.lock_world().model;
        let Some(object) = model.schema.object(object) else {
            return Vec::new();
        };
        model
            .records
            .of_prefix(object.key_prefix)
            .filter(|(_, record)| !record.is_deleted())
            .map(|(_, record)| record.fields.clone())
            .collect()
    }

    /// Every write of a record through the API that was saved, oldest first.
    #[must_use]
    pub fn writes(&self, id: &str) -> Vec<Write> {
        let world = self.lock_world();
        let record = Id::parse(id).and_then(|id| world.model.records.get(id));
        record.map_or_else(Vec::new, |record| record.writes.iter().cloned().collect())
    }

    /// Those of a record's writes that were saved after a moment, oldest first.
    #[must_use]
    pub fn writes_after(&self, id: &str, at_ms: i64) -> Vec<Write> {
        let world = self.lock_world();
        let record = Id::parse(id).and_then(|id| world.model.records.get(id));
        let writes = record.into_iter().flat_map(|record| &record.writes);
        writes
            .filter(|write| write.at_ms > at_ms)
            .cloned()
            .collect()
    }

    pub(crate) fn lock_world(&self) -> MutexGuard<'_, World> {
        // A test's validation rule may panic while the lock is held; the records are whole even
        // then, because a save is stored last.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
