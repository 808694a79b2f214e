//! What a lead says that Midcall did not put there, and how often to look.

use serde::{Deserialize, Serialize};

use super::{FieldKey, Fields};
use crate::time::Timestamp;

/// When to look at a lead that was written: soon after a call, when automation that runs behind the
/// save is through, then ever more rarely, for two weeks.
const LOOKS_AFTER_MS: [i64; 6] = [
    20_000,
    3_600_000,
    6 * 3_600_000,
    24 * 3_600_000,
    3 * 24 * 3_600_000,
    10 * 24 * 3_600_000,
];

/// What a lead was found to say instead of what it was written to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// When it was found.
    pub at: Timestamp,
    /// What was written.
    pub written: Fields,
    /// What was found in its place.
    pub found: Fields,
}

impl Drift {
    /// Compares what was written with what was found; a field that was not read has not drifted.
    #[must_use]
    pub fn between(written: &Fields, found: &Fields, at: Timestamp) -> Option<Self> {
        let mut drift = Self {
            at,
            written: Fields::new(),
            found: Fields::new(),
        };
        for (field, ours) in written {
            if let Some(theirs) = found.get(field).filter(|theirs| !ours.is_same(theirs)) {
                drift.written.insert(field.clone(), ours.clone());
                drift.found.insert(field.clone(), theirs.clone());
            }
        }
        drift.some()
    }

    /// The drift of some fields alone.
    #[must_use]
    pub fn only(mut self, is_meant: impl Fn(&FieldKey) -> bool) -> Option<Self> {
        self.written.retain(|field, _| is_meant(field));
        self.found.retain(|field, _| is_meant(field));
        self.some()
    }

    fn some(self) -> Option<Self> {
        (!self.found.is_empty()).then_some(self)
    }
}

/// How long after the write, or the look before, to look for the `looks`-th time; `None` when that
/// was often enough.
#[must_use]
pub fn next_look_ms(looks: u32) -> Option<i64> {
    LOOKS_AFTER_MS.get(usize::try_from(looks).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leads::{FieldRole, FieldValue};

    fn lead(score: i64, at_ms: i64, status: &str) -> Fields {
        Fields::from([
            (FieldRole::Score.into(), FieldValue::Number(score)),
            (
                FieldRole::LastContact.into(),
                FieldValue::Moment(Timestamp(at_ms)),
            ),
            (
                FieldRole::CallStatus.into(),
                FieldValue::Text(status.to_owned()),
            ),
        ])
    }

    #[test]
    fn what_salesforce_makes_of_a_value_is_no_drift() {
        let found = lead(50, 1_000, "Completed\r\n");
        let drift = Drift::between(&lead(50, 1_999, "Completed"), &found, Timestamp(0));
        assert_eq!(drift, None);
    }

    #[test]
    fn only_what_differs_and_was_read_is_told() {
        let mut found = lead(10, 1_000, "Completed");
        let drift = Drift::between(&lead(50, 1_000, "Completed"), &found, Timestamp(7)).unwrap();
        assert_eq!(drift.found.len(), 1);
        assert_eq!(drift.found.values().next(), Some(&FieldValue::Number(10)));
        found.clear();
        assert_eq!(
            Drift::between(&lead(50, 1, "x"), &found, Timestamp(7)),
            None
        );
    }

    #[test]
    fn looks_become_rare_and_end() {
        let looks: Vec<i64> = (0..10).map_while(next_look_ms).collect();
        assert_eq!(looks.len(), LOOKS_AFTER_MS.len());
        assert!(looks.is_sorted());
    }
}
