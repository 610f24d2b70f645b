//! Being told to end: Ctrl-C, or the signal that `hub down` sends.

use std::io;
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a shell expects of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// How the wish to end is met: at once while things come up, in order afterwards.
pub(crate) struct Signals {
    state: Arc<AtomicU8>,
    told: Receiver<()>,
}

const COMING_UP: u8 = 0;
const UP: u8 = 1;
const ENDING: u8 = 2;

impl Signals {
    /// Listens from now on.
    ///
    /// Until [`Self::wait`] is called a signal ends the process at once, and the kernel its
    /// children.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()?;
        let state = Arc::new(AtomicU8::new(COMING_UP));
        let (tell, told) = channel();
        let shared = Arc::clone(&state);
        let guard = runtime.enter();
        let mut endings = Endings::listen()?;
        drop(guard);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    loop {
                        endings.next().await;
                        if shared.load(Ordering::SeqCst) != UP {
                            exit(INTERRUPTED);
                        }
                        shared.store(ENDING, Ordering::SeqCst);
                        let _ = tell.send(());
                    }
                });
            })
            .context("listening for signals")?;
        Ok(Self { state, told })
    }

    /// Waits for a signal; a second one ends the process at once.
    pub(crate) fn wait(&self) {
        self.state.store(UP, Ordering::SeqCst);
        // The sender lives as long as the process.
        let _ = self.told.recv();
    }
}

/// The signals that mean "end".
struct Endings {
    interrupt: Signal,
    terminate: Signal,
}

impl Endings {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ends when the process is told to; listening begins with the call, within a runtime.
pub(crate) fn told() -> io::Result<impl Future<Output = ()>> {
    let mut endings = Endings::listen()?;
    Ok(async move { endings.next().await })
}
