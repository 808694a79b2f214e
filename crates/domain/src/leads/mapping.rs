//! Which fields of the Lead say what besides the five, and who decides about each.

use std::{collections::BTreeMap, sync::Arc};

use super::{Content, FieldKey, FieldRole, FieldValue, Fields, Kind, Policy};
use crate::{
    calls::CallSummary,
    signals::{Score, Signals},
};

/// A field that the settings add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The field, by its name in the org.
    pub field: Arc<str>,
    /// What it says.
    pub content: Content,
    /// What the content is called in the settings.
    pub from: Arc<str>,
    /// Who decides.
    pub policy: Policy,
    /// Other words for the content's own; a word that is missing here leaves the field alone.
    /// Empty: the content's own words.
    pub values: BTreeMap<String, String>,
}

/// Everything the settings say about fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mappings {
    /// Fields beside the five.
    pub added: Vec<Mapping>,
    /// Who decides about the five, where it is not Midcall.
    pub roles: BTreeMap<FieldRole, Policy>,
}

impl Mappings {
    /// The policies that are not Midcall's own way, by field.
    pub(super) fn policies(&self) -> BTreeMap<FieldKey, Policy> {
        let roles = self
            .roles
            .iter()
            .map(|(role, policy)| (FieldKey::Role(*role), *policy));
        let added = self.added.iter().map(|it| (it.key(), it.policy));
        roles
            .chain(added)
            .filter(|(_, policy)| *policy != Policy::Ours)
            .collect()
    }

    /// What the added fields should say.
    pub(super) fn fields(&self, newest: &CallSummary, signals: &Signals, score: &Score) -> Fields {
        let values = self.added.iter().filter_map(|mapping| {
            let value = mapping.content.value(newest, signals, score);
            Some((mapping.key(), mapping.worded(value)?))
        });
        values.collect()
    }
}

impl Mapping {
    /// The field.
    #[must_use]
    pub fn key(&self) -> FieldKey {
        FieldKey::Mapped(Arc::clone(&self.field))
    }

    /// The value in the words of the org; `None` where the field is to be left alone.
    fn worded(&self, value: FieldValue) -> Option<FieldValue> {
        if self.values.is_empty() {
            let is_unknown = matches!(&value, FieldValue::Text(word) if word == "unknown")
                && matches!(self.content.kind(), Kind::Word(_));
            return Some(if is_unknown { FieldValue::Empty } else { value });
        }
        let word = match &value {
            FieldValue::Text(word) => word.as_str(),
            FieldValue::Flag(true) => "true",
            FieldValue::Flag(false) => "false",
            _ => return None,
        };
        self.values.get(word).map(FieldValue::text)
    }
}
