//! What is durable and where: the segments on disk, and the newest entries in memory.

use std::path::Path;

use super::entry::{Entry, EntrySeq};
use super::error::Error;
use super::marks::{Mark, Marks};
use super::segment::{self, Form, SegmentFile};
use super::tail::Tail;
use super::unsaved::Unsaved;

/// A segment that holds at least one durable entry.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) number: u64,
    pub(super) form: Form,
    /// Bytes that are durable; what lies beyond is not to be read.
    pub(super) end: u64,
    pub(super) marks: Marks,
}

impl Segment {
    pub(super) fn first(&self) -> EntrySeq {
        self.marks.first().seq
    }
}

/// What is durable and where.
#[derive(Debug)]
pub(super) struct Catalog {
    /// In order. All but the last are sealed.
    segments: Vec<Segment>,
    last: EntrySeq,
    tail: Tail,
    unsaved: Unsaved,
}

/// A segment opened to be read, as it was at that moment.
pub(super) struct Opened {
    pub(super) file: SegmentFile,
    pub(super) number: u64,
    pub(super) form: Form,
    pub(super) end: u64,
    /// The last entry in it.
    pub(super) last: EntrySeq,
    /// Where to begin for the entry that was asked for.
    pub(super) start: Mark,
}

impl Catalog {
    pub(super) fn new(segments: Vec<Segment>, last: EntrySeq, tail_bytes_max: usize) -> Self {
        Self {
            segments,
            last,
            tail: Tail::new(tail_bytes_max),
            unsaved: Unsaved::since(last),
        }
    }

    pub(super) fn first(&self) -> Option<EntrySeq> {
        self.segments.first().map(Segment::first)
    }

    pub(super) fn last(&self) -> EntrySeq {
        self.last
    }

    pub(super) fn tail(&mut self) -> &mut Tail {
        &mut self.tail
    }

    pub(super) fn unsaved(&mut self) -> &mut Unsaved {
        &mut self.unsaved
    }

    /// Takes in a batch that became durable in segment `number`, which now ends at `end`.
    pub(super) fn publish(&mut self, number: u64, end: u64, entries: Vec<Entry>) {
        match self.segments.last_mut() {
            Some(segment) if segment.number == number => segment.end = end,
            _ => {
                let start = Mark {
                    seq: self.last.plus(1),
                    offset: segment::HEADER_BYTES,
                };
                let marks = Marks::starting_at(start);
                self.segments.push(Segment {
                    number,
                    form: Form::Raw,
                    end,
                    marks,
                });
            }
        }
        self.last = self.last.plus(entries.len() as u64);
        self.unsaved.note(&entries);
        self.tail.extend(entries);
    }

    /// Opens the segment that holds `seq`, which must be between the first and the last.
    ///
    /// Opening happens with the catalog locked, so the file cannot have been replaced or removed
    /// since it was looked up; once open, it stays readable whatever happens to its name.
    pub(super) fn open_segment_of(&self, dir: &Path, seq: EntrySeq) -> Result<Opened, Error> {
        let after = self
            .segments
            .partition_point(|segment| segment.first() <= seq);
        let segment = &self.segments[after - 1];
        let (file, form) = SegmentFile::open(dir, segment.number)?;
        Ok(Opened {
            file,
            number: segment.number,
            form,
            end: segment.end,
            last: self
                .segments
                .get(after)
                .map_or(self.last, |next| EntrySeq(next.first().0 - 1)),
            start: segment.marks.floor(seq),
        })
    }

    /// Keeps the marks that reading brought up, unless the segment was replaced meanwhile.
    pub(super) fn keep_marks(&mut self, number: u64, form: Form, marks: &Marks) {
        let segment = self
            .segments
            .iter_mut()
            .find(|segment| segment.number == number);
        if let Some(segment) = segment.filter(|segment| segment.form == form) {
            segment.marks.merge(marks);
        }
    }

    /// The segments that are not appended to any more, each with the entry after its last.
    pub(super) fn sealed(&self) -> impl Iterator<Item = (&Segment, EntrySeq)> {
        self.segments
            .windows(2)
            .map(|pair| (&pair[0], pair[1].first()))
    }

    /// Notes that segment `number` is compact now and ends at `end`.
    pub(super) fn replace_with_compact(&mut self, number: u64, end: u64) {
        if let Some(segment) = self
            .segments
            .iter_mut()
            .find(|segment| segment.number == number)
        {
            let start = segment.marks.first();
            *segment = Segment {
                number,
                form: Form::Compact,
                end,
                marks: Marks::starting_at(start),
            };
        }
    }

    /// Forgets segment `number`.
    pub(super) fn remove(&mut self, number: u64) {
        self.segments.retain(|segment| segment.number != number);
    }
}
