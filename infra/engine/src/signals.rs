//! Waiting for the signals that ask this process to end.

use std::io;
use std::mem::MaybeUninit;
use std::ptr;
use std::time::Duration;

use libc::{sigset_t, timespec};

/// The signals that mean "end": blocked, so that they wait until [`StopSignals::wait`] takes one.
pub(crate) struct StopSignals(sigset_t);

impl StopSignals {
    /// Blocks `SIGTERM` and `SIGINT` here and in every thread started from now on.
    ///
    /// # Errors
    /// When the mask can't be set.
    pub(crate) fn block() -> io::Result<Self> {
        let mut set = MaybeUninit::uninit();
        // SAFETY: `sigemptyset` initialises the set that it is given.
        let mut set = unsafe {
            libc::sigemptyset(set.as_mut_ptr());
            set.assume_init()
        };
        for signal in [libc::SIGTERM, libc::SIGINT] {
            // SAFETY: `set` is initialised and both signals exist.
            unsafe { libc::sigaddset(&raw mut set, signal) };
        }
        // SAFETY: `set` is initialised; the old mask is not asked for.
        match unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, ptr::null_mut()) } {
            0 => Ok(Self(set)),
            code => Err(io::Error::from_raw_os_error(code)),
        }
    }

    /// Whether one of the signals came within `patience`.
    pub(crate) fn wait(&self, patience: Duration) -> bool {
        let limit = timespec {
            tv_sec: libc::time_t::try_from(patience.as_secs()).unwrap_or(libc::time_t::MAX),
            tv_nsec: i64::from(patience.subsec_nanos()),
        };
        // SAFETY: the set and the limit are initialised; details of the signal are not asked for.
        unsafe { libc::sigtimedwait(&raw const self.0, ptr::null_mut(), &raw const limit) > 0 }
    }
}
