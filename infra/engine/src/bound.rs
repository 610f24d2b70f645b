//! Binds a child process to the thread that spawns it.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use libc::c_int;

/// Has the kernel send `signal` to the child when the *thread* that spawns it ends, however that
/// ends. Spawn it from a thread that lives as long as the child should.
pub fn die_with_parent(command: &mut Command, signal: c_int) {
    let parent = std::process::id();
    // SAFETY: between fork and exec only async-signal-safe calls are allowed; `prctl` and
    // `getppid` are, and nothing here allocates.
    unsafe {
        command.pre_exec(move || bind(signal, parent));
    }
}

fn bind(signal: c_int, parent: u32) -> io::Result<()> {
    // SAFETY: PR_SET_PDEATHSIG takes a signal number and touches no memory.
    if unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, signal) } != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: `getppid` takes nothing and can't fail.
    let now = unsafe { libc::getppid() };
    // The parent may have ended before the line above: then no signal will ever come.
    if u32::try_from(now) == Ok(parent) {
        Ok(())
    } else {
        Err(io::Error::from_raw_os_error(libc::ESRCH))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_ends_when_the_thread_that_spawned_it_ends() {
        let spawned = std::thread::spawn(|| {
            let mut command = Command::new("sleep");
            command.arg("600");
            die_with_parent(&mut command, libc::SIGKILL);
            command.spawn().unwrap()
        });
        let mut child = spawned.join().unwrap();
        assert!(!child.wait().unwrap().success());
    }

    #[test]
    fn a_child_lives_while_its_thread_lives() {
        let mut command = Command::new("true");
        die_with_parent(&mut command, libc::SIGKILL);
        assert!(command.status().unwrap().success());
    }
}
