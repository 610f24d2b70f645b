//! One directory a running gateway, so that several can share a disk; and those that dead ones left.
use super::{
    segment::{self, Segments},
    shipped::{Shipped, ShippedFile},
};
use domain::id::CommitId;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

const LOCK: &str = "lock";
/// A lock outlives its holder by a moment where the holder was starting a process.
const ATTEMPTS: u32 = 5;
const PAUSE: Duration = Duration::from_millis(5);

/// A directory that is ours as long as this lives.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) path: PathBuf,
    _lock: File,
}

/// What a directory holds when it is taken.
#[derive(Debug)]
pub(super) struct Contents {
    pub(super) segments: Segments,
    /// The last record; where there is none, the last one that was shipped.
    pub(super) last: u64,
    pub(super) shipped: Shipped,
    pub(super) shipped_file: ShippedFile,
    /// The commits that may or may not have reached the log.
    pub(super) unshipped: Vec<CommitId>,
}

/// How many records in the journals below `root` may not have reached the log; those of running gateways are
/// not looked at.
///
/// # Errors
/// When a journal cannot be read.
pub fn unshipped(root: &Path) -> io::Result<usize> {
    if !root.exists() {
        return Ok(0);
    }
    let mut records = 0;
    for entry in fs::read_dir(root)? {
        if let Some(directory) = Directory::left(entry?.path())? {
            records += directory.open()?.unshipped.len();
        }
    }
    Ok(records)
}

impl Directory {
    /// Takes the first directory below `root` that no running gateway holds.
    pub(super) fn claim(root: &Path) -> io::Result<Self> {
        let mut number = 0_u32;
        loop {
            let path = root.join(number.to_string());
            fs::create_dir_all(&path)?;
            if let Some(directory) = Self::lock(path)? {
                return Ok(directory);
            }
            number += 1;
        }
    }

    /// Takes a directory below `root` that a dead gateway left with records in it.
    pub(super) fn orphan(root: &Path) -> io::Result<Option<Self>> {
        for entry in fs::read_dir(root)? {
            if let Some(directory) = Self::left(entry?.path())? {
                return Ok(Some(directory));
            }
        }
        Ok(None)
    }

    /// Takes the directory at `path` where it holds records and no running gateway holds it.
    fn left(path: PathBuf) -> io::Result<Option<Self>> {
        if !path.is_dir() || segment::list(&path)?.is_empty() {
            return Ok(None);
        }
        Self::lock(path)
    }

    fn lock(path: PathBuf) -> io::Result<Option<Self>> {
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join(LOCK))?;
        for _ in 0..ATTEMPTS {
            match lock.try_lock() {
                Ok(()) => return Ok(Some(Self { path, _lock: lock })),
                Err(fs::TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(fs::TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Reads every segment, cuts off what is torn, and tells what is left to ship.
    pub(super) fn open(&self) -> io::Result<Contents> {
        let (shipped_file, kept) = ShippedFile::open(&self.path)?;
        let mut segments = segment::list(&self.path)?;
        let oldest = segments.first_key_value().map_or(1, |(first, _)| *first);
        let shipped = kept.unwrap_or(Shipped {
            position: oldest.saturating_sub(1),
            sequence: 0,
        });
        let mut contents = Contents {
            segments: Segments::new(),
            last: shipped.position,
            shipped,
            shipped_file,
            unshipped: Vec::new(),
        };
        while let Some((first, bytes)) = segments.pop_first() {
            self.check(&mut contents, (first, bytes))?;
        }
        Ok(contents)
    }

    fn check(&self, contents: &mut Contents, (first, bytes): (u64, u64)) -> io::Result<()> {
        let scanned = segment::read(&self.path, first, (0, first.saturating_sub(1)))?;
        let end = scanned.end as u64;
        if !scanned.corrupt.is_empty() {
            let damaged: usize = scanned.corrupt.iter().map(ExactSizeIterator::len).sum();
            tracing::error!(
                segment = first,
                bytes = damaged,
                "records of the journal are lost: damaged on the disk"
            );
        }
        if end < bytes {
            tracing::warn!(
                segment = first,
                bytes = bytes - end,
                "cut off a torn record"
            );
            segment::truncate(&self.path, first, end)?;
        }
        let unshipped = scanned
            .records
            .iter()
            .filter(|record| record.sequence > contents.shipped.position);
        contents
            .unshipped
            .extend(unshipped.map(|record| record.commit));
        match scanned.records.last() {
            Some(last) if last.sequence > contents.shipped.position => {
                contents.last = last.sequence;
                contents.segments.insert(first, end);
                Ok(())
            }
            Some(_) | None => segment::delete(&self.path, first),
        }
    }
}
