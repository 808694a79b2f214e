//! Reads the records of a raw segment one after the other.

use bytes::Bytes;

use super::entry::EntrySeq;
use super::error::Error;
use super::marks::Mark;
use super::record::{self, Defect, Record};
use super::segment::SegmentFile;

/// Read from the disk at once, unless a record is larger.
const CHUNK_BYTES: u64 = 1 << 20;

/// A walk through a raw segment.
pub(super) struct Scan<'a> {
    segment: &'a SegmentFile,
    chunk_bytes: u64,
    /// Where the next record begins, and where the last one ends.
    at: u64,
    end: u64,
    /// The entry the next record must hold, if known.
    expected: Option<EntrySeq>,
    /// What was read ahead from `at`.
    chunk: Bytes,
}

impl<'a> Scan<'a> {
    /// A walk over the records between the offsets `at` and `end`.
    pub(super) fn new(segment: &'a SegmentFile, at: u64, end: u64) -> Self {
        Self {
            segment,
            chunk_bytes: CHUNK_BYTES,
            at,
            end,
            expected: None,
            chunk: Bytes::new(),
        }
    }

    /// Reads ahead no more than `chunk_bytes`.
    pub(super) fn reading_ahead(mut self, chunk_bytes: usize) -> Self {
        self.chunk_bytes = CHUNK_BYTES.min(chunk_bytes as u64);
        self
    }

    /// Demands that the next record holds entry `seq`.
    pub(super) fn expecting(mut self, seq: EntrySeq) -> Self {
        self.expected = Some(seq);
        self
    }

    /// The next record and where it begins; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Corrupt`] if there is no record, or one of another entry than the order demands.
    pub(super) fn next_record(&mut self) -> Result<Option<(Mark, Record)>, Error> {
        if self.at >= self.end {
            return Ok(None);
        }
        let record = self.decode_next()?;
        let mark = Mark {
            seq: record.entry.seq,
            offset: self.at,
        };
        if self.expected.is_some_and(|expected| expected != mark.seq) {
            return Err(self.segment.corrupt_at(self.at));
        }
        self.expected = Some(mark.seq.plus(1));
        self.at += record.raw.len() as u64;
        self.chunk = self.chunk.slice(record.raw.len()..);
        Ok(Some((mark, record)))
    }

    fn decode_next(&mut self) -> Result<Record, Error> {
        loop {
            match record::decode(&self.chunk) {
                Ok(record) => return Ok(record),
                Err(Defect::Incomplete { needed }) if needed as u64 <= self.end - self.at => {
                    let len = self.chunk_bytes.max(needed as u64).min(self.end - self.at);
                    self.chunk = self.segment.read(self.at, len as usize)?.into();
                }
                Err(_) => return Err(self.segment.corrupt_at(self.at)),
            }
        }
    }
}
