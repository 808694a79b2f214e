//! How much one request may hold.

use std::io;

use serde::Serialize;

/// Records that one collections request updates, as Salesforce documents.
pub const UPDATES_MAX: usize = 200;

/// Records that one collections request reads by `POST`, as Salesforce documents.
pub const READS_MAX: usize = 2_000;

/// Collections requests that one composite request carries. Salesforce documents 25 subrequests,
/// of which five may be collections or queries.
pub const BATCHES_MAX: usize = 5;

/// Longest body to send, in bytes. Salesforce documents no figure for JSON (about 50 MB are
/// reported), but two hundred full transcripts make 26 MB, and a body whose connection breaks is
/// sent again as a whole.
pub const BODY_BYTES_MAX: usize = 5 * 1024 * 1024;

/// More was put into one request than it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given} were given, one request holds {limit}")]
pub struct TooMany {
    /// How many one request holds.
    pub limit: usize,
    /// How many were given.
    pub given: usize,
}

impl TooMany {
    pub(super) fn check(given: usize, limit: usize) -> Result<(), Self> {
        if given > limit {
            Err(Self { limit, given })
        } else {
            Ok(())
        }
    }
}

/// The length of a value's JSON, in bytes, without writing it anywhere.
pub(super) fn json_bytes(value: &impl Serialize) -> usize {
    struct Count(usize);

    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    serde_json::to_writer(&mut count, value).expect("names and JSON values are always JSON");
    count.0
}
