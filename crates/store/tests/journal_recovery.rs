//! Whatever is left of the newest segment, a prefix of the entries survives, and appending goes on.
#![expect(clippy::unwrap_used, reason = "a test ends where it is surprised")]

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use midcall_domain::time::Timestamp;
use midcall_store::journal::{EntryKind, EntrySeq, Journal, NewEntry, Options};
use proptest::prelude::*;
use proptest::sample::Index;
use tempfile::TempDir;

fn entry(body: &[u8]) -> NewEntry {
    NewEntry {
        workspace: "default".into(),
        kind: EntryKind::Delivery,
        call_id: None,
        message_type: "transcript".into(),
        received_at: Timestamp(0),
        body: Bytes::copy_from_slice(body),
    }
}

fn options(dir: &TempDir) -> Options {
    Options {
        segment_bytes_max: 2_000,
        ..Options::new(dir.path())
    }
}

/// The newest segment that is longer than its header.
fn newest_segment(dir: &Path) -> PathBuf {
    let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    files
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "journal")
        })
        .filter(|path| fs::metadata(path).unwrap().len() > 32)
        .max()
        .unwrap()
}

fn bodies(journal: &Journal) -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    loop {
        let entries = journal
            .read(EntrySeq(bodies.len() as u64 + 1), 500)
            .unwrap();
        if entries.is_empty() {
            return bodies;
        }
        bodies.extend(entries.iter().map(|entry| entry.body.to_vec()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_prefix_survives_any_cut(
        written in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..600), 1..12),
        cut in any::<Index>(),
        garbage in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let dir = TempDir::new().unwrap();
        let journal = Journal::open(options(&dir)).unwrap();
        // Where each entry ends, and in which file.
        let mut ends = Vec::new();
        for body in &written {
            runtime.block_on(journal.append(entry(body))).unwrap();
            let segment = newest_segment(dir.path());
            ends.push((fs::metadata(&segment).unwrap().len(), segment));
        }
        journal.close();

        let newest = newest_segment(dir.path());
        let mut bytes = fs::read(&newest).unwrap();
        let cut = 32 + cut.index(bytes.len() - 31);
        bytes.truncate(cut);
        bytes.extend_from_slice(&garbage);
        fs::write(&newest, bytes).unwrap();

        let whole = ends.iter().filter(|(end, file)| *file != newest || *end <= cut as u64).count();
        let journal = Journal::open(options(&dir)).unwrap();
        prop_assert_eq!(journal.last_seq(), EntrySeq(whole as u64));
        prop_assert_eq!(&bodies(&journal)[..], &written[..whole]);

        let next = runtime.block_on(journal.append(entry(b"next"))).unwrap();
        prop_assert_eq!(next, EntrySeq(whole as u64 + 1));
        journal.close();
        let journal = Journal::open(options(&dir)).unwrap();
        let bodies = bodies(&journal);
        prop_assert_eq!(&bodies[..whole], &written[..whole]);
        prop_assert_eq!(&bodies[whole..], &[b"next"]);
    }
}
