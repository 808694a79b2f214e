//! A segment's file: its name, its first 32 bytes, and reading from it.
//!
//! | at | size | field |
//! |---|---|---|
//! | 0 | 8 | magic |
//! | 8 | 4 | format |
//! | 12 | 4 | form: 1 raw, 2 compact |
//! | 16 | 8 | number |
//! | 24 | 4 | zero |
//! | 28 | 4 | CRC-32 of the 28 bytes before |
//!
//! The number counts files, not entries, so that a file can be made before anyone knows which entry
//! will be the first in it.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use bytes::{Buf, BufMut};

use super::disk::Disk;
use super::error::Error;

/// The format written, and the newest one read.
pub(super) const FORMAT: u32 = 1;

/// Where the first record or block begins.
pub(super) const HEADER_BYTES: u64 = 32;

const MAGIC: [u8; 8] = *b"MIDCALLJ";
const CHECKED: usize = 28;
const EXTENSION: &str = "journal";

/// How a segment holds its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Records one after the other, as they were appended.
    Raw,
    /// Compressed blocks of records.
    Compact,
}

impl Form {
    const fn code(self) -> u32 {
        match self {
            Self::Raw => 1,
            Self::Compact => 2,
        }
    }
}

/// The file of segment `number` in `dir`.
pub(super) fn path(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("{number:010}.{EXTENSION}"))
}

/// The number in a segment's file name; `None` for any other file.
pub(super) fn number(path: &Path) -> Option<u64> {
    let stem = path.file_stem()?.to_str()?;
    (path.extension()? == EXTENSION).then(|| stem.parse().ok())?
}

/// Makes an empty raw segment whose name and header are durable, ready to be appended to.
pub(super) fn create(disk: &dyn Disk, dir: &Path, number: u64) -> io::Result<File> {
    let file = disk.create(&path(dir, number))?;
    disk.write_all_at(&file, &header(Form::Raw, number), 0)?;
    disk.sync(&file)?;
    disk.sync_dir(dir)?;
    Ok(file)
}

/// The first bytes of segment `number`.
pub(super) fn header(form: Form, number: u64) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER_BYTES as usize);
    out.put_slice(&MAGIC);
    out.put_u32_le(FORMAT);
    out.put_u32_le(form.code());
    out.put_u64_le(number);
    out.put_u32_le(0);
    let checksum = crc32fast::hash(&out);
    out.put_u32_le(checksum);
    out
}

/// A segment's file, open for reading, and its name for when reading fails.
pub(super) struct SegmentFile {
    path: PathBuf,
    file: File,
}

impl SegmentFile {
    /// Opens segment `number` in `dir` and checks its header.
    ///
    /// # Errors
    /// [`Error::NewerFormat`], or [`Error::Corrupt`] at 0 if this is not segment `number`.
    pub(super) fn open(dir: &Path, number: u64) -> Result<(Self, Form), Error> {
        let path = path(dir, number);
        let file = File::open(&path).map_err(Error::io("open", &path))?;
        let segment = Self { path, file };
        let form = segment.read_header(number)?;
        Ok((segment, form))
    }

    fn read_header(&self, number: u64) -> Result<Form, Error> {
        let corrupt = || self.corrupt_at(0);
        let bytes = self.read(0, HEADER_BYTES as usize)?;
        let mut rest = bytes.strip_prefix(&MAGIC).ok_or_else(corrupt)?;
        // Before the checksum: a newer format may well keep its own elsewhere.
        let found = rest.get_u32_le();
        if found > FORMAT {
            return Err(Error::NewerFormat {
                file: self.path.clone(),
                found,
            });
        }
        if bytes[CHECKED..] != crc32fast::hash(&bytes[..CHECKED]).to_le_bytes() {
            return Err(corrupt());
        }
        let form = rest.get_u32_le();
        let form = [Form::Raw, Form::Compact]
            .into_iter()
            .find(|f| f.code() == form);
        form.filter(|_| rest.get_u64_le() == number)
            .ok_or_else(corrupt)
    }

    pub(super) fn len(&self) -> Result<u64, Error> {
        let metadata = self
            .file
            .metadata()
            .map_err(Error::io("read", &self.path))?;
        Ok(metadata.len())
    }

    /// Reads `len` bytes at `offset`; if the file ends before, it is corrupt there.
    pub(super) fn read(&self, offset: u64, len: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; len];
        match self.file.read_exact_at(&mut bytes, offset) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Err(self.corrupt_at(offset))
            }
            Err(error) => Err(Error::io("read", &self.path)(error)),
        }
    }

    /// The error for an unreadable record, block or header at `offset`.
    pub(super) fn corrupt_at(&self, offset: u64) -> Error {
        Error::Corrupt {
            file: self.path.clone(),
            offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_segments_have_numbers() {
        let dir = Path::new("dir");
        assert_eq!(number(&path(dir, 12)), Some(12));
        for other in ["LOCK", "0000000012.tmp", "x.journal", "0000000012"] {
            assert_eq!(number(&dir.join(other)), None, "{other}");
        }
    }
}
