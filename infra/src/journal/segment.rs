//! A journal's files: each holds records in order, and is named after the first.
use super::record::{self, Scanned};
use bytes::Bytes;
use nix::{
    errno::Errno,
    fcntl::{FallocateFlags, fallocate},
};
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

const EXTENSION: &str = "segment";

/// Segments by the sequence of their first record, with their length in bytes.
pub(super) type Segments = BTreeMap<u64, u64>;

/// The segment that is written to.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) first: u64,
    /// Of whole records.
    pub(super) bytes: u64,
    file: File,
    /// Whether something may follow the last whole record.
    torn: bool,
}

impl Segment {
    /// The segment that begins with the record `first`.
    pub(super) fn create(directory: &Path, first: u64) -> io::Result<Self> {
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(path(directory, first))?;
        let bytes = file.metadata()?.len();
        Ok(Self {
            first,
            bytes,
            file,
            torn: false,
        })
    }

    /// Writes whole records at once, or leaves the segment as it was.
    pub(super) fn append(&mut self, records: &[u8]) -> io::Result<()> {
        if self.torn {
            self.roll_back()?;
        }
        match self.write(records) {
            Ok(written) if written == records.len() => {
                self.bytes += written as u64;
                Ok(())
            }
            Ok(_) => {
                self.roll_back()?;
                Err(ErrorKind::StorageFull.into())
            }
            Err(error) => Err(error),
        }
    }

    /// Whether the disk would take `bytes` more: they are asked of it, and given back.
    pub(super) fn has_room(&mut self, bytes: u64) -> bool {
        let (from, length) = (self.bytes.try_into(), bytes.try_into());
        let (Ok(from), Ok(length)) = (from, length) else {
            return false;
        };
        match fallocate(&self.file, FallocateFlags::empty(), from, length) {
            // What can't be asked for, only a write will tell.
            Err(Errno::EOPNOTSUPP | Errno::ENOSYS) => true,
            given => self.roll_back().is_ok() && given.is_ok(),
        }
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match (&self.file).write(bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                written => return written,
            }
        }
    }

    fn roll_back(&mut self) -> io::Result<()> {
        self.torn = true;
        self.file.set_len(self.bytes)?;
        self.torn = false;
        Ok(())
    }
}

/// Every segment in a directory.
pub(super) fn list(directory: &Path) -> io::Result<Segments> {
    let mut segments = Segments::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if let Some(first) = first(&entry.path()) {
            segments.insert(first, entry.metadata()?.len());
        }
    }
    Ok(segments)
}

/// What a segment holds from the byte `from` on, where the record `after` ends.
pub(super) fn read(directory: &Path, first: u64, (from, after): (u64, u64)) -> io::Result<Scanned> {
    let mut file = File::open(path(directory, first))?;
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(record::scan(&Bytes::from(bytes), after))
}

/// Cuts off what follows the last whole record.
pub(super) fn truncate(directory: &Path, first: u64, bytes: u64) -> io::Result<()> {
    let file = OpenOptions::new()
        .write(true)
        .open(path(directory, first))?;
    file.set_len(bytes)
}

/// Deletes a segment.
pub(super) fn delete(directory: &Path, first: u64) -> io::Result<()> {
    fs::remove_file(path(directory, first))
}

fn path(directory: &Path, first: u64) -> PathBuf {
    directory.join(format!("{first:020}.{EXTENSION}"))
}

fn first(path: &Path) -> Option<u64> {
    if path.extension()? != EXTENSION {
        return None;
    }
    path.file_stem()?.to_str()?.parse().ok()
}
