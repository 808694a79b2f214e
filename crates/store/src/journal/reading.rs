//! Reading entries back: from memory if they are recent, else from the segment that holds them.

use bytes::Bytes;

use super::block::Block;
use super::catalog::Opened;
use super::entry::{Entry, EntrySeq};
use super::error::Error;
use super::handle::Shared;
use super::marks::{Mark, Marks};
use super::scan::Scan;
use super::segment::Form;
use super::tail::Room;
use super::unsaved::UnsavedEntries;

/// Entries from `from` on, from one place: the memory or one segment.
pub(super) fn read(shared: &Shared, from: EntrySeq, bytes_max: usize) -> Result<Vec<Entry>, Error> {
    let (segment, from) = {
        let mut catalog = shared.catalog();
        let Some(first) = catalog.first() else {
            return Ok(Vec::new());
        };
        let from = from.max(first);
        if from > catalog.last() {
            return Ok(Vec::new());
        }
        if let Some(entries) = catalog.tail().read(from, bytes_max) {
            return Ok(entries);
        }
        (catalog.open_segment_of(&shared.options.dir, from)?, from)
    };
    let mut found = Found {
        from,
        room: Room::new(bytes_max),
        entries: Vec::new(),
        marks: Marks::starting_at(segment.start),
    };
    match segment.form {
        Form::Raw => read_raw(&segment, bytes_max, &mut found)?,
        Form::Compact => read_compact(shared, &segment, &mut found)?,
    }
    shared
        .catalog()
        .keep_marks(segment.number, segment.form, &found.marks);
    Ok(found.entries)
}

/// How much is read at a time while looking through the journal for one call's entries.
const LOOK_BYTES_MAX: usize = 1 << 20;

/// The entries after `after`; `None` if more than `bytes_max` would have to be looked through for
/// those that are not listed.
pub(super) fn read_unsaved(
    shared: &Shared,
    unsaved: &UnsavedEntries,
    after: EntrySeq,
    bytes_max: usize,
) -> Result<Option<Vec<Entry>>, Error> {
    let UnsavedEntries {
        call,
        since: unlisted,
        listed,
    } = unsaved;
    let mut found = Vec::new();
    let mut at = after.plus(1);
    let mut bytes_left = bytes_max;
    while at <= *unlisted {
        let entries = read(shared, at, LOOK_BYTES_MAX.min(bytes_left))?;
        let Some(last) = entries.last() else { break };
        at = last.seq.plus(1);
        let read: usize = entries.iter().map(Entry::weight).sum();
        let within = entries.into_iter().filter(|entry| entry.seq <= *unlisted);
        found.extend(within.filter(|entry| entry.call_id.as_deref() == Some(&**call)));
        match bytes_left.checked_sub(read) {
            Some(left) if left > 0 => bytes_left = left,
            _ if at > *unlisted => break,
            _ => return Ok(None),
        }
    }
    for seq in listed.iter().filter(|seq| **seq > after) {
        let entries = read(shared, *seq, 1)?;
        found.extend(entries.into_iter().filter(|entry| entry.seq == *seq));
    }
    Ok(Some(found))
}

/// What reading has gathered so far.
struct Found {
    from: EntrySeq,
    room: Room,
    entries: Vec<Entry>,
    marks: Marks,
}

impl Found {
    /// Takes `entry` if it was asked for; false if there is no room for it, or for any after it.
    fn takes(&mut self, entry: Entry) -> bool {
        if entry.seq < self.from {
            return true;
        }
        let fits = self.room.takes(&entry);
        if fits {
            self.entries.push(entry);
        }
        fits
    }

    fn has_reached(&self, last: EntrySeq) -> bool {
        self.entries.last().is_some_and(|entry| entry.seq == last)
    }
}

fn read_raw(segment: &Opened, bytes_max: usize, found: &mut Found) -> Result<(), Error> {
    let Opened {
        file,
        start,
        end,
        last,
        ..
    } = segment;
    let mut scan = Scan::new(file, start.offset, *end)
        .expecting(start.seq)
        .reading_ahead(bytes_max);
    while let Some((mark, record)) = scan.next_record()? {
        found.marks.note(mark);
        if !found.takes(record.entry) {
            return Ok(());
        }
    }
    if found.has_reached(*last) {
        Ok(())
    } else {
        Err(file.corrupt_at(*end))
    }
}

fn read_compact(shared: &Shared, segment: &Opened, found: &mut Found) -> Result<(), Error> {
    let Opened {
        file,
        start,
        end,
        last,
        ..
    } = segment;
    let mut at = *start;
    while at.offset < *end {
        let block = Block::read(file, at.offset)?;
        if block.first != at.seq {
            return Err(file.corrupt_at(at.offset));
        }
        found.marks.note(at);
        if block.next > found.from {
            let raw = unpack(shared, segment, &block)?;
            for record in block.records(file, raw) {
                if !found.takes(record?.entry) {
                    return Ok(());
                }
            }
        }
        at = Mark {
            seq: block.next,
            offset: block.end(),
        };
    }
    if found.has_reached(*last) {
        Ok(())
    } else {
        Err(file.corrupt_at(*end))
    }
}

/// Whoever reads in order in small portions comes back for the same block many times.
fn unpack(shared: &Shared, segment: &Opened, block: &Block) -> Result<Bytes, Error> {
    let mut last_block = shared
        .last_block
        .lock()
        .expect("no thread panics while it holds the last block");
    match &*last_block {
        Some((number, offset, raw)) if (*number, *offset) == (segment.number, block.offset) => {
            Ok(raw.clone())
        }
        _ => {
            let raw = block.unpack(&segment.file)?;
            *last_block = Some((segment.number, block.offset, raw.clone()));
            Ok(raw)
        }
    }
}
