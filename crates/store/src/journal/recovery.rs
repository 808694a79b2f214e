//! What the folder holds after whatever ended the last run.
//!
//! Writing happens at the end of the newest segment only, so that is where a crash leaves its
//! traces: an unfinished batch, or a segment made ahead and still empty. Both go. Anything else
//! that cannot be read was acknowledged once; then nothing is touched.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::block::Block;
use super::catalog::Segment;
use super::compaction;
use super::disk::Disk;
use super::entry::EntrySeq;
use super::error::Error;
use super::marks::{Mark, Marks};
use super::record;
use super::scan::Scan;
use super::segment::{self, Form, HEADER_BYTES, SegmentFile};

/// What [`recover`] found and left.
pub(super) struct Recovered {
    /// The segments that hold entries.
    pub(super) segments: Vec<Segment>,
    /// The last entry; 0 if there is none.
    pub(super) last: EntrySeq,
    /// The segment to append to.
    pub(super) newest: Newest,
}

/// The segment to append to, which holds nothing beyond `end`.
pub(super) struct Newest {
    pub(super) number: u64,
    pub(super) file: File,
    pub(super) end: u64,
}

/// Looks through `dir`, removes the traces of a crash, and makes sure that every entry found is on
/// disk.
pub(super) fn recover(disk: &dyn Disk, dir: &Path) -> Result<Recovered, Error> {
    let numbers = list(disk, dir)?;
    let mut endings = Vec::new();
    for &number in numbers.iter().rev() {
        let ending = Ending::find(dir, number)?;
        let holds_entries = ending.segment.is_some();
        endings.push(ending);
        if holds_entries {
            break;
        }
    }
    let last = endings.last().map_or(EntrySeq(0), |ending| ending.last);
    endings
        .iter()
        .try_for_each(|ending| ending.refuse_damage(last))?;

    let sealed = &numbers[..numbers.len() - endings.len()];
    let mut segments = sealed
        .iter()
        .map(|&number| look_up(dir, number))
        .collect::<Result<Vec<_>, _>>()?;
    let mut newest = None;
    for ending in endings {
        let path = segment::path(dir, ending.number);
        match ending.segment {
            None => disk.remove(&path).map_err(Error::io("remove", &path))?,
            Some(segment) => {
                let file = settle(disk, &path, segment.end).map_err(Error::io("settle", &path))?;
                newest = Some(Newest {
                    number: segment.number,
                    file,
                    end: segment.end,
                });
                segments.push(segment);
            }
        }
    }
    disk.sync_dir(dir).map_err(Error::io("sync", dir))?;
    let newest = match newest {
        Some(newest) => newest,
        None => {
            let file = segment::create(disk, dir, 1).map_err(Error::io("write to", dir))?;
            Newest {
                number: 1,
                file,
                end: HEADER_BYTES,
            }
        }
    };
    Ok(Recovered {
        segments,
        last,
        newest,
    })
}

/// What can be read in `dir` without touching it: another process may be writing there.
pub(super) fn look(dir: &Path) -> Result<(Vec<Segment>, EntrySeq), Error> {
    let mut numbers = Vec::new();
    let files = match fs::read_dir(dir) {
        // A person may log in before the first server has made it.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok((Vec::new(), EntrySeq(0)));
        }
        files => files.map_err(Error::io("list", dir))?,
    };
    for file in files {
        numbers.extend(segment::number(
            &file.map_err(Error::io("list", dir))?.path(),
        ));
    }
    numbers.sort_unstable();
    let mut segments = Vec::new();
    let mut last = EntrySeq(0);
    while let Some(number) = numbers.pop() {
        let ending = Ending::find(dir, number)?;
        last = ending.last;
        let holds_entries = ending.segment.is_some();
        segments.extend(ending.segment);
        if holds_entries {
            break;
        }
    }
    let sealed = numbers.iter().map(|&number| look_up(dir, number));
    let mut all = sealed.collect::<Result<Vec<_>, _>>()?;
    all.append(&mut segments);
    Ok((all, last))
}

/// The numbers of the segments in `dir`, in order. Removes what an interrupted compaction left.
fn list(disk: &dyn Disk, dir: &Path) -> Result<Vec<u64>, Error> {
    let mut numbers = Vec::new();
    for file in fs::read_dir(dir).map_err(Error::io("list", dir))? {
        let path = file.map_err(Error::io("list", dir))?.path();
        if compaction::is_unfinished(&path) {
            disk.remove(&path).map_err(Error::io("remove", &path))?;
        }
        numbers.extend(segment::number(&path));
    }
    numbers.sort_unstable();
    for pair in numbers.windows(2) {
        if pair[1] != pair[0] + 1 {
            return Err(Error::Corrupt {
                file: segment::path(dir, pair[0] + 1),
                offset: 0,
            });
        }
    }
    Ok(numbers)
}

/// Cuts the newest segment off at `end` and makes the rest durable: the last run may have written
/// entries that were never synced, and whoever reads them takes them for durable.
fn settle(disk: &dyn Disk, path: &Path, end: u64) -> std::io::Result<File> {
    let file = OpenOptions::new().read(true).write(true).open(path)?;
    disk.truncate(&file, end)?;
    disk.sync(&file)?;
    Ok(file)
}

/// A sealed segment, of which only the beginning is read.
fn look_up(dir: &Path, number: u64) -> Result<Segment, Error> {
    const ONE_RECORD_USUALLY: usize = 16 << 10;

    let (file, form) = SegmentFile::open(dir, number)?;
    let end = file.len()?;
    let first = match form {
        Form::Raw => Scan::new(&file, HEADER_BYTES, end)
            .reading_ahead(ONE_RECORD_USUALLY)
            .next_record()?
            .map(|(mark, _)| mark.seq),
        Form::Compact => Some(Block::read(&file, HEADER_BYTES)?.first),
    };
    let seq = first.ok_or_else(|| file.corrupt_at(HEADER_BYTES))?;
    let marks = Marks::starting_at(Mark {
        seq,
        offset: HEADER_BYTES,
    });
    Ok(Segment {
        number,
        form,
        end,
        marks,
    })
}

/// How one of the newest segments ends.
struct Ending {
    number: u64,
    path: PathBuf,
    /// What of it can be read; `None` if it holds no entry.
    segment: Option<Segment>,
    /// The last entry in it.
    last: EntrySeq,
    /// Where reading stopped.
    end: u64,
    /// The first entry of the newest batch of which something is left beyond `end`.
    batch_beyond: Option<EntrySeq>,
}

impl Ending {
    fn find(dir: &Path, number: u64) -> Result<Self, Error> {
        let path = segment::path(dir, number);
        let mut ending = Self {
            number,
            segment: None,
            last: EntrySeq(0),
            end: HEADER_BYTES,
            batch_beyond: None,
            path,
        };
        let len = fs::metadata(&ending.path)
            .map_err(Error::io("read", &ending.path))?
            .len();
        let file = match SegmentFile::open(dir, number) {
            Ok((file, Form::Raw)) => file,
            // Only sealed segments are compacted, so another one must have followed.
            Ok((_, Form::Compact)) => {
                return Err(Error::Corrupt {
                    file: segment::path(dir, number + 1),
                    offset: 0,
                });
            }
            // It was being made. Records are written only after the header is durable.
            Err(Error::Corrupt { .. }) if len <= HEADER_BYTES => return Ok(ending),
            Err(error) => return Err(error),
        };
        let mut scan = Scan::new(&file, HEADER_BYTES, len);
        loop {
            match scan.next_record() {
                Ok(Some((mark, record))) => ending.extend(mark, record.raw.len() as u64),
                Ok(None) => break,
                Err(Error::Corrupt { .. }) => {
                    let rest = file.read(ending.end, (len - ending.end) as usize)?;
                    ending.batch_beyond = newest_batch(&rest.into());
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(ending)
    }

    fn extend(&mut self, mark: Mark, bytes: u64) {
        self.last = mark.seq;
        self.end = mark.offset + bytes;
        let segment = self.segment.get_or_insert_with(|| Segment {
            number: self.number,
            form: Form::Raw,
            end: 0,
            marks: Marks::starting_at(mark),
        });
        segment.end = self.end;
        segment.marks.note(mark);
    }

    /// Tells damage from an unfinished batch, `last` being the last entry that can be read.
    ///
    /// A batch is written only after the one before it was synced. So if something is left of a
    /// batch that began after the first missing entry, that entry was on disk and acknowledged.
    /// What is left of the missing entry's own batch proves nothing: its pages may have reached
    /// the disk in any order.
    fn refuse_damage(&self, last: EntrySeq) -> Result<(), Error> {
        match self.batch_beyond {
            Some(batch_first) if batch_first > last.plus(1) => Err(Error::Corrupt {
                file: self.path.clone(),
                offset: self.end,
            }),
            _ => Ok(()),
        }
    }
}

/// Searches bytes that begin with something unreadable for records, and returns the first entry of
/// the newest batch among them.
fn newest_batch(bytes: &Bytes) -> Option<EntrySeq> {
    bytes
        .windows(record::MAGIC.len())
        .enumerate()
        .filter(|(_, window)| *window == record::MAGIC)
        .filter_map(|(at, _)| record::decode(&bytes.slice(at..)).ok())
        .map(|record| record.batch_first)
        .max()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use midcall_domain::time::Timestamp;
    use tempfile::TempDir;

    use super::*;
    use crate::journal::disk::Files;
    use crate::journal::{EntryKind, NewEntry};

    /// One segment with the batches 1-2 and 3-5, in which the given entries are damaged.
    fn check(damaged: &[u64], survivors: Option<u64>) {
        let dir = TempDir::new().unwrap();
        let disk = Files {
            sync_delay: Duration::ZERO,
        };
        let entry = NewEntry {
            workspace: "default".into(),
            kind: EntryKind::Delivery,
            call_id: None,
            message_type: "transcript".into(),
            received_at: Timestamp(0),
            body: Bytes::from_static(b"{}"),
        };
        let mut bytes = segment::header(Form::Raw, 1);
        for (seq, place) in [(1, 0), (2, 1), (3, 0), (4, 1), (5, 2)] {
            record::encode(&mut bytes, &entry, EntrySeq(seq), place);
            if damaged.contains(&seq) {
                *bytes.last_mut().unwrap() ^= 1;
            }
        }
        fs::write(segment::path(dir.path(), 1), bytes).unwrap();
        let last = recover(&disk, dir.path()).map(|recovered| recovered.last.0);
        assert_eq!(last.ok(), survivors, "damaged: {damaged:?}");
    }

    #[test]
    fn only_the_last_batch_may_be_unfinished() {
        check(&[], Some(5));
        check(&[5], Some(4));
        check(&[3], Some(2));
        check(&[3, 4, 5], Some(2));
        // With nothing left of the batch after it, this one is the last.
        check(&[2, 3, 4, 5], Some(1));
        check(&[2], None);
        check(&[1, 3], None);
        check(&[1, 2, 3, 4], None);
    }
}
