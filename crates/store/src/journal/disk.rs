//! Everything that changes the disk, behind one trait so that tests can make any of it fail.
//!
//! Reading is not here: it goes straight to the files.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// What the journal does to a disk. Nothing is durable before the matching sync.
pub(super) trait Disk: Send + Sync {
    /// Makes an empty file, open for reading and writing; an older one of that name is emptied.
    fn create(&self, path: &Path) -> io::Result<File>;
    fn write_all_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Makes a file's content and length durable.
    fn sync(&self, file: &File) -> io::Result<()>;
    fn truncate(&self, file: &File, len: u64) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes created, renamed and removed names in a folder durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
}

/// The real one.
#[derive(Debug)]
pub(super) struct Files {
    /// Added to every sync.
    pub(super) sync_delay: Duration,
}

impl Files {
    fn delay(&self) {
        if !self.sync_delay.is_zero() {
            thread::sleep(self.sync_delay);
        }
    }
}

impl Disk for Files {
    fn create(&self, path: &Path) -> io::Result<File> {
        // Bodies hold phone numbers and control URLs: nobody else on the machine may read them.
        OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)
    }

    fn write_all_at(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        file.write_all_at(bytes, offset)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_data()?;
        self.delay();
        Ok(())
    }

    fn truncate(&self, file: &File, len: u64) -> io::Result<()> {
        file.set_len(len)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()?;
        self.delay();
        Ok(())
    }
}
