//! Naming a process so that it can be recognised later, when its number may be another's.

use std::fs;
use std::path::PathBuf;

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

/// A process, by its number and the moment it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its number.
    pub pid: u32,
    /// When it started, in the kernel's ticks since boot.
    pub started: u64,
}

impl Process {
    /// The living process of that number.
    #[must_use]
    pub fn of(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        started(&stat).map(|started| Self { pid, started })
    }

    /// Whether it still lives.
    #[must_use]
    pub fn is_alive(self) -> bool {
        Self::of(self.pid) == Some(self)
    }

    /// What it runs, if that may be known.
    pub(crate) fn executable(self) -> Option<PathBuf> {
        fs::read_link(format!("/proc/{}/exe", self.pid)).ok()
    }

    /// Sends it a signal if it still lives.
    pub(crate) fn signal(self, signal: Signal) {
        if self.is_alive() {
            // It may end between the two lines; then there is nobody to tell.
            let _ = kill(pid(self.pid), signal);
        }
    }

    /// Asks it to end, if it still lives.
    pub fn ask_to_end(self) {
        self.signal(Signal::SIGTERM);
    }

    /// Kills it and everything in its process group, of which it is the leader.
    pub(crate) fn kill_group(self) {
        if self.is_alive() {
            let _ = killpg(pid(self.pid), Signal::SIGKILL);
        }
    }
}

fn pid(number: u32) -> Pid {
    Pid::from_raw(i32::try_from(number).unwrap_or(i32::MAX))
}

/// The 22nd field; the second may hold spaces and brackets. None for a process that has ended
/// and only waits for its parent to ask.
fn started(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let state = fields.next()?;
    (state != "Z")
        .then(|| fields.nth(18)?.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_recognised_by_its_start() {
        let own = Process::of(std::process::id()).unwrap();
        assert!(own.is_alive());
        let other = Process {
            started: own.started + 1,
            ..own
        };
        assert!(!other.is_alive());
    }

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let tail = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20";
        assert_eq!(started(&format!("7 (a) b) {tail}")), Some(4242));
        assert_eq!(started("7 (gone) Z 1"), None);
    }
}
