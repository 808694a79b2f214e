//! What Midcall has put into a Lead, so that it can tell its own words from other people's.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    hash::Hasher,
};

use serde::{Deserialize, Serialize};

use super::{FieldKey, FieldValue, Fields, field::plain};

/// Values remembered of one field. A write whose outcome is lost leaves two candidates; more than
/// this many lost in a row are not told from a person's.
const MARKS_MAX: usize = 6;
/// Longer text is remembered by its digest.
const PLAIN_CHARS_MAX: usize = 64;
/// Wordings of one call's addition that may stand in the field.
const WORDINGS_MAX: usize = 3;

/// Every value that Midcall may have put into a lead's fields, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    marks: BTreeMap<FieldKey, VecDeque<Mark>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    added: BTreeMap<FieldKey, Added>,
    /// Fields in which something of Midcall's has been seen or is known to have been saved.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    confirmed: BTreeSet<FieldKey>,
}

/// A value, or what tells it from others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mark {
    Value(FieldValue),
    Digest(u64),
}

/// What was added to a field for the newest call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Added {
    call: String,
    wordings: VecDeque<String>,
}

impl Written {
    /// Takes note of a value that is about to be sent. Whether that is news.
    pub fn note(&mut self, field: &FieldKey, value: &FieldValue) -> bool {
        let mark = Mark::of(value);
        let marks = self.marks.entry(field.clone()).or_default();
        if marks.back() == Some(&mark) {
            return false;
        }
        marks.retain(|known| *known != mark);
        marks.push_back(mark);
        if marks.len() > MARKS_MAX {
            marks.pop_front();
        }
        true
    }

    /// Takes note of what is about to be added to a field for a call.
    pub fn note_added(&mut self, field: &FieldKey, call: &str, wording: &str) {
        let added = self.added.entry(field.clone()).or_default();
        if added.call != call {
            added.wordings.clear();
            call.clone_into(&mut added.call);
        }
        if added.wordings.back().is_some_and(|known| known == wording) {
            return;
        }
        added.wordings.push_back(wording.to_owned());
        if added.wordings.len() > WORDINGS_MAX {
            added.wordings.pop_front();
        }
    }

    /// Takes note of what a lead is known to say: what of it is Midcall's has arrived.
    pub fn confirm(&mut self, known: &Fields) {
        for (field, value) in known {
            if !value.is_empty() && self.has(field, value) {
                self.confirmed.insert(field.clone());
            }
        }
    }

    /// Whether something of Midcall's has arrived in this field: if it is empty now, somebody
    /// emptied it.
    pub(super) fn has_arrived(&self, field: &FieldKey) -> bool {
        self.confirmed.contains(field)
    }

    /// What may have been added to a field for a call, the newest first.
    pub(super) fn added<'a>(
        &'a self,
        field: &FieldKey,
        call: &str,
    ) -> impl Iterator<Item = &'a str> {
        let added = self.added.get(field).filter(|added| added.call == call);
        added
            .into_iter()
            .flat_map(|added| added.wordings.iter().rev().map(String::as_str))
    }

    /// Whether Midcall has ever put anything into this field.
    #[must_use]
    pub fn is_ours(&self, field: &FieldKey) -> bool {
        self.marks.contains_key(field)
    }

    /// Whether Midcall may have put this value there.
    #[must_use]
    pub fn has(&self, field: &FieldKey, value: &FieldValue) -> bool {
        let mut marks = self.marks.get(field).into_iter().flatten();
        marks.any(|mark| mark.is_of(value))
    }

    /// What Midcall put there last, unless it is too long to be kept.
    #[must_use]
    pub fn last(&self, field: &FieldKey) -> Option<&FieldValue> {
        match self.marks.get(field)?.back()? {
            Mark::Value(value) => Some(value),
            Mark::Digest(_) => None,
        }
    }
}

impl Mark {
    fn of(value: &FieldValue) -> Self {
        match value {
            FieldValue::Text(text) if text.chars().nth(PLAIN_CHARS_MAX).is_some() => {
                Self::Digest(digest(text))
            }
            other => Self::Value(other.clone()),
        }
    }

    fn is_of(&self, value: &FieldValue) -> bool {
        match (self, value) {
            (Self::Value(known), value) => known.is_same(value),
            (Self::Digest(known), FieldValue::Text(text)) => *known == digest(text),
            (Self::Digest(_), _) => false,
        }
    }
}

/// Tells texts apart; not against somebody who wants two to look alike.
fn digest(text: &str) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    hasher.write(plain(text).as_bytes());
    hasher.finish()
}

/// FNV-1a over words of eight bytes: kept in the database, so it may never change.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        const PRIME: u64 = 0x0000_0100_0000_01b3;
        for word in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded[..word.len()].copy_from_slice(word);
            self.0 = (self.0 ^ u64::from_le_bytes(padded)).wrapping_mul(PRIME);
            self.0 ^= self.0 >> 29;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leads::FieldRole;

    #[test]
    fn what_was_put_there_is_known_again() {
        let field = FieldKey::Role(FieldRole::Transcript);
        let long = "word ".repeat(1_000);
        let mut written = Written::default();
        assert!(written.note(&field, &FieldValue::text(&long)));
        assert!(!written.note(&field, &FieldValue::text(&long)));
        written.note(&field, &FieldValue::text("short"));
        let back: Written =
            serde_json::from_str(&serde_json::to_string(&written).unwrap()).unwrap();
        assert_eq!(back, written);
        assert!(back.has(&field, &FieldValue::text(long.trim_end())));
        assert!(back.has(&field, &FieldValue::text("short\r\n")));
        assert!(!back.has(&field, &FieldValue::text("other")));
        assert!(serde_json::to_string(&written).unwrap().len() < 200);
    }

    #[test]
    fn only_so_many_are_remembered() {
        let field = FieldKey::from("Budget__c");
        let mut written = Written::default();
        for number in 0..20 {
            written.note(&field, &FieldValue::Number(number));
        }
        assert!(!written.has(&field, &FieldValue::Number(3)));
        assert!(written.has(&field, &FieldValue::Number(15)));
    }
}
