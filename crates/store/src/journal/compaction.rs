//! Rewrites sealed segments compressed.
//!
//! The new file is complete and synced before it takes the old one's name, so a crash leaves one
//! or the other, and at worst a temporary file that the next opening removes.
//!
//! Taking in deliveries comes first: a block is followed by a rest as long as packing it took,
//! times [`Options::compaction_rest`](super::Options::compaction_rest).

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

use super::block::{self, Packer};
use super::disk::Disk;
use super::entry::EntrySeq;
use super::error::Error;
use super::handle::Shared;
use super::scan::Scan;
use super::segment::{self, Form, HEADER_BYTES, SegmentFile};

const EXTENSION: &str = "compacting";

/// What [`compact`](super::Journal::compact) did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compaction {
    /// Segments rewritten.
    pub segments: u64,
    /// Their size before.
    pub bytes_before: u64,
    /// Their size now.
    pub bytes_after: u64,
}

/// Whether this file was left by a compaction that did not end.
pub(super) fn is_unfinished(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == EXTENSION)
}

pub(super) fn compact(shared: &Shared) -> Result<Compaction, Error> {
    let _alone = shared.maintenance();
    let due: Vec<_> = shared
        .catalog()
        .sealed()
        .filter(|(segment, _)| segment.form == Form::Raw)
        .map(|(segment, next_first)| Rewrite {
            number: segment.number,
            first: segment.first(),
            next_first,
            end: segment.end,
        })
        .collect();

    let mut done = Compaction::default();
    for rewrite in due {
        done.segments += 1;
        done.bytes_before += rewrite.end;
        done.bytes_after += rewrite.carry_out(shared)?;
    }
    Ok(done)
}

/// A raw segment to be replaced.
struct Rewrite {
    number: u64,
    first: EntrySeq,
    next_first: EntrySeq,
    end: u64,
}

impl Rewrite {
    fn carry_out(&self, shared: &Shared) -> Result<u64, Error> {
        let dir = &shared.options.dir;
        let path = segment::path(dir, self.number);
        let unfinished = path.with_extension(EXTENSION);
        let end = self.write(shared, &unfinished).inspect_err(|_| {
            // On a full disk this is what makes room again. If it fails, the next opening does it.
            let _ = shared.disk.remove(&unfinished);
        })?;
        {
            // Readers open files with the catalog locked: what they find there is what they open.
            let mut catalog = shared.catalog();
            shared
                .disk
                .rename(&unfinished, &path)
                .map_err(Error::io("replace", &path))?;
            catalog.replace_with_compact(self.number, end);
        }
        shared.disk.sync_dir(dir).map_err(Error::io("sync", dir))?;
        Ok(end)
    }

    /// Writes the compact segment to `path`, synced, and returns its size.
    fn write(&self, shared: &Shared, path: &Path) -> Result<u64, Error> {
        let (file, _) = SegmentFile::open(&shared.options.dir, self.number)?;
        let mut scan = Scan::new(&file, HEADER_BYTES, self.end).expecting(self.first);
        let mut blocks = BlockWriter::create(shared, path, self.number, self.first)?;
        while let Some((_, record)) = scan.next_record()? {
            blocks.push(&record.raw)?;
        }
        if blocks.next != self.next_first {
            return Err(file.corrupt_at(self.end));
        }
        blocks.finish()
    }
}

/// Gathers records into blocks and writes them to a new segment.
struct BlockWriter<'a> {
    disk: &'a dyn Disk,
    rest: u32,
    path: PathBuf,
    file: File,
    end: u64,
    packer: Packer,
    records: Vec<u8>,
    /// The first entry in `records`, and the one after the last.
    first: EntrySeq,
    next: EntrySeq,
}

impl<'a> BlockWriter<'a> {
    fn create(
        shared: &'a Shared,
        path: &Path,
        number: u64,
        first: EntrySeq,
    ) -> Result<Self, Error> {
        let disk = &*shared.disk;
        let file = disk.create(path).map_err(Error::io("create", path))?;
        let mut writer = Self {
            disk,
            rest: shared.options.compaction_rest,
            path: path.to_owned(),
            file,
            end: 0,
            packer: Packer::new().map_err(Error::io("compress", path))?,
            records: Vec::new(),
            first,
            next: first,
        };
        writer.write(&segment::header(Form::Compact, number))?;
        Ok(writer)
    }

    fn push(&mut self, record: &[u8]) -> Result<(), Error> {
        self.records.extend_from_slice(record);
        self.next = self.next.plus(1);
        if self.records.len() >= block::RAW_BYTES {
            let began = Instant::now();
            self.end_block()?;
            thread::sleep(began.elapsed() * self.rest);
        }
        Ok(())
    }

    fn end_block(&mut self) -> Result<(), Error> {
        let block = self
            .packer
            .pack(&self.records, self.first, self.next)
            .map_err(Error::io("compress", &self.path))?;
        self.records.clear();
        self.first = self.next;
        self.write(&block)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = self.disk.write_all_at(&self.file, bytes, self.end);
        written.map_err(Error::io("write", &self.path))?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    fn finish(mut self) -> Result<u64, Error> {
        if !self.records.is_empty() {
            self.end_block()?;
        }
        self.disk
            .sync(&self.file)
            .map_err(Error::io("sync", &self.path))?;
        Ok(self.end)
    }
}
