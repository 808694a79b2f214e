//! A disk that fails on demand, and what the journal makes of it.

use std::fs::File;
use std::io;
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use midcall_domain::time::Timestamp;
use tempfile::TempDir;

use super::disk::{Disk, Files};
use super::{EntryKind, EntrySeq, Error, Health, Journal, NewEntry, Options};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Op {
    Create,
    Write,
    Sync,
    Truncate,
    Rename,
    Remove,
    SyncDir,
}

#[derive(Clone, Copy)]
enum Fault {
    None,
    /// Every such operation fails; a write does half of its work before.
    Refuses(Op, io::ErrorKind),
    /// After so many more operations nothing works any more, as if the machine had stopped.
    DiesAfter(usize),
}

/// The real disk, until told otherwise.
struct FaultyDisk {
    files: Files,
    fault: Mutex<Fault>,
}

impl FaultyDisk {
    fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self {
            files: Files {
                sync_delay: Duration::ZERO,
            },
            fault: Mutex::new(fault),
        })
    }

    fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn is_dead(&self) -> bool {
        matches!(*self.fault.lock().unwrap(), Fault::DiesAfter(0))
    }

    fn pass(&self, op: Op) -> io::Result<()> {
        match &mut *self.fault.lock().unwrap() {
            Fault::Refuses(refused, kind) if *refused == op => Err((*kind).into()),
            Fault::DiesAfter(0) => Err(io::ErrorKind::Other.into()),
            Fault::DiesAfter(left) => {
                *left -= 1;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Disk for FaultyDisk {
    fn create(&self, path: &Path) -> io::Result<File> {
        self.pass(Op::Create)?;
        self.files.create(path)
    }

    fn write_all_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.pass(Op::Write).inspect_err(|_| {
            self.files
                .write_all_at(file, &bytes[..bytes.len() / 2], offset)
                .unwrap();
        })?;
        self.files.write_all_at(file, bytes, offset)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.pass(Op::Sync)?;
        self.files.sync(file)
    }

    fn truncate(&self, file: &File, len: u64) -> io::Result<()> {
        self.pass(Op::Truncate)?;
        self.files.truncate(file, len)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.pass(Op::Rename)?;
        self.files.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.pass(Op::Remove)?;
        self.files.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.pass(Op::SyncDir)?;
        self.files.sync_dir(dir)
    }
}

fn entry(n: u64) -> NewEntry {
    NewEntry {
        workspace: "default".into(),
        kind: EntryKind::Delivery,
        call_id: Some(format!("call-{}", n % 3).into()),
        message_type: "transcript".into(),
        received_at: Timestamp(n as i64),
        body: Bytes::from(n.to_string().repeat(50)),
    }
}

/// Segments of a few entries each.
fn small(dir: &TempDir) -> Options {
    Options {
        segment_bytes_max: 1_000,
        tail_bytes_max: 0,
        ..Options::new(dir.path())
    }
}

/// The numbers that went into [`entry`], in the order of the journal.
fn contents(journal: &Journal) -> Vec<u64> {
    let mut numbers = Vec::new();
    loop {
        let entries = journal
            .read(EntrySeq(numbers.len() as u64 + 1), 1_000)
            .unwrap();
        if entries.is_empty() {
            return numbers;
        }
        for entry in entries {
            assert_eq!(entry.seq.0, numbers.len() as u64 + 1);
            numbers.push(entry.received_at.0 as u64);
        }
    }
}

#[tokio::test]
async fn a_full_disk_loses_nothing_and_is_taken_up_again() {
    let dir = TempDir::new().unwrap();
    let disk = FaultyDisk::new(Fault::None);
    let journal = Journal::open_on(disk.clone(), Options::new(dir.path())).unwrap();
    journal.append(entry(1)).await.unwrap();

    disk.set(Fault::Refuses(Op::Write, io::ErrorKind::StorageFull));
    let refused = journal.append(entry(2)).await;
    assert!(matches!(
        refused,
        Err(Error::NotStored {
            reason: "the disk is full",
            ..
        })
    ));
    assert!(
        matches!(journal.health(), Health::NotStoring { reason } if reason.contains("disk is full"))
    );

    disk.set(Fault::None);
    assert_eq!(journal.append(entry(3)).await.unwrap(), EntrySeq(2));
    assert_eq!(journal.health(), Health::Storing);
    assert_eq!(contents(&journal), [1, 3]);
    journal.close();
    assert_eq!(
        contents(&Journal::open(Options::new(dir.path())).unwrap()),
        [1, 3]
    );
}

#[tokio::test]
async fn health_returns_without_an_append() {
    let dir = TempDir::new().unwrap();
    let disk = FaultyDisk::new(Fault::None);
    let journal = Journal::open_on(disk.clone(), Options::new(dir.path())).unwrap();
    disk.set(Fault::Refuses(Op::Write, io::ErrorKind::StorageFull));
    journal.append(entry(1)).await.unwrap_err();
    disk.set(Fault::None);
    while journal.health() != Health::Storing {
        std::thread::yield_now();
    }
    journal.close();
    assert_eq!(
        Journal::open(Options::new(dir.path())).unwrap().last_seq(),
        EntrySeq(0)
    );
}

#[tokio::test]
async fn a_failed_sync_poisons_until_reopened() {
    let dir = TempDir::new().unwrap();
    let disk = FaultyDisk::new(Fault::None);
    let journal = Journal::open_on(disk.clone(), Options::new(dir.path())).unwrap();
    journal.append(entry(1)).await.unwrap();

    disk.set(Fault::Refuses(Op::Sync, io::ErrorKind::Other));
    assert!(matches!(
        journal.append(entry(2)).await,
        Err(Error::Poisoned(_))
    ));
    disk.set(Fault::None);
    assert!(matches!(
        journal.append(entry(3)).await,
        Err(Error::Poisoned(_))
    ));
    assert!(matches!(journal.health(), Health::NotStoring { .. }));
    assert_eq!(contents(&journal), [1]);
    journal.close();

    let journal = Journal::open(Options::new(dir.path())).unwrap();
    assert_eq!(journal.append(entry(4)).await.unwrap(), EntrySeq(2));
    assert_eq!(contents(&journal), [1, 4]);
}

#[tokio::test]
async fn a_failed_write_that_cannot_be_taken_back_poisons() {
    let dir = TempDir::new().unwrap();
    let disk = FaultyDisk::new(Fault::None);
    let journal = Journal::open_on(disk.clone(), Options::new(dir.path())).unwrap();
    disk.set(Fault::DiesAfter(0));
    assert!(matches!(
        journal.append(entry(1)).await,
        Err(Error::Poisoned(_))
    ));
    disk.set(Fault::None);
    assert!(matches!(
        journal.append(entry(2)).await,
        Err(Error::Poisoned(_))
    ));
}

#[tokio::test]
async fn too_much_waiting_is_refused() {
    let dir = TempDir::new().unwrap();
    let disk = FaultyDisk::new(Fault::None);
    let options = Options {
        waiting_bytes_max: 1_000,
        ..Options::new(dir.path())
    };
    let journal = Journal::open_on(disk.clone(), options).unwrap();
    let large = NewEntry {
        body: vec![b'.'; 2_000].into(),
        ..entry(1)
    };
    let mut waiting = pin!(journal.append(large));
    let mut refused = pin!(journal.append(entry(2)));
    {
        let _disk_stands_still = disk.fault.lock().unwrap();
        let mut nobody = Context::from_waker(Waker::noop());
        assert!(waiting.as_mut().poll(&mut nobody).is_pending());
        let refused = refused.as_mut().poll(&mut nobody);
        assert!(matches!(
            refused,
            Poll::Ready(Err(Error::Overloaded { .. }))
        ));
    }
    assert_eq!(waiting.await.unwrap(), EntrySeq(1));
    assert_eq!(journal.append(entry(3)).await.unwrap(), EntrySeq(2));
}

/// Everything that was acknowledged is there, whichever step of appending was the last.
#[tokio::test]
async fn appending_may_die_anywhere() {
    const ENTRIES: u64 = 20;
    for steps in 0.. {
        let dir = TempDir::new().unwrap();
        let disk = FaultyDisk::new(Fault::DiesAfter(steps));
        let mut acknowledged = Vec::new();
        if let Ok(journal) = Journal::open_on(disk.clone(), small(&dir)) {
            for n in 1..=ENTRIES {
                if journal.append(entry(n)).await.is_ok() {
                    acknowledged.push(n);
                }
            }
        }
        let journal = Journal::open(small(&dir)).unwrap();
        let kept = contents(&journal);
        // The entry that was being written may have come through.
        assert!(kept.starts_with(&acknowledged), "after {steps}: {kept:?}");
        assert!(
            kept.len() <= acknowledged.len() + 1,
            "after {steps}: {kept:?}"
        );
        assert_eq!(
            journal.append(entry(99)).await.unwrap().0,
            kept.len() as u64 + 1
        );
        if !disk.is_dead() {
            assert_eq!(acknowledged.len() as u64, ENTRIES);
            return;
        }
    }
}

/// Compacting and dropping leave every entry readable, or gone, whichever step was the last.
#[tokio::test]
async fn maintenance_may_die_anywhere() {
    for steps in 0.. {
        let dir = TempDir::new().unwrap();
        let disk = FaultyDisk::new(Fault::None);
        let journal = Journal::open_on(disk.clone(), small(&dir)).unwrap();
        for n in 1..=20 {
            journal.append(entry(n)).await.unwrap();
        }
        disk.set(Fault::DiesAfter(steps));
        let done = journal
            .compact()
            .and_then(|_| journal.drop_before(EntrySeq(9)));
        drop(journal);

        let journal = Journal::open(small(&dir)).unwrap();
        let first = journal.first_seq().unwrap();
        assert!(first <= EntrySeq(9));
        let mut next = first;
        while let Some(last) = journal.read(next, 1_000).unwrap().last() {
            next = last.seq.plus(1);
        }
        assert_eq!(next, EntrySeq(21), "after {steps}");
        journal.compact().unwrap();
        assert_eq!(journal.compact().unwrap().segments, 0);
        if done.is_ok() {
            return;
        }
    }
}
