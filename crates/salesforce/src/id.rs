//! Record ids, in the 15 and the 18 character form.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What the id of every Lead begins with.
pub const LEAD_PREFIX: &str = "00Q";
/// What the id of every Contact begins with.
pub const CONTACT_PREFIX: &str = "003";
const CHECKSUM_ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The id of a Salesforce record.
///
/// Salesforce documents two forms of one id: 15 case-sensitive characters, and the same followed
/// by three characters of checksum. Requests take both, answers always carry 18. Either is read,
/// 18 are kept, and since the last three follow from the first 15, two forms of one id are equal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId([u8; 18]);

/// Why a text is not a record id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Neither 15 nor 18 characters.
    #[error("a salesforce id has 15 or 18 characters, this has {0}")]
    Length(usize),
    /// A character outside `A-Z`, `a-z`, `0-9`.
    #[error("a salesforce id has letters and digits only, this has {0:?}")]
    Alphabet(char),
    /// The last three characters do not belong to the first 15: a typing error, or an id whose
    /// case was lost on its way.
    #[error(
        "the id's last three characters should be {expected}: a character or its case is wrong"
    )]
    Checksum {
        /// What the first 15 characters call for.
        expected: String,
    },
    /// An id of another object than a Lead.
    #[error("a lead's id starts with 00Q, this with {0}")]
    Prefix(String),
}

impl RecordId {
    /// Reads the id of a Lead.
    ///
    /// # Errors
    /// When `text` is not an id, or an id of another object.
    pub fn parse_lead(text: &str) -> Result<Self, IdError> {
        let id: Self = text.parse()?;
        if id.is_lead() {
            Ok(id)
        } else {
            Err(IdError::Prefix(id.prefix().to_owned()))
        }
    }

    /// The 18 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("an id is made of ASCII letters and digits")
    }

    /// The first three characters, which name the object in every org.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.as_str()[..3]
    }

    /// Whether this is the id of a Lead.
    #[must_use]
    pub fn is_lead(&self) -> bool {
        self.prefix() == LEAD_PREFIX
    }

    /// Whether this is the id of a Contact.
    #[must_use]
    pub fn is_contact(&self) -> bool {
        self.prefix() == CONTACT_PREFIX
    }
}

impl FromStr for RecordId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if let Some(stranger) = text.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(IdError::Alphabet(stranger));
        }
        let given = text.as_bytes();
        if given.len() != 15 && given.len() != 18 {
            return Err(IdError::Length(given.len()));
        }
        let (body, checksum_given) = given.split_at(15);
        let checksum = checksum(body);
        if !checksum_given.is_empty() && checksum_given != checksum {
            let expected = checksum.iter().copied().map(char::from).collect();
            return Err(IdError::Checksum { expected });
        }
        let mut id = [0; 18];
        id[..15].copy_from_slice(body);
        id[15..].copy_from_slice(&checksum);
        Ok(Self(id))
    }
}

/// One character for each block of five: bit *i* says whether character *i* is a capital.
fn checksum(body: &[u8]) -> [u8; 3] {
    let mut checksum = [0; 3];
    for (out, block) in checksum.iter_mut().zip(body.chunks(5)) {
        let capitals = block
            .iter()
            .enumerate()
            .map(|(bit, c)| usize::from(c.is_ascii_uppercase()) << bit)
            .sum::<usize>();
        *out = CHECKSUM_ALPHABET[capitals];
    }
    checksum
}

impl TryFrom<String> for RecordId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{IdError, RecordId};

    const VECTORS: &str = include_str!("../../../samples/salesforce/rest/id-vectors.json");

    #[test]
    fn vectors() {
        let vectors: Vec<serde_json::Value> = serde_json::from_str(VECTORS).unwrap();
        for vector in &vectors {
            let short: RecordId = vector["id15"].as_str().unwrap().parse().unwrap();
            let long: RecordId = vector["id18"].as_str().unwrap().parse().unwrap();
            assert_eq!(short, long);
            assert_eq!(short.to_string(), vector["id18"].as_str().unwrap());
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let check = |text: &str, expected| assert_eq!(RecordId::parse_lead(text), Err(expected));
        check("", IdError::Length(0));
        check("00QHs00001ABcDeM", IdError::Length(16));
        check("00QHs00001ABcD-", IdError::Alphabet('-'));
        check("00QHs00001ABcDé", IdError::Alphabet('é'));
        let expected = "MAL".to_owned();
        check("00QHs00001ABcDeMAA", IdError::Checksum { expected });
        check("001D000000IqhSL", IdError::Prefix("001".to_owned()));
    }

    #[test]
    fn case_matters() {
        let [upper, lower] = ["00QHs00001ABcDe", "00QHs00001abcde"].map(str::parse::<RecordId>);
        assert_ne!(upper, lower);
    }

    #[test]
    fn serde_reads_both_forms_and_writes_18() {
        let id: RecordId = serde_json::from_str(r#""00QHs00001ABcDe""#).unwrap();
        assert_eq!(
            serde_json::to_string(&id).unwrap(),
            r#""00QHs00001ABcDeMAL""#
        );
        serde_json::from_str::<RecordId>(r#""nope""#).unwrap_err();
    }
}
