//! One stack a directory: a lock that the kernel lets go when its holder ends, however it ends.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};

use super::error::{Doing, StackError};
use super::place::Place;
use super::process::Process;

/// Held while a stack runs.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock and writes down who holds it.
    pub(crate) fn take(place: &Place) -> Result<Self, StackError> {
        let path = place.lock();
        let mut file = open(place)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StackError::AlreadyRunning {
                    path: place.path().to_owned(),
                    pid: written(&mut file).map(|process| process.pid),
                });
            }
            Err(TryLockError::Error(source)) => return Err(source).doing("locking", &path),
        }
        let own = Process::of(std::process::id());
        let text = serde_json::to_vec(&own).unwrap_or_default();
        file.set_len(0).doing("writing", &path)?;
        file.write_all(&text).doing("writing", &path)?;
        Ok(Self { _file: file })
    }
}

/// The process that runs a stack in `place`; none if none does.
///
/// # Errors
/// When the lock can't be looked at.
pub fn holder(place: &Place) -> Result<Option<Process>, StackError> {
    if !place.lock().exists() {
        return Ok(None);
    }
    let mut file = open(place)?;
    match file.try_lock() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(written(&mut file)),
        Err(TryLockError::Error(source)) => Err(source).doing("locking", &place.lock()),
    }
}

fn open(place: &Place) -> Result<File, StackError> {
    let path = place.lock();
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .doing("opening", &path)
}

fn written(file: &mut File) -> Option<Process> {
    let mut text = Vec::new();
    file.rewind().ok()?;
    file.read_to_end(&mut text).ok()?;
    serde_json::from_slice(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::scratch::Scratch;

    #[test]
    fn a_second_stack_in_a_directory_is_told_who_runs_the_first() {
        let scratch = Scratch::new("lock");
        let place = Place::create(scratch.path()).unwrap();
        assert_eq!(holder(&place).unwrap(), None);
        let held = Lock::take(&place).unwrap();
        let own = std::process::id();
        let refused = Lock::take(&place).unwrap_err();
        assert!(matches!(refused, StackError::AlreadyRunning { pid, .. } if pid == Some(own)));
        assert_eq!(
            holder(&place).unwrap().map(|process| process.pid),
            Some(own)
        );
        drop(held);
        assert_eq!(holder(&place).unwrap(), None);
        Lock::take(&place).unwrap();
    }
}
