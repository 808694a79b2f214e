//! The blocks of a compact segment: runs of records, each compressed so that it can be read alone.
//!
//! A block is a header of 32 bytes, all numbers little-endian, followed by one zstd frame:
//!
//! | at | size | field |
//! |---|---|---|
//! | 0 | 4 | magic |
//! | 4 | 4 | CRC-32 of the 24 bytes that follow |
//! | 8 | 8 | the block's first entry |
//! | 16 | 8 | the next block's first entry |
//! | 24 | 4 | bytes when unpacked |
//! | 28 | 4 | bytes of the frame, which ends with zstd's own checksum |

use std::io;

use bytes::{Buf, BufMut, Bytes};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

use super::entry::EntrySeq;
use super::error::Error;
use super::record::{self, Record};
use super::segment::SegmentFile;

/// Records are gathered into a block up to about this size. Bodies of one call repeat each other,
/// but between two of them lie those of all other live calls: larger blocks find more repetition,
/// and cost more memory, and more to read a single entry from.
pub(super) const RAW_BYTES: usize = 4 << 20;

/// The window reaches over the whole block.
const WINDOW_LOG: u32 = RAW_BYTES.ilog2();
const LEVEL: i32 = 3;

const MAGIC: [u8; 4] = [0xFF, b'M', b'b', 0xFF];
const HEADER_BYTES: usize = 32;
const CHECKED_FROM: usize = 8;

/// Compresses runs of records into blocks.
pub(super) struct Packer {
    compressor: Compressor<'static>,
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        let mut compressor = Compressor::new(LEVEL)?;
        compressor.set_parameter(CParameter::WindowLog(WINDOW_LOG))?;
        compressor.set_parameter(CParameter::EnableLongDistanceMatching(true))?;
        compressor.set_parameter(CParameter::ChecksumFlag(true))?;
        Ok(Self { compressor })
    }

    /// The block of the records in `raw`, which are those from entry `first` to before `next`.
    pub(super) fn pack(
        &mut self,
        raw: &[u8],
        first: EntrySeq,
        next: EntrySeq,
    ) -> io::Result<Vec<u8>> {
        let frame = self.compressor.compress(raw)?;
        // The raw segment is about to be replaced: a frame that does not read back must be
        // noticed now.
        if Decompressor::new()?.decompress(&frame, raw.len())? != raw {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "compression is not reversible",
            ));
        }
        let mut header = Vec::with_capacity(HEADER_BYTES - CHECKED_FROM);
        header.put_u64_le(first.0);
        header.put_u64_le(next.0);
        header.put_u32_le(len_u32(raw));
        header.put_u32_le(len_u32(&frame));

        let mut block = Vec::with_capacity(HEADER_BYTES + frame.len());
        block.put_slice(&MAGIC);
        block.put_u32_le(crc32fast::hash(&header));
        block.put_slice(&header);
        block.put_slice(&frame);
        Ok(block)
    }
}

fn len_u32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a block exceeds RAW_BYTES by one entry at most")
}

/// A block's header, read.
pub(super) struct Block {
    pub(super) offset: u64,
    pub(super) first: EntrySeq,
    /// The entry the next block begins with.
    pub(super) next: EntrySeq,
    raw_bytes: u32,
    frame_bytes: u32,
}

impl Block {
    /// Reads the header of the block at `offset`.
    pub(super) fn read(segment: &SegmentFile, offset: u64) -> Result<Self, Error> {
        let bytes = segment.read(offset, HEADER_BYTES)?;
        let corrupt = || segment.corrupt_at(offset);
        let mut rest = bytes.strip_prefix(&MAGIC).ok_or_else(corrupt)?;
        if rest.get_u32_le() != crc32fast::hash(&bytes[CHECKED_FROM..]) {
            return Err(corrupt());
        }
        Ok(Self {
            offset,
            first: EntrySeq(rest.get_u64_le()),
            next: EntrySeq(rest.get_u64_le()),
            raw_bytes: rest.get_u32_le(),
            frame_bytes: rest.get_u32_le(),
        })
    }

    /// Where the next block begins.
    pub(super) fn end(&self) -> u64 {
        self.offset + HEADER_BYTES as u64 + u64::from(self.frame_bytes)
    }

    /// Reads and decompresses the block's records.
    pub(super) fn unpack(&self, segment: &SegmentFile) -> Result<Bytes, Error> {
        let corrupt = |_| segment.corrupt_at(self.offset);
        let frame = segment.read(self.offset + HEADER_BYTES as u64, self.frame_bytes as usize)?;
        let raw = Decompressor::new()
            .and_then(|mut zstd| zstd.decompress(&frame, self.raw_bytes as usize))
            .map_err(corrupt)?;
        Ok(raw.into())
    }

    /// The records in what [`unpack`](Self::unpack) gave.
    pub(super) fn records(
        &self,
        segment: &SegmentFile,
        mut raw: Bytes,
    ) -> impl Iterator<Item = Result<Record, Error>> {
        (self.first.0..self.next.0).map(move |_| {
            let record = record::decode(&raw).map_err(|_| segment.corrupt_at(self.offset))?;
            raw.advance(record.raw.len());
            Ok(record)
        })
    }
}
