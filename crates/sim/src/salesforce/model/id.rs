//! Record ids: fifteen case-sensitive characters, shown as eighteen.
//!
//! Separate because every door of the org takes both forms and answers with the long one.

use std::fmt;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM_ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A well-formed record id. Two ids are equal when their fifteen characters are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id([u8; 15]);

impl Id {
    /// Reads an id of 15 characters, or of 18 with a true checksum.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let head: [u8; 15] = text.as_bytes().get(..15)?.try_into().ok()?;
        if !head.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        let id = Self(head);
        match &text.as_bytes()[15..] {
            [] => Some(id),
            tail if tail == id.checksum() => Some(id),
            _ => None,
        }
    }

    /// The id number `n` of the object with this three-character key prefix.
    pub(crate) fn mint(prefix: &str, mut n: u64) -> Self {
        let mut id = *b"000Hs0000000000";
        id[..3].copy_from_slice(&prefix.as_bytes()[..3]);
        for place in id[5..].iter_mut().rev() {
            *place = ALPHABET[(n % 62) as usize];
            n /= 62;
        }
        Self(id)
    }

    /// The three characters that say which object the record belongs to.
    pub(crate) fn prefix(&self) -> &str {
        std::str::from_utf8(&self.0[..3]).expect("ids are ASCII")
    }

    /// The fifteen-character form, as access tokens carry it for the org.
    pub(crate) fn short(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ids are ASCII")
    }

    fn checksum(self) -> [u8; 3] {
        let mut sum = [0; 3];
        for (character, block) in sum.iter_mut().zip(self.0.chunks(5)) {
            let uppercase_bits = block
                .iter()
                .enumerate()
                .filter(|(_, letter)| letter.is_ascii_uppercase())
                .fold(0, |bits, (place, _)| bits | 1 << place);
            *character = CHECKSUM_ALPHABET[uppercase_bits];
        }
        sum
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.short())?;
        self.checksum()
            .iter()
            .try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::Id;

    #[test]
    fn long_form_matches_the_vectors() {
        let vectors = include_str!("../../../../../samples/salesforce/rest/id-vectors.json");
        let vectors: Vec<serde_json::Value> = serde_json::from_str(vectors).unwrap();
        for vector in vectors {
            let short = vector["id15"].as_str().unwrap();
            let long = vector["id18"].as_str().unwrap();
            assert_eq!(Id::parse(short).unwrap().to_string(), long);
            assert_eq!(Id::parse(long), Id::parse(short));
        }
    }

    #[test]
    fn refuses_what_is_no_id() {
        for text in [
            "",
            "00Q",
            "00QHs00001ABcDeMAX",
            "00QHs00001ABcD!",
            "00QHs00001ABcDeMALx",
        ] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }

    #[test]
    fn minted_ids_count_up_and_tell_case_apart() {
        assert_eq!(Id::mint("00Q", 61).short(), "00QHs000000000z");
        assert_ne!(Id::mint("00Q", 10), Id::mint("00Q", 36));
    }
}
