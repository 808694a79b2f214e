//! What the org's own administration does to a save: validation, assignment, automation, locks.
//!
//! Only the knobs and their state; `save` asks them in the order Salesforce does.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use serde_json::{Map, Value};

use super::{error::ApiError, id::Id};

type Predicate = dyn Fn(Option<&Map<String, Value>>, &Map<String, Value>) -> bool + Send + Sync;

/// A rule an administrator wrote to refuse some saves.
#[derive(Clone)]
pub struct ValidationRule {
    /// The rule's own name.
    pub name: String,
    /// When it refuses, as the administrator wrote it. Shown to those who look at rules; what is
    /// done is up to the function.
    pub formula: String,
    /// The object it watches.
    pub object: String,
    /// The administrator's own words, which Salesforce answers with as they stand.
    pub message: String,
    /// The field the message is shown at; `None` shows it at the top of the page.
    pub field: Option<String>,
    refuses: Arc<Predicate>,
}

impl ValidationRule {
    /// A rule that refuses a save when `refuses(before, after)` holds. `before` is `None` for a
    /// record that is being created.
    #[must_use]
    pub fn new(
        object: &str,
        message: &str,
        field: Option<&str>,
        refuses: impl Fn(Option<&Map<String, Value>>, &Map<String, Value>) -> bool
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self {
            name: "Rule".to_owned(),
            formula: String::new(),
            object: object.to_owned(),
            message: message.to_owned(),
            field: field.map(str::to_owned),
            refuses: Arc::new(refuses),
        }
    }

    /// The same rule with its name and its formula, as Setup shows them.
    #[must_use]
    pub fn written_as(mut self, name: &str, formula: &str) -> Self {
        self.name = name.to_owned();
        self.formula = formula.to_owned();
        self
    }

    pub(crate) fn judge(
        &self,
        before: Option<&Map<String, Value>>,
        after: &Map<String, Value>,
    ) -> Result<(), ApiError> {
        if (self.refuses)(before, after) {
            return Err(ApiError::validation(&self.message, self.field.as_deref()));
        }
        Ok(())
    }
}

impl fmt::Debug for ValidationRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValidationRule")
            .field("object", &self.object)
            .field("message", &self.message)
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// A duplicate rule on Lead: it runs when a lead is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateRule {
    /// Its name.
    pub name: String,
    /// Leads that agree in all of these fields are duplicates.
    pub fields: Vec<String>,
    /// Whether it refuses whatever the request says. Otherwise it only warns, and
    /// `Sforce-Duplicate-Rule-Header: allowSave=true` saves in spite of it.
    pub blocks: bool,
}

/// The record-triggered flow on Lead that runs when the score comes to exceed 70.
///
/// Like a flow with "only when a record is updated to meet the condition", it runs on 60 → 75 and
/// on nothing → 75, not on 75 → 90.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HotLeadFlow {
    /// No flow is active.
    #[default]
    Off,
    /// The lead goes to the hot queue.
    Routes,
    /// The flow faults in its immediate path, and the save fails with it.
    Fails,
}

/// The state of everything that can come between a request and its save.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) validations: Vec<ValidationRule>,
    pub(crate) duplicates: Vec<DuplicateRule>,
    /// The org is read-only.
    pub(crate) maintenance: bool,
    /// Objects of which every save fails in a flow of the customer's.
    pub(crate) failing_flows: BTreeSet<String>,
    /// Objects that the integration user sees only by a permission set.
    pub(crate) hidden_objects: BTreeSet<String>,
    /// Rows that somebody else holds, and until when.
    pub(crate) locked_until_ms: BTreeMap<Id, i64>,
    /// How likely a write finds its row locked by automation, from 0.0 to 1.0.
    pub(crate) row_lock_chance: f64,
    /// Records that sharing hides from the integration user.
    pub(crate) invisible: BTreeSet<Id>,
    /// Records whose every write is refused, with what the org says: an approval, a trigger.
    pub(crate) refused: BTreeMap<Id, ApiError>,
}
