//! The bytes of one entry on disk. Pure: no file is touched here.
//!
//! A record is a header of 48 bytes, all numbers little-endian, followed by the workspace, the call
//! id, the message type and the body:
//!
//! | at | size | field |
//! |---|---|---|
//! | 0 | 4 | magic |
//! | 4 | 4 | CRC-32 of everything that follows |
//! | 8 | 8 | seq |
//! | 16 | 8 | received at, milliseconds since the Unix epoch |
//! | 24 | 4 | place within its batch, from 0 |
//! | 28 | 4 | body length |
//! | 32 | 4 | workspace length |
//! | 36 | 4 | call id length, `u32::MAX` if there is none |
//! | 40 | 4 | message type length |
//! | 44 | 1 | kind |
//! | 45 | 3 | zero |

use std::ops::Range;
use std::sync::Arc;

use bytes::{Buf, BufMut, Bytes};
use midcall_domain::time::Timestamp;

use super::entry::{Entry, EntryKind, EntrySeq, NewEntry};

/// The largest entry, envelope included. Webhooks are cut off at 5 MiB before they come here; this
/// bounds what a damaged length can make us allocate.
pub const ENTRY_BYTES_MAX: usize = 32 << 20;

/// Begins every record. 0xFF occurs in no UTF-8 text, so no JSON body can look like a record when
/// recovery searches for one.
pub(super) const MAGIC: [u8; 4] = [0xFF, b'M', b'c', 0xFF];

const HEADER_BYTES: usize = 48;
const CHECKED_FROM: usize = 8;
const NO_CALL: u32 = u32::MAX;

/// The size of `entry` on disk.
pub(super) fn encoded_len(entry: &NewEntry) -> usize {
    HEADER_BYTES
        + entry.workspace.len()
        + entry.call_id.as_ref().map_or(0, |id| id.len())
        + entry.message_type.len()
        + entry.body.len()
}

/// Appends the record of `entry` to `out`.
pub(super) fn encode(out: &mut Vec<u8>, entry: &NewEntry, seq: EntrySeq, place_in_batch: u32) {
    let start = out.len();
    out.put_slice(&MAGIC);
    out.put_u32_le(0);
    out.put_u64_le(seq.0);
    out.put_i64_le(entry.received_at.0);
    out.put_u32_le(place_in_batch);
    out.put_u32_le(len_u32(&entry.body));
    out.put_u32_le(len_u32(entry.workspace.as_bytes()));
    out.put_u32_le(
        entry
            .call_id
            .as_ref()
            .map_or(NO_CALL, |id| len_u32(id.as_bytes())),
    );
    out.put_u32_le(len_u32(entry.message_type.as_bytes()));
    out.put_u8(entry.kind.code());
    out.put_bytes(0, 3);
    out.put_slice(entry.workspace.as_bytes());
    out.put_slice(entry.call_id.as_deref().unwrap_or_default().as_bytes());
    out.put_slice(entry.message_type.as_bytes());
    out.put_slice(&entry.body);

    let checksum = crc32fast::hash(&out[start + CHECKED_FROM..]);
    out[start + 4..start + CHECKED_FROM].copy_from_slice(&checksum.to_le_bytes());
}

fn len_u32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("entries above ENTRY_BYTES_MAX are refused before they queue")
}

/// A record read back.
pub(super) struct Record {
    pub(super) entry: Entry,
    /// The first entry of the batch this one was written and synced with.
    pub(super) batch_first: EntrySeq,
    /// The record's own bytes.
    pub(super) raw: Bytes,
}

/// Why there is no record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Defect {
    /// The given bytes end early; the record needs at least this many, perhaps more.
    Incomplete { needed: usize },
    /// These bytes are no record.
    Damaged,
}

/// Reads the record at the start of `bytes`. The body is shared with `bytes`, not copied.
pub(super) fn decode(bytes: &Bytes) -> Result<Record, Defect> {
    let Some(mut header) = bytes.get(..HEADER_BYTES) else {
        return Err(
            if MAGIC.starts_with(&bytes[..bytes.len().min(MAGIC.len())]) {
                Defect::Incomplete {
                    needed: HEADER_BYTES,
                }
            } else {
                Defect::Damaged
            },
        );
    };
    if !header.starts_with(&MAGIC) {
        return Err(Defect::Damaged);
    }
    header.advance(MAGIC.len());
    let checksum = header.get_u32_le();
    let seq = EntrySeq(header.get_u64_le());
    let received_at = Timestamp(header.get_i64_le());
    let place_in_batch = u64::from(header.get_u32_le());
    let body_len = header.get_u32_le();
    let workspace_len = header.get_u32_le();
    let call_id_len = Some(header.get_u32_le()).filter(|&len| len != NO_CALL);
    let message_type_len = header.get_u32_le();
    let kind = EntryKind::from_code(header.get_u8());

    let mut end = HEADER_BYTES;
    let mut take = |len: u32| -> Range<usize> {
        let start = end;
        end = end.saturating_add(len as usize);
        start..end
    };
    let workspace = take(workspace_len);
    let call_id = call_id_len.map(&mut take);
    let message_type = take(message_type_len);
    let body = take(body_len);
    if end > ENTRY_BYTES_MAX {
        return Err(Defect::Damaged);
    }
    if end > bytes.len() {
        return Err(Defect::Incomplete { needed: end });
    }
    if crc32fast::hash(&bytes[CHECKED_FROM..end]) != checksum {
        return Err(Defect::Damaged);
    }
    let text = |range: Range<usize>| -> Result<Arc<str>, Defect> {
        str::from_utf8(&bytes[range])
            .map(Arc::from)
            .map_err(|_| Defect::Damaged)
    };
    Ok(Record {
        entry: Entry {
            seq,
            workspace: text(workspace)?,
            kind,
            call_id: call_id.map(text).transpose()?,
            message_type: text(message_type)?,
            received_at,
            body: bytes.slice(body),
        },
        batch_first: EntrySeq(seq.0.saturating_sub(place_in_batch)),
        raw: bytes.slice(..end),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(call_id: Option<&str>) -> NewEntry {
        NewEntry {
            workspace: "default".into(),
            kind: EntryKind::Other(200),
            call_id: call_id.map(Arc::from),
            message_type: "transcript".into(),
            received_at: Timestamp(-5),
            body: Bytes::from_static(b"{\"message\":{}}"),
        }
    }

    fn encoded(entry: &NewEntry) -> Vec<u8> {
        let mut out = Vec::new();
        encode(&mut out, entry, EntrySeq(7), 2);
        out
    }

    #[test]
    fn what_is_encoded_is_decoded() {
        for call_id in [None, Some(""), Some("01a1f456")] {
            let entry = sample(call_id);
            let bytes = encoded(&entry);
            assert_eq!(bytes.len(), encoded_len(&entry));
            let Ok(record) = decode(&Bytes::from(bytes)) else {
                panic!("not decoded")
            };
            assert_eq!(record.entry, Entry::new(EntrySeq(7), entry));
            assert_eq!(record.batch_first, EntrySeq(5));
        }
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let good = encoded(&sample(Some("01a1f456")));
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(decode(&Bytes::from(bad)).is_err(), "byte {at}");
        }
    }

    #[test]
    fn every_cut_is_noticed() {
        let good = Bytes::from(encoded(&sample(None)));
        for len in 0..good.len() {
            let defect = decode(&good.slice(..len)).err();
            assert!(
                matches!(defect, Some(Defect::Incomplete { .. })),
                "cut at {len}"
            );
        }
    }
}
