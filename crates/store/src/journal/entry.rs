//! What the journal keeps: an entry, before and after it got its place in the order.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use midcall_domain::time::Timestamp;

/// An entry's place in the journal: 1 for the first, without gaps. 0 stands before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntrySeq(pub u64);

impl EntrySeq {
    /// The place `count` entries further on.
    #[must_use]
    pub const fn plus(self, count: u64) -> Self {
        Self(self.0 + count)
    }
}

impl fmt::Display for EntrySeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What an entry records. Stored as one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// The raw body of a webhook, as it arrived.
    Delivery,
    /// A call was settled without its end having been delivered.
    Settled,
    /// What a search for the call's Lead found.
    Lookup,
    /// What a person said about the call.
    Vouched,
    /// What a language model answered when it was asked about the call.
    Advised,
    /// What Vapi's REST API said of the call when it was asked: the raw bytes of its answer.
    Fetched,
    /// That nothing more of the call can be had from Vapi.
    GivenUp,
    /// What Midcall answered on the line, so that the same question gets the same answer.
    Answered,
    /// Written by a newer version; kept and handed on as it is.
    Other(u8),
}

impl EntryKind {
    /// The byte it is stored as.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Delivery => 1,
            Self::Settled => 2,
            Self::Lookup => 3,
            Self::Vouched => 4,
            Self::Advised => 5,
            Self::Fetched => 6,
            Self::GivenUp => 7,
            Self::Answered => 8,
            Self::Other(code) => code,
        }
    }

    /// The kind stored as `code`.
    #[must_use]
    pub const fn from_code(code: u8) -> Self {
        match code {
            1 => Self::Delivery,
            2 => Self::Settled,
            3 => Self::Lookup,
            4 => Self::Vouched,
            5 => Self::Advised,
            6 => Self::Fetched,
            7 => Self::GivenUp,
            8 => Self::Answered,
            code => Self::Other(code),
        }
    }
}

/// An entry to append.
#[derive(Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// The client it belongs to.
    pub workspace: Arc<str>,
    /// What it records.
    pub kind: EntryKind,
    /// Vapi's id of the call, if the entry is about one.
    pub call_id: Option<Arc<str>>,
    /// Vapi's name of the message's type, or ours for the other kinds.
    pub message_type: Arc<str>,
    /// When it reached us.
    pub received_at: Timestamp,
    /// The raw bytes.
    pub body: Bytes,
}

/// An entry that is on disk.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the order.
    pub seq: EntrySeq,
    /// The client it belongs to.
    pub workspace: Arc<str>,
    /// What it records.
    pub kind: EntryKind,
    /// Vapi's id of the call, if the entry is about one.
    pub call_id: Option<Arc<str>>,
    /// Vapi's name of the message's type, or ours for the other kinds.
    pub message_type: Arc<str>,
    /// When it reached us.
    pub received_at: Timestamp,
    /// The raw bytes, shared with the journal's memory: cloning an entry copies none of them.
    pub body: Bytes,
}

impl Entry {
    pub(super) fn new(seq: EntrySeq, entry: NewEntry) -> Self {
        Self {
            seq,
            workspace: entry.workspace,
            // An `Other` that has a name here gets it now, as it would when read back.
            kind: EntryKind::from_code(entry.kind.code()),
            call_id: entry.call_id,
            message_type: entry.message_type,
            received_at: entry.received_at,
            body: entry.body,
        }
    }

    /// What it counts against a limit in bytes.
    pub(super) fn weight(&self) -> usize {
        size_of::<Self>() + self.body.len()
    }
}

// Bodies carry phone numbers and control URLs, so neither form of an entry prints its own.

impl fmt::Debug for NewEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewEntry")
            .field("workspace", &self.workspace)
            .field("kind", &self.kind)
            .field("call_id", &self.call_id)
            .field("message_type", &self.message_type)
            .field("received_at", &self.received_at)
            .field("body", &format_args!("[redacted]"))
            .finish()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("seq", &self.seq)
            .field("workspace", &self.workspace)
            .field("kind", &self.kind)
            .field("call_id", &self.call_id)
            .field("message_type", &self.message_type)
            .field("received_at", &self.received_at)
            .field("body", &format_args!("[redacted]"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives() {
        for code in 0..=u8::MAX {
            assert_eq!(EntryKind::from_code(code).code(), code);
        }
        assert_eq!(EntryKind::from_code(9), EntryKind::Other(9));
    }

    #[test]
    fn a_body_is_never_printed() {
        let new = NewEntry {
            workspace: "default".into(),
            kind: EntryKind::Delivery,
            call_id: None,
            message_type: "status-update".into(),
            received_at: Timestamp(0),
            body: Bytes::from_static(b"SENTINEL"),
        };
        let kept = Entry::new(EntrySeq(1), new.clone());
        assert!(!format!("{new:?}{kept:?}").contains("SENTINEL"));
        assert!(format!("{kept:?}").contains("[redacted]"));
    }
}
