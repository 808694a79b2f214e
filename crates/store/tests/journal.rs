//! The journal's promises, on a real disk: durable before acknowledged, in order, without gaps,
//! and the same whichever way it is read.
#![expect(clippy::unwrap_used, reason = "a test ends where it is surprised")]

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use midcall_domain::time::Timestamp;
use midcall_store::journal::{
    ENTRY_BYTES_MAX, Entry, EntryKind, EntrySeq, Error, Health, Journal, NewEntry, Options,
};
use tempfile::TempDir;

fn entry(n: usize) -> NewEntry {
    NewEntry {
        workspace: "default".into(),
        kind: EntryKind::Other(n as u8),
        call_id: (!n.is_multiple_of(5)).then(|| format!("call-{}", n % 7).into()),
        message_type: "transcript".into(),
        received_at: Timestamp(n as i64),
        body: Bytes::from(format!("{{\"n\":{n}}}").repeat(1 + n % 40)),
    }
}

/// A journal of many segments that remembers little, so that most reading goes to the disk.
fn on_disk(dir: &TempDir) -> Options {
    Options {
        segment_bytes_max: 8 << 10,
        tail_bytes_max: 5_000,
        ..Options::new(dir.path())
    }
}

async fn filled(options: Options, entries: usize) -> Journal {
    let journal = Journal::open(options).unwrap();
    for n in 1..=entries {
        assert_eq!(journal.append(entry(n)).await.unwrap(), EntrySeq(n as u64));
    }
    journal
}

fn read_all(journal: &Journal, bytes_max: usize) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    loop {
        let next = all.last().map_or(EntrySeq(0), |last| last.seq.plus(1));
        let entries = journal.read(next, bytes_max).unwrap();
        if entries.is_empty() {
            return all;
        }
        all.extend(entries);
    }
}

fn segments(dir: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let mut segments: Vec<_> = files
        .filter(|path| path.extension().is_some_and(|e| e == "journal"))
        .collect();
    segments.sort();
    segments
}

fn flip_byte(file: &Path, offset: u64) {
    let file = fs::File::options()
        .read(true)
        .write(true)
        .open(file)
        .unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, offset).unwrap();
    file.write_all_at(&[byte[0] ^ 1], offset).unwrap();
}

#[tokio::test]
async fn every_way_of_reading_gives_the_same() {
    let dir = TempDir::new().unwrap();
    let journal = filled(Options::new(dir.path()), 300).await;
    let from_memory = read_all(&journal, 2_000);
    assert_eq!(from_memory.len(), 300);
    journal.close();

    let dir = TempDir::new().unwrap();
    let journal = filled(on_disk(&dir), 300).await;
    assert!(segments(dir.path()).len() > 5);
    for bytes_max in [0, 700, 1 << 20] {
        assert!(
            read_all(&journal, bytes_max) == from_memory,
            "in portions of {bytes_max}"
        );
    }
    let done = journal.compact().unwrap();
    assert!(done.segments > 4 && done.bytes_after < done.bytes_before);
    assert_eq!(journal.compact().unwrap().segments, 0);
    for bytes_max in [0, 700, 1 << 20] {
        assert!(
            read_all(&journal, bytes_max) == from_memory,
            "in portions of {bytes_max}"
        );
    }
    journal.close();
    let journal = Journal::open(on_disk(&dir)).unwrap();
    assert!(read_all(&journal, 700) == from_memory);
    for (at, expected) in from_memory.iter().enumerate().rev().step_by(17) {
        assert_eq!(
            &journal.read(EntrySeq(at as u64 + 1), 0).unwrap()[0],
            expected
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_appenders_share_one_order() {
    const APPENDERS: usize = 50;
    const EACH: usize = 40;
    let dir = TempDir::new().unwrap();
    let options = Options {
        segment_bytes_max: 64 << 10,
        ..Options::new(dir.path())
    };
    let journal = Journal::open(options.clone()).unwrap();
    let tasks: Vec<_> = (0..APPENDERS)
        .map(|appender| {
            let journal = journal.clone();
            tokio::spawn(async move {
                let mut places = Vec::new();
                for n in 0..EACH {
                    let n = appender * EACH + n;
                    let seq = journal.append(entry(n)).await.unwrap();
                    assert!(journal.last_seq() >= seq);
                    places.push((seq, n));
                }
                assert!(places.is_sorted());
                places
            })
        })
        .collect();
    let mut places = Vec::new();
    for task in tasks {
        places.extend(task.await.unwrap());
    }
    places.sort_unstable();
    journal.close();

    let journal = Journal::open(options).unwrap();
    let kept: Vec<_> = read_all(&journal, 1 << 20)
        .into_iter()
        .map(|entry| (entry.seq, entry.received_at.0 as usize))
        .collect();
    assert_eq!(kept, places);
    assert!(kept.iter().zip(1..).all(|((seq, _), n)| seq.0 == n));
    assert_eq!(kept.len(), APPENDERS * EACH);
}

#[tokio::test]
async fn no_answer_comes_before_the_sync() {
    let dir = TempDir::new().unwrap();
    let sync_delay = Duration::from_millis(30);
    let journal = Journal::open(Options {
        sync_delay,
        ..Options::new(dir.path())
    })
    .unwrap();
    let append = async |n| {
        let asked = Instant::now();
        journal.append(entry(n)).await.unwrap();
        asked.elapsed()
    };
    let (first, second) = tokio::join!(append(1), append(2));
    assert!(first >= sync_delay && second >= sync_delay);
}

#[tokio::test]
async fn waiting_ends_with_the_next_entry() {
    let dir = TempDir::new().unwrap();
    let journal = filled(Options::new(dir.path()), 2).await;
    journal.wait_past(EntrySeq(1)).await;
    let waiting = journal.wait_past(EntrySeq(2));
    let (seq, ()) = tokio::join!(journal.append(entry(3)), waiting);
    assert_eq!(seq.unwrap(), journal.last_seq());
}

#[tokio::test]
async fn the_second_opener_is_refused() {
    let dir = TempDir::new().unwrap();
    let journal = Journal::open(Options::new(dir.path())).unwrap();
    let second = Journal::open(Options::new(dir.path()));
    assert!(matches!(second, Err(Error::InUse { dir: in_use }) if in_use == dir.path()));
    drop(journal);
    Journal::open(Options::new(dir.path())).unwrap();
}

#[tokio::test]
async fn a_closed_journal_takes_nothing() {
    let dir = TempDir::new().unwrap();
    let journal = filled(Options::new(dir.path()), 1).await;
    journal.clone().close();
    assert!(matches!(journal.append(entry(2)).await, Err(Error::Closed)));
    assert!(matches!(journal.health(), Health::NotStoring { .. }));
    assert_eq!(read_all(&journal, 0).len(), 1);
}

#[tokio::test]
async fn an_entry_has_a_limit() {
    let dir = TempDir::new().unwrap();
    let journal = Journal::open(Options::new(dir.path())).unwrap();
    let too_large = NewEntry {
        body: vec![b'.'; ENTRY_BYTES_MAX].into(),
        ..entry(1)
    };
    assert!(matches!(
        journal.append(too_large).await,
        Err(Error::TooLarge { .. })
    ));
    assert_eq!(journal.append(entry(1)).await.unwrap(), EntrySeq(1));
}

#[test]
fn the_runtime_may_go_first() {
    let dir = TempDir::new().unwrap();
    let first = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let journal = first.block_on(filled(Options::new(dir.path()), 3));
    drop(first);
    let second = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    assert_eq!(
        second.block_on(journal.append(entry(4))).unwrap(),
        EntrySeq(4)
    );
}

#[tokio::test]
async fn retention_drops_whole_segments_only() {
    let dir = TempDir::new().unwrap();
    let journal = filled(on_disk(&dir), 300).await;
    let before = segments(dir.path()).len();
    journal.compact().unwrap();
    assert_eq!(journal.drop_before(EntrySeq(2)).unwrap().segments, 0);

    let dropped = journal.drop_before(EntrySeq(200)).unwrap();
    assert!(dropped.segments > 0 && dropped.bytes > 0);
    assert_eq!(
        segments(dir.path()).len(),
        before - dropped.segments as usize
    );
    let first = journal.first_seq().unwrap();
    assert!(first > EntrySeq(1) && first <= EntrySeq(200));
    assert_eq!(read_all(&journal, 0)[0].seq, first);

    // However much is asked for, the order goes on where it was.
    journal.drop_before(EntrySeq(u64::MAX)).unwrap();
    journal.close();
    let journal = Journal::open(on_disk(&dir)).unwrap();
    assert_eq!(journal.append(entry(301)).await.unwrap(), EntrySeq(301));
}

#[tokio::test]
async fn damage_is_named_and_nothing_is_cut_off() {
    // In a raw segment, in a compact one, and in an acknowledged batch of the newest one.
    for (compacted, number, offset) in [(false, 1, 500), (true, 1, 60), (false, -1, 60)] {
        let dir = TempDir::new().unwrap();
        let journal = filled(on_disk(&dir), 300).await;
        if compacted {
            journal.compact().unwrap();
        }
        journal.close();
        let segments = segments(dir.path());
        let newest_used = segments
            .iter()
            .rposition(|s| fs::metadata(s).unwrap().len() > 1_000);
        let damaged = &segments[if number < 0 {
            newest_used.unwrap()
        } else {
            number as usize
        }];
        let len = fs::metadata(damaged).unwrap().len();
        flip_byte(damaged, offset);

        let seen = Journal::open(on_disk(&dir)).and_then(|journal| {
            let mut next = EntrySeq(1);
            while let Some(last) = journal.read(next, 100)?.last() {
                next = last.seq.plus(1);
            }
            Ok(next)
        });
        match seen {
            Err(Error::Corrupt { file, offset: at }) => {
                assert_eq!(&file, damaged);
                assert!(at <= offset, "{at}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::metadata(damaged).unwrap().len(), len);
    }
}

#[tokio::test]
async fn a_missing_segment_is_named() {
    let dir = TempDir::new().unwrap();
    filled(on_disk(&dir), 300).await.close();
    let missing = segments(dir.path())[2].clone();
    fs::remove_file(&missing).unwrap();
    let opened = Journal::open(on_disk(&dir));
    assert!(matches!(opened, Err(Error::Corrupt { file, .. }) if file == missing));
}

#[tokio::test]
async fn a_newer_format_is_refused() {
    let dir = TempDir::new().unwrap();
    filled(Options::new(dir.path()), 1).await.close();
    let segment = &segments(dir.path())[0];
    let file = fs::File::options().write(true).open(segment).unwrap();
    file.write_all_at(&2_u32.to_le_bytes(), 8).unwrap();
    let opened = Journal::open(Options::new(dir.path()));
    assert!(matches!(opened, Err(Error::NewerFormat { found: 2, .. })));
}

/// Vapi's bodies repeat the assistant and the growing history.
#[tokio::test]
async fn calls_shrink_to_a_twentieth() {
    const CALLS: usize = 8;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/vapi/call-full.jsonl");
    let sample = fs::read_to_string(sample).unwrap();
    let dir = TempDir::new().unwrap();
    let options = Options {
        segment_bytes_max: 8 << 20,
        ..Options::new(dir.path())
    };
    let journal = Journal::open(options).unwrap();
    for line in sample.lines() {
        for call in 0..CALLS {
            let id: Arc<str> = format!("{call:08x}-1700-7f60-98eb-181590fa9610").into();
            let body = line.replace("01a1f456-1700-7f60-98eb-181590fa9610", &id);
            let entry = NewEntry {
                call_id: Some(id),
                body: body.into(),
                ..entry(1)
            };
            journal.append(entry).await.unwrap();
        }
    }
    let done = journal.compact().unwrap();
    assert!(done.segments > 0);
    assert!(done.bytes_after * 20 < done.bytes_before, "{done:?}");
}

#[tokio::test]
async fn a_calls_unsaved_entries_are_found_before_and_after_a_start() {
    let dir = tempfile::tempdir().unwrap();
    let of = |journal: &Journal, after: u64, bytes_max| {
        let unsaved = journal.unsaved_of("call-3", EntrySeq(290));
        let read = journal.read_unsaved(&unsaved, EntrySeq(after), bytes_max);
        let entries = read.unwrap()?;
        Some(entries.iter().map(|entry| entry.seq.0).collect::<Vec<_>>())
    };
    let expected = |after| {
        let ours = |n: &u64| n % 7 == 3 && !n.is_multiple_of(5);
        (after + 1..=290).filter(ours).collect::<Vec<_>>()
    };
    let journal = filled(on_disk(&dir), 300).await;
    for after in [0, 10, 150, 280, 290] {
        assert_eq!(of(&journal, after, 0), Some(expected(after)), "{after}");
    }
    journal.close();
    let journal = Journal::open(on_disk(&dir)).unwrap();
    for after in [0, 10, 150, 280, 290] {
        let found = of(&journal, after, usize::MAX);
        assert_eq!(found, Some(expected(after)), "{after}");
    }
    assert_eq!(of(&journal, 0, 1_000), None, "it would take too long");
}
