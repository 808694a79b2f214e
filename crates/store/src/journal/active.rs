//! The segment that is appended to, and what becomes of it when the disk refuses.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::disk::Disk;
use super::error::Error;
use super::handle::Shared;
use super::recovery::Newest;
use super::segment::{self, HEADER_BYTES};

/// Written and taken back to find out whether the disk has room again: about as much as the next
/// few deliveries will need.
const TRIAL_BYTES: usize = 64 << 10;

/// The segment that is appended to.
pub(super) struct Active {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    segment_bytes_max: u64,
    number: u64,
    file: File,
    /// Where the next batch goes. Everything before is durable.
    end: u64,
    /// The segment after this one, made by a thread of its own: its syncs hold up nobody.
    spare: Option<JoinHandle<io::Result<File>>>,
    /// Why nothing may be written any more.
    poison: Option<Arc<io::Error>>,
}

impl Active {
    /// Goes on in the newest segment there is.
    pub(super) fn resume(shared: &Shared, newest: Newest) -> Self {
        let Newest { number, file, end } = newest;
        Self {
            disk: Arc::clone(&shared.disk),
            dir: shared.options.dir.clone(),
            segment_bytes_max: shared.options.segment_bytes_max,
            number,
            file,
            end,
            spare: None,
            poison: None,
        }
    }

    /// The segment's number.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Where the segment ends.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Makes `records` durable, in a new segment if this one would grow too large.
    ///
    /// # Errors
    /// [`Error::NotStored`] and [`Error::Poisoned`].
    pub(super) fn append(&mut self, records: &[u8]) -> Result<(), Error> {
        let end = self.end + records.len() as u64;
        if end > self.segment_bytes_max && self.end > HEADER_BYTES && self.poison.is_none() {
            self.begin_next().map_err(Error::not_stored)?;
        }
        self.put(records)?;
        self.end += records.len() as u64;
        // Halfway through there is plenty of time left to make the next one.
        if self.end > self.segment_bytes_max / 2 && self.spare.is_none() {
            self.prepare_next();
        }
        Ok(())
    }

    /// Finds out whether the disk can be written, leaving nothing behind.
    pub(super) fn try_out(&mut self) -> Result<(), Error> {
        self.put(&[0; TRIAL_BYTES])?;
        self.take_back()
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if let Some(cause) = &self.poison {
            return Err(Error::Poisoned(Arc::clone(cause)));
        }
        if let Err(error) = self.disk.write_all_at(&self.file, bytes, self.end) {
            self.take_back()?;
            return Err(Error::not_stored(error));
        }
        if let Err(error) = self.disk.sync(&self.file) {
            // After a failed sync the kernel may have dropped the pages it could not write and
            // call the next sync a success. Nobody can tell any more what is on disk, so nothing
            // is acknowledged until the file was read back by opening the journal again. Cutting
            // the batch off keeps that from finding it in memory and taking it for stored.
            let _ = self.disk.truncate(&self.file, self.end);
            return Err(self.poison(error));
        }
        Ok(())
    }

    /// Cuts off what was written beyond the durable end. Were it to stay, a later, shorter batch
    /// would be followed by its remains.
    fn take_back(&mut self) -> Result<(), Error> {
        self.disk
            .truncate(&self.file, self.end)
            .map_err(|error| self.poison(error))
    }

    fn poison(&mut self, error: io::Error) -> Error {
        let cause = Arc::new(error);
        self.poison = Some(Arc::clone(&cause));
        Error::Poisoned(cause)
    }

    fn begin_next(&mut self) -> io::Result<()> {
        let number = self.number + 1;
        // If the spare could not be made, the reason may have gone since.
        let file = match self.spare.take().map(JoinHandle::join) {
            Some(Ok(Ok(file))) => file,
            _ => segment::create(&*self.disk, &self.dir, number)?,
        };
        (self.number, self.file, self.end) = (number, file, HEADER_BYTES);
        Ok(())
    }

    fn prepare_next(&mut self) {
        let (disk, dir, number) = (Arc::clone(&self.disk), self.dir.clone(), self.number + 1);
        self.spare = thread::Builder::new()
            .name("journal-spare".into())
            .spawn(move || segment::create(&*disk, &dir, number))
            .ok();
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        // The folder may be opened again at once; nobody may be making files in it then.
        if let Some(spare) = self.spare.take() {
            let _ = spare.join();
        }
    }
}
