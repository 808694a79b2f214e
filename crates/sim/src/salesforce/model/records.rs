//! The rows of the org: what is stored, found, and remembered of its writing.
//!
//! Holds no rule; `save` decides what may be stored here.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use serde_json::{Map, Value};

use super::id::Id;

/// Field values by API name, in the form the org answers with.
pub(crate) type Fields = Map<String, Value>;

/// One accepted write of a record through the API.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// When it was saved, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// The fields it named, with the values as kept. Automation's own changes are not among them.
    pub fields: Map<String, Value>,
}

/// A stored record.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) fields: Fields,
    pub(crate) writes: VecDeque<Write>,
    pub(crate) created_at_ms: i64,
}

impl Record {
    /// In the recycle bin, by deletion or by merging.
    pub(crate) fn is_deleted(&self) -> bool {
        self.fields.get("IsDeleted") == Some(&Value::Bool(true))
    }

    /// A lead that has become a contact.
    pub(crate) fn is_converted(&self) -> bool {
        self.fields.get("IsConverted") == Some(&Value::Bool(true))
    }
}

/// All records. A clone shares its rows until one of the two changes them, so that keeping one to
/// roll back to costs little.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    rows: BTreeMap<Id, Arc<Record>>,
    minted: u64,
}

impl Records {
    /// An id that no record has had.
    pub(crate) fn mint(&mut self, prefix: &str) -> Id {
        self.minted += 1;
        // Far enough from zero that letters of both cases soon appear.
        Id::mint(prefix, 62_u64.pow(5) + 11 + self.minted)
    }

    /// Undoes everything since `earlier` was cloned. Ids that were minted since stay used, so that
    /// a client that kept one does not meet another record under it.
    pub(crate) fn roll_back(&mut self, earlier: Self) {
        self.rows = earlier.rows;
    }

    /// The record, deleted or not.
    pub(crate) fn get(&self, id: Id) -> Option<&Record> {
        self.rows.get(&id).map(Arc::as_ref)
    }

    /// The record, to change it.
    pub(crate) fn get_mut(&mut self, id: Id) -> Option<&mut Record> {
        self.rows.get_mut(&id).map(Arc::make_mut)
    }

    /// Stores a new record.
    pub(crate) fn insert(&mut self, id: Id, record: Record) {
        self.rows.insert(id, Arc::new(record));
    }

    /// Forgets a record for good.
    pub(crate) fn purge(&mut self, id: Id) {
        self.rows.remove(&id);
    }

    /// All records whose ids begin with a prefix, deleted ones included, oldest first.
    pub(crate) fn of_prefix<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (Id, &'a Record)> {
        self.rows
            .range(Id::mint(prefix, 0)..)
            .take_while(move |(id, _)| id.prefix() == prefix)
            .map(|(id, record)| (*id, record.as_ref()))
    }
}
