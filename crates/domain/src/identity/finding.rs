//! What was found out about whose call it is. Like all of a call's state it does not depend on the
//! order in which it comes: a late finding ends where an early one would have.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What a search for the person on the line came to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// When it was asked.
    pub at: Timestamp,
    /// Who it is.
    #[serde(flatten)]
    pub found: Found,
}

/// Who it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum Found {
    /// Nobody is known by this number.
    Nobody,
    /// Several are, and a person has to say who is meant.
    Several {
        /// Their ids, in order.
        records: Vec<String>,
    },
    /// A contact.
    Contact {
        /// Its id.
        record: String,
    },
    /// A lead.
    Lead {
        /// Its id.
        record: String,
        /// What says so.
        basis: Basis,
    },
}

/// What says that a lead is the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It has the number.
    Number,
    /// Midcall created it for this number.
    Created,
    /// A duplicate rule named it when Midcall was about to create one.
    DuplicateRule,
}

/// A person's word on whose call it is. The last word counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attachment {
    /// When it was said.
    pub at: Timestamp,
    /// The lead's id.
    pub lead: String,
    /// Who said so.
    pub who: String,
}

impl Finding {
    /// Whether this one counts when both were found. A record counts more than several, and several
    /// more than nobody; of two records the first one, since that is what was written to; of two
    /// that leave it open the last.
    fn counts_before(&self, other: &Self) -> bool {
        let [mine, theirs] = [self, other].map(|finding| finding.found.weight());
        if mine != theirs {
            return mine > theirs;
        }
        if self.found.record().is_some() {
            self < other
        } else {
            self > other
        }
    }
}

impl Found {
    const fn weight(&self) -> u8 {
        match self {
            Self::Nobody => 0,
            Self::Several { .. } => 1,
            Self::Contact { .. } | Self::Lead { .. } => 2,
        }
    }

    /// The record, if there is exactly one.
    #[must_use]
    pub fn record(&self) -> Option<&str> {
        match self {
            Self::Nobody | Self::Several { .. } => None,
            Self::Contact { record } | Self::Lead { record, .. } => Some(record),
        }
    }
}

/// What is known of whose call it is, apart from what its messages say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Identity {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) finding: Option<Finding>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attachment: Option<Attachment>,
}

impl Identity {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn find(&mut self, finding: Finding) {
        let counts = self
            .finding
            .as_ref()
            .is_none_or(|known| finding.counts_before(known));
        if counts {
            self.finding = Some(finding);
        }
    }

    pub(crate) fn attach(&mut self, attachment: Attachment) {
        self.attachment = self.attachment.take().max(Some(attachment));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings() -> Vec<Finding> {
        let lead = |record: &str| Found::Lead {
            record: record.to_owned(),
            basis: Basis::Number,
        };
        let several = |records: &[&str]| Found::Several {
            records: records.iter().map(|&record| record.to_owned()).collect(),
        };
        [
            (1, Found::Nobody),
            (2, several(&["a", "b"])),
            (4, several(&["a"])),
            (5, lead("b")),
            (6, lead("a")),
            (7, Found::Nobody),
        ]
        .map(|(at, found)| Finding {
            at: Timestamp(at),
            found,
        })
        .to_vec()
    }

    #[test]
    fn the_order_of_findings_does_not_matter() {
        let findings = findings();
        let mut expected = Identity::default();
        findings.iter().cloned().for_each(|it| expected.find(it));
        assert_eq!(expected.finding.as_ref().unwrap().found.record(), Some("b"));
        for first in 0..findings.len() {
            for step in 1..findings.len() {
                let mut identity = Identity::default();
                for turn in 0..findings.len() * step {
                    identity.find(findings[(first + turn * step) % findings.len()].clone());
                }
                for finding in &findings {
                    identity.find(finding.clone());
                }
                assert_eq!(identity, expected);
            }
        }
    }

    #[test]
    fn a_persons_last_word_counts() {
        let word = |at, lead: &str| Attachment {
            at: Timestamp(at),
            lead: lead.to_owned(),
            who: "Noor".to_owned(),
        };
        for order in [[1, 2], [2, 1]] {
            let mut identity = Identity::default();
            for at in order {
                identity.attach(word(at, if at == 1 { "a" } else { "b" }));
            }
            assert_eq!(identity.attachment.unwrap().lead, "b");
        }
    }
}
