//! Drops the oldest segments, whole.

use super::entry::EntrySeq;
use super::error::Error;
use super::handle::Shared;
use super::segment;

/// What [`drop_before`](super::Journal::drop_before) did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Segments removed.
    pub segments: u64,
    /// Their size.
    pub bytes: u64,
}

pub(super) fn drop_before(shared: &Shared, seq: EntrySeq) -> Result<Dropped, Error> {
    let _alone = shared.maintenance();
    let due: Vec<_> = shared
        .catalog()
        .sealed()
        .take_while(|(_, next_first)| *next_first <= seq)
        .map(|(segment, _)| (segment.number, segment.end))
        .collect();

    let dir = &shared.options.dir;
    let mut dropped = Dropped::default();
    for (number, bytes) in due {
        let path = segment::path(dir, number);
        shared.catalog().remove(number);
        shared
            .disk
            .remove(&path)
            .map_err(Error::io("remove", &path))?;
        // Each one by itself: were a later removal to reach the disk before an earlier one, a
        // crash between them would look like a segment missing from the middle.
        shared.disk.sync_dir(dir).map_err(Error::io("sync", dir))?;
        dropped.segments += 1;
        dropped.bytes += bytes;
    }
    Ok(dropped)
}
