//! The thread that ships: the gateway's own journal, and those that dead gateways left beside it.
use super::{
    JournalError, JournalSettings,
    directory::{Contents, Directory},
    health::Health,
    lane::{Ended, Feed, Lane},
    writer::Inner,
};
use crate::event_log::connect_once;
use async_nats::jetstream;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::{
    runtime,
    sync::{oneshot, watch},
    time::{Instant, sleep, sleep_until},
};

/// How often is looked for journals that dead gateways left.
const ADOPTION: Duration = Duration::from_secs(10);
/// The pause before the next connection.
const PAUSE: Duration = Duration::from_millis(200);

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

    fn run(self, stopping: watch::Receiver<Option<Instant>>) -> io::Result<()> {
        let partitions = self.settings.partitions;
        let own = (self.inner.directory(), self.contents);
        let mut work = Work {
            own: Lane::new(Feed::Own(Arc::clone(&self.inner)), own, partitions),
            left: None,
            health: Health::new(self.inner),
            settings: self.settings,
            stopping,
        };
        loop {
            let runtime = runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            let ended = runtime.block_on(work.ship());
            runtime.shutdown_background();
            match ended {
                Ended::Finished => return Ok(()),
                Ended::Lost => thread::sleep(PAUSE),
            }
        }
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

/// What outlives a connection. Each has a runtime of its own, which ends with it: so nothing that was
/// meant for a broken connection gets into the next one, ahead of what was lost.
#[derive(Debug)]
struct Work {
    own: Lane,
    left: Option<(Directory, Lane)>,
    health: Health,
    settings: JournalSettings,
    stopping: watch::Receiver<Option<Instant>>,
}

impl Work {
    /// Ships on one connection.
    async fn ship(&mut self) -> Ended {
        let connected = AtomicBool::new(false);
        let stopping = self.stopping.clone();
        let finished = || stopping.borrow().is_some() || stopping.has_changed().is_err();
        let inner = Arc::clone(&self.health.inner);
        let shipped = async {
            let context = connection(&self.settings.nats_url).await;
            connected.store(true, Ordering::Relaxed);
            let ended = tokio::select! {
                ended = self.own.run(&context, finished) => ended,
                ended = adopt(&mut self.left, &context, &self.settings) => ended,
            };
            connected.store(false, Ordering::Relaxed);
            ended
        };
        tokio::select! {
            ended = shipped => ended,
            ended = self.health.watch(&connected) => ended,
            ended = deadline(self.stopping.clone(), &inner) => ended,
        }
    }
}

/// A connection, as soon as there can be one.
async fn connection(url: &str) -> jetstream::Context {
    loop {
        match connect_once(url).await {
            Ok(context) => return context,
            Err(error) => tracing::debug!(%error, "the log cannot be reached"),
        }
        sleep(PAUSE).await;
    }
}

/// Ships what dead gateways left, one journal after the other.
async fn adopt(
    left: &mut Option<(Directory, Lane)>,
    context: &jetstream::Context,
    settings: &JournalSettings,
) -> Ended {
    loop {
        if left.is_none() {
            *left = orphan(settings).unwrap_or_else(|error| {
                tracing::error!(%error, "what another gateway left cannot be read");
                None
            });
        }
        let Some((directory, lane)) = left else {
            sleep(ADOPTION).await;
            continue;
        };
        if lane.run(context, || true).await == Ended::Lost {
            return Ended::Lost;
        }
        if let Err(error) = directory.open() {
            tracing::error!(%error, "what another gateway left cannot be deleted");
        }
        *left = None;
    }
}

fn orphan(settings: &JournalSettings) -> io::Result<Option<(Directory, Lane)>> {
    let Some(directory) = Directory::orphan(&settings.directory)? else {
        return Ok(None);
    };
    let contents = directory.open()?;
    let path = directory.path.clone();
    let records = contents.unshipped.len();
    tracing::info!(directory = %path.display(), records, "shipping what another gateway left");
    let lane = Lane::new(Feed::Left, (path, contents), settings.partitions);
    Ok(Some((directory, lane)))
}

/// Returns when nothing more is to be shipped: the time is up, or nobody is left to say so.
async fn deadline(mut stopping: watch::Receiver<Option<Instant>>, inner: &Inner) -> Ended {
    let at = stopping.wait_for(Option::is_some).await.map(|at| *at);
    if let Ok(Some(at)) = at {
        inner.wake.notify_one();
        sleep_until(at).await;
    }
    Ended::Finished
}
