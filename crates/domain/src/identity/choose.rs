//! Which of the records with a number is meant.

use serde::{Deserialize, Serialize};

use super::{Basis, Found};
use crate::time::Timestamp;

/// A record that has the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub record: String,
    /// What it is.
    pub kind: CandidateKind,
    /// When it was created.
    pub created_at: Timestamp,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateKind {
    /// A lead somebody works on.
    OpenLead,
    /// A lead that was closed without a conversion.
    ClosedLead,
    /// A contact.
    Contact,
}

/// What to do when several records have the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeveralMatches {
    /// The one that was created last.
    NewestOpen,
    /// Wait for a person.
    Ask,
}

/// Chooses among the records with a number: an open lead before a contact, a contact before a
/// closed lead. Only where several are alike does the setting decide.
#[must_use]
pub fn choose(candidates: &[Candidate], several: SeveralMatches) -> Found {
    let of_kind = |kind: CandidateKind| -> Vec<&Candidate> {
        let alike = candidates.iter().filter(|one| one.kind == kind);
        alike.collect()
    };
    let alike = [
        CandidateKind::OpenLead,
        CandidateKind::Contact,
        CandidateKind::ClosedLead,
    ]
    .into_iter()
    .map(of_kind)
    .find(|alike| !alike.is_empty())
    .unwrap_or_default();
    let newest = alike.iter().max_by_key(|one| (one.created_at, &one.record));
    match newest {
        None => Found::Nobody,
        Some(_) if alike.len() > 1 && several == SeveralMatches::Ask => {
            let mut records: Vec<String> = alike.iter().map(|one| one.record.clone()).collect();
            records.sort();
            Found::Several { records }
        }
        Some(one) if one.kind == CandidateKind::Contact => Found::Contact {
            record: one.record.clone(),
        },
        Some(one) => Found::Lead {
            record: one.record.clone(),
            basis: Basis::Number,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(record: &str, kind: CandidateKind, created_at: i64) -> Candidate {
        Candidate {
            record: record.to_owned(),
            kind,
            created_at: Timestamp(created_at),
        }
    }

    #[test]
    fn the_one_somebody_works_on_is_meant() {
        use CandidateKind::{ClosedLead, Contact, OpenLead};
        use SeveralMatches::{Ask, NewestOpen};
        let lead = |record: &str| Found::Lead {
            record: record.to_owned(),
            basis: Basis::Number,
        };
        let open = candidate("open", OpenLead, 1);
        let newer = candidate("newer", OpenLead, 2);
        let contact = candidate("contact", Contact, 8);
        let closed = candidate("closed", ClosedLead, 9);
        let check = |candidates: &[&Candidate], several, expected: Found| {
            let candidates: Vec<Candidate> = candidates.iter().map(|&one| one.clone()).collect();
            assert_eq!(choose(&candidates, several), expected);
        };
        for several in [Ask, NewestOpen] {
            check(&[], several, Found::Nobody);
            check(&[&closed, &open, &contact], several, lead("open"));
            check(&[&closed], several, lead("closed"));
            let record = "contact".to_owned();
            check(&[&closed, &contact], several, Found::Contact { record });
        }
        check(&[&open, &newer], NewestOpen, lead("newer"));
        let records = vec!["newer".to_owned(), "open".to_owned()];
        check(&[&open, &newer, &contact], Ask, Found::Several { records });
    }
}
