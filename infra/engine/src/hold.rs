//! The named pipe whose open end keeps the engine running.

use std::ffi::CString;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A fresh pipe; a former one, left by a killed process, is replaced.
///
/// # Errors
/// When the pipe can't be made in `directory`.
pub(crate) fn create(directory: &Path) -> io::Result<PathBuf> {
    let path = directory.join("hold.fifo");
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let name = CString::new(path.as_os_str().as_bytes())?;
    // SAFETY: `name` is a NUL-terminated string that outlives the call.
    if unsafe { libc::mkfifo(name.as_ptr(), 0o600) } == 0 {
        Ok(path)
    } else {
        Err(io::Error::last_os_error())
    }
}

/// Opens the writing end; reading too, since then opening neither blocks nor ends early.
///
/// # Errors
/// When the pipe can't be opened.
pub(crate) fn open(pipe: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open(pipe)
}
