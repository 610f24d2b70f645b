//! Seeing how far a program has come by the bytes that it has written.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;

/// Runs `command` to its end, calling `look` every `interval` meanwhile.
pub(super) fn run_measured(
    command: &mut Command,
    interval: Duration,
    mut look: impl FnMut(),
) -> io::Result<ExitStatus> {
    // The cache's lock is let go with this process: nothing may write there any more.
    engine::die_with_parent(command, Signal::SIGKILL as i32);
    let mut child = command.spawn()?;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        look();
        thread::sleep(interval);
    }
}

/// The sizes of all files below `directory`; those that vanish meanwhile count nothing.
pub(super) fn bytes_below(directory: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(directory) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => bytes_below(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::scratch::Scratch;

    #[test]
    fn bytes_are_counted_in_nested_directories() {
        let scratch = Scratch::new("measure");
        fs::create_dir_all(scratch.path().join("a/b")).unwrap();
        fs::write(scratch.path().join("one"), [0; 10]).unwrap();
        fs::write(scratch.path().join("a/b/two"), [0; 5]).unwrap();
        assert_eq!(bytes_below(scratch.path()), 15);
        assert_eq!(bytes_below(&scratch.path().join("missing")), 0);
    }
}
