//! What an object of an org takes, field by field, as it was when it was last described.

use std::collections::{BTreeMap, BTreeSet};

use midcall_domain::leads::FieldKey;
use midcall_salesforce::operations::ObjectDescribe;

use super::{Limits, Targets, Unfit};

/// What an object takes of what is written.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    fields: BTreeMap<FieldKey, Result<Limits, Unfit>>,
    visible: BTreeSet<FieldKey>,
}

impl Shape {
    /// Holds every target against a description.
    #[must_use]
    pub fn of(targets: &Targets, object: &ObjectDescribe) -> Self {
        let fields = targets
            .iter()
            .map(|target| (target.key.clone(), Limits::of(target, object)));
        let visible = targets
            .iter()
            .filter(|target| object.field(&target.name).is_some());
        Self {
            fields: fields.collect(),
            visible: visible.map(|target| target.key.clone()).collect(),
        }
    }

    /// What a field takes, or why it takes nothing.
    #[must_use]
    pub fn field(&self, key: &FieldKey) -> Option<&Result<Limits, Unfit>> {
        self.fields.get(key)
    }

    /// Whether a field can be read.
    #[must_use]
    pub fn is_visible(&self, key: &FieldKey) -> bool {
        self.visible.contains(key)
    }

    /// Whether any field takes what is written.
    #[must_use]
    pub fn takes_anything(&self) -> bool {
        self.fields.values().any(Result::is_ok)
    }
}
