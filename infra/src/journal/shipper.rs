//! The thread that ships: the gateway's own journal, and those that dead gateways left beside it.
use super::{
    JournalError, JournalSettings,
    directory::{Contents, Directory},
    lane::{Feed, Lane, Start},
    publisher::Publisher,
    reader::Reader,
    waiters::Log,
    writer::Inner,
};
use crate::event_log::{LogError, connect_in_background};
use async_nats::{connection::State, jetstream};
use std::{io, path::Path, sync::Arc, thread, time::Duration};
use tokio::{
    runtime,
    sync::{oneshot, watch},
    time::{Instant, sleep, sleep_until},
};

/// How often is looked for journals that dead gateways left.
const ADOPTION: Duration = Duration::from_secs(10);
/// How often is looked whether the log takes what it is sent.
const CHECK: Duration = Duration::from_millis(100);
/// How long it may make no progress before it counts as away.
const NO_PROGRESS: Duration = Duration::from_secs(1);

/// What ships a journal, once started.
#[derive(Debug)]
pub struct Shipper {
    inner: Arc<Inner>,
    contents: Contents,
    settings: JournalSettings,
}

/// A shipper at work.
#[derive(Debug)]
pub struct Shipping {
    inner: Arc<Inner>,
    stop: watch::Sender<Option<Instant>>,
    ended: oneshot::Receiver<()>,
}

impl Shipper {
    pub(super) const fn new(
        inner: Arc<Inner>,
        contents: Contents,
        settings: JournalSettings,
    ) -> Self {
        Self {
            inner,
            contents,
            settings,
        }
    }

    /// Ships on a thread of its own, so that it does not disturb those that serve calls.
    ///
    /// # Errors
    /// When there can be no such thread.
    pub fn start(self) -> Result<Shipping, JournalError> {
        let (stop, stopping) = watch::channel(None);
        let (ending, ended) = oneshot::channel();
        let inner = Arc::clone(&self.inner);
        let directory = self.settings.directory.clone();
        let run = move || {
            if let Err(error) = self.run(stopping) {
                tracing::error!(%error, "the journal is not shipped");
            }
            let _ = ending.send(());
        };
        match thread::Builder::new().name("shipper".to_owned()).spawn(run) {
            Ok(_) => Ok(Shipping { inner, stop, ended }),
            Err(source) => Err(JournalError::Io { directory, source }),
        }
    }

    fn run(self, stopping: watch::Receiver<Option<Instant>>) -> Result<(), ShipperError> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(self.ship(stopping))
    }

    async fn ship(self, stopping: watch::Receiver<Option<Instant>>) -> Result<(), ShipperError> {
        let Self {
            inner,
            contents,
            settings,
        } = self;
        let context = connect_in_background(&settings.nats_url).await?;
        let path = inner.directory();
        let feed = Feed::Own(Arc::clone(&inner));
        let own = lane(&context, &settings, (feed, &path, contents)).await?;
        let finished = || stopping.borrow().is_some() || stopping.has_changed().is_err();
        tokio::select! {
            () = own.run(finished) => {}
            () = adopt(&context, &settings) => {}
            () = watch_log(&context, &inner) => {}
            () = deadline(stopping.clone(), &inner) => {}
        }
        Ok(())
    }
}

impl Shipping {
    /// Ships what is left, for at most `grace`, and tells how many records remain for the next start.
    pub async fn stop(self, grace: Duration) -> u64 {
        self.stop.send_replace(Some(Instant::now() + grace));
        drop(self.ended.await);
        let (last, shipped, _) = self.inner.progress();
        last - shipped
    }
}

/// Why shipping ended.
#[derive(Debug, thiserror::Error)]
enum ShipperError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Log(#[from] LogError),
}

async fn lane(
    context: &jetstream::Context,
    settings: &JournalSettings,
    (feed, path, contents): (Feed, &Path, Contents),
) -> Result<Lane, LogError> {
    let publisher = Publisher::open(context.client(), settings.partitions).await?;
    let start = Start {
        feed,
        reader: Reader::new(path.to_owned()),
        shipped: contents.shipped,
        shipped_file: contents.shipped_file,
        unshipped: contents.unshipped,
    };
    Ok(Lane::new(context.clone(), publisher, start))
}

/// Ships what dead gateways left, one journal after the other.
async fn adopt(context: &jetstream::Context, settings: &JournalSettings) {
    loop {
        if let Err(error) = adopt_all(context, settings).await {
            tracing::error!(%error, "a journal that another gateway left cannot be shipped");
        }
        sleep(ADOPTION).await;
    }
}

async fn adopt_all(
    context: &jetstream::Context,
    settings: &JournalSettings,
) -> Result<(), ShipperError> {
    while let Some(directory) = Directory::orphan(&settings.directory)? {
        let contents = directory.open()?;
        let records = contents.unshipped.len();
        tracing::info!(directory = %directory.path.display(), records, "shipping what another gateway left");
        let left = lane(context, settings, (Feed::Left, &directory.path, contents)).await?;
        left.run(|| true).await;
        directory.open()?;
    }
    Ok(())
}

/// Lets those who wait for the log go while it is away, and tells the metrics.
async fn watch_log(context: &jetstream::Context, inner: &Inner) {
    let client = context.client();
    let mut before = 0;
    let mut good = Instant::now();
    loop {
        let (last, shipped, bytes) = inner.progress();
        let connected = client.connection_state() == State::Connected;
        if connected && (shipped == last || shipped > before) {
            good = Instant::now();
        }
        before = shipped;
        let log = if good.elapsed() < NO_PROGRESS {
            Log::Available
        } else {
            Log::Away
        };
        inner.waiters.log_is(log);
        report((last - shipped, bytes), log);
        sleep(CHECK).await;
    }
}

fn report((unshipped, bytes): (u64, u64), log: Log) {
    metrics::gauge!("hub_journal_unshipped").set(approximate(unshipped));
    metrics::gauge!("hub_journal_bytes").set(approximate(bytes));
    metrics::gauge!("hub_log_available").set(match log {
        Log::Available => 1.0,
        Log::Away => 0.0,
    });
}

#[expect(clippy::cast_precision_loss, reason = "a gauge need not be exact")]
const fn approximate(count: u64) -> f64 {
    count as f64
}

/// Returns when nothing more is to be shipped: the time is up, or nobody is left to say so.
async fn deadline(mut stopping: watch::Receiver<Option<Instant>>, inner: &Inner) {
    let at = stopping.wait_for(Option::is_some).await.map(|at| *at);
    if let Ok(Some(at)) = at {
        inner.wake.notify_one();
        sleep_until(at).await;
    }
}
