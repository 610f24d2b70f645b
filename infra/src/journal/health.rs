//! Whether the log takes what it is sent: for those who wait for it, and for the metrics.
use super::{lane::Ended, waiters::Log, writer::Inner};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// How often is looked.
const CHECK: Duration = Duration::from_millis(100);
/// How long there may be no progress before the log counts as away.
const NO_PROGRESS: Duration = Duration::from_secs(1);

/// How shipping has been going.
#[derive(Debug)]
pub(super) struct Health {
    pub(super) inner: Arc<Inner>,
    /// How far the journal was shipped when it was last looked at.
    shipped: u64,
    /// When all was well last.
    well: Instant,
}

impl Health {
    pub(super) fn new(inner: Arc<Inner>) -> Self {
        Self {
            shipped: inner.waiters.reached(),
            inner,
            well: Instant::now(),
        }
    }

    /// Lets those who wait for the log go while it is away; never ends.
    pub(super) async fn watch(&mut self, connected: &AtomicBool) -> Ended {
        loop {
            self.look(connected);
            sleep(CHECK).await;
        }
    }

    fn look(&mut self, connected: &AtomicBool) {
        let (last, shipped, bytes) = self.inner.progress();
        let progress = shipped == last || shipped > self.shipped;
        if connected.load(Ordering::Relaxed) && progress {
            self.well = Instant::now();
        }
        self.shipped = shipped;
        let log = if self.well.elapsed() < NO_PROGRESS {
            Log::Available
        } else {
            Log::Away
        };
        self.inner.waiters.log_is(log);
        metrics::gauge!("hub_journal_unshipped").set(approximate(last - shipped));
        metrics::gauge!("hub_journal_bytes").set(approximate(bytes));
        metrics::gauge!("hub_log_available").set(match log {
            Log::Available => 1.0,
            Log::Away => 0.0,
        });
    }
}

#[expect(clippy::cast_precision_loss, reason = "a gauge need not be exact")]
const fn approximate(count: u64) -> f64 {
    count as f64
}
