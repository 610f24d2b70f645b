//! Shipping one journal: what is recorded, in order, into the log.
//!
//! Invariant: after a connection broke, nothing is sent before it is known which of what was sent the log has.
use super::{
    Acknowledgement,
    directory::Contents,
    publisher::{Answer, Publisher},
    reader::Reader,
    reconcile,
    record::Record,
    shipped::ShippedFile,
    window::Window,
    writer::{Inner, Unshipped},
};
use crate::event_log::LogError;
use async_nats::jetstream;
use domain::id::CommitId;
use std::{
    collections::{HashMap, HashSet},
    io,
    ops::ControlFlow,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

/// How many records may be on their way.
const WINDOW: usize = 1024;
/// How long records gather before they are sent where calls wait for the log and come fast.
const GATHERING: Duration = Duration::from_millis(1);
/// How long where nobody waits for the log.
const UNWATCHED_GATHERING: Duration = Duration::from_millis(5);
/// How many records in one go show that calls come faster than they can be sent one by one.
const UNDER_LOAD: u64 = 16;
/// How often is looked whether the connection still holds.
const CHECK: Duration = Duration::from_millis(100);
/// How long the log may keep silent about what was sent.
const SILENCE: Duration = Duration::from_secs(2);
/// The pause before trying again.
const PAUSE: Duration = Duration::from_millis(100);

/// Where a lane's records come from.
#[derive(Debug)]
pub(super) enum Feed {
    /// The journal of this gateway, which goes on.
    Own(Arc<Inner>),
    /// What a dead gateway left.
    Left,
}

/// How a lane ends on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// There is nothing more to ship.
    Finished,
    /// The connection broke, or something got lost on it.
    Lost,
}

/// A journal on its way to the log, over as many connections as it takes.
#[derive(Debug)]
pub(super) struct Lane {
    feed: Feed,
    partitions: u32,
    reader: Reader,
    shipped_file: ShippedFile,
    window: Window,
    /// The last record that was taken into the window.
    taken: u64,
    /// Of an earlier life: these may be in the log.
    doubtful: HashSet<CommitId>,
    /// These are, and where.
    known: HashMap<CommitId, u64>,
    heard: Instant,
}

/// Whether there is more to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Supply {
    More,
    Exhausted,
}

enum Happened {
    Answered(Answer),
    Woken,
    Checked,
}

impl Lane {
    pub(super) fn new(feed: Feed, (path, contents): (PathBuf, Contents), partitions: u32) -> Self {
        Self {
            feed,
            partitions,
            reader: Reader::new(path),
            shipped_file: contents.shipped_file,
            window: Window::new(contents.shipped),
            taken: contents.shipped.position,
            doubtful: contents.unshipped.into_iter().collect(),
            known: HashMap::new(),
            heard: Instant::now(),
        }
    }

    /// Ships on a connection until that is lost, or there is nothing left and `finished` says that nothing
    /// will follow.
    pub(super) async fn run(
        &mut self,
        context: &jetstream::Context,
        finished: impl Fn() -> bool,
    ) -> Ended {
        let mut publisher = match self.resume(context).await {
            Ok(publisher) => publisher,
            Err(error) => {
                tracing::warn!(%error, "the log cannot be read yet");
                return Ended::Lost;
            }
        };
        let mut checks = interval(CHECK);
        checks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.settle();
            let before = self.taken;
            let supply = self.supply(&publisher).await;
            if supply == Supply::Exhausted && self.window.is_empty() && finished() {
                return Ended::Finished;
            }
            let happened = tokio::select! {
                answer = publisher.answer() => Happened::Answered(answer),
                () = woken(&self.feed), if supply == Supply::Exhausted => Happened::Woken,
                _ = checks.tick() => Happened::Checked,
            };
            if self.handle(happened, &mut publisher).is_break() {
                self.settle();
                return Ended::Lost;
            }
            self.gather(self.taken - before).await;
        }
    }

    /// Lets records gather after `sent` of them, so that many share a wake-up and a write: always where nobody
    /// waits for the log, else only under load.
    async fn gather(&self, sent: u64) {
        let Feed::Own(inner) = &self.feed else {
            return;
        };
        match inner.acknowledgement() {
            Acknowledgement::Journal => sleep(UNWATCHED_GATHERING).await,
            Acknowledgement::Log if sent >= UNDER_LOAD => sleep(GATHERING).await,
            Acknowledgement::Log => {}
        }
    }

    /// Breaks where something was lost.
    fn handle(&mut self, happened: Happened, publisher: &mut Publisher) -> ControlFlow<()> {
        match happened {
            Happened::Answered(answer) => {
                self.take(answer)?;
                while let Some(answer) = publisher.answer_now() {
                    self.take(answer)?;
                }
                ControlFlow::Continue(())
            }
            Happened::Checked if !publisher.is_connected() => ControlFlow::Break(()),
            Happened::Checked if self.window.is_empty() => ControlFlow::Continue(()),
            Happened::Checked if self.heard.elapsed() > SILENCE => ControlFlow::Break(()),
            Happened::Woken | Happened::Checked => ControlFlow::Continue(()),
        }
    }

    fn take(&mut self, answer: Answer) -> ControlFlow<()> {
        self.heard = Instant::now();
        match answer.stored {
            Ok(sequence) => {
                self.window.stored(answer.ticket, sequence);
                ControlFlow::Continue(())
            }
            Err(error) => {
                tracing::warn!(%error, "the log did not take a record");
                ControlFlow::Break(())
            }
        }
    }

    async fn supply(&mut self, publisher: &Publisher) -> Supply {
        match self.fill(publisher).await {
            Ok(supply) => supply,
            Err(error) => {
                tracing::error!(%error, "the journal cannot be read");
                sleep(PAUSE).await;
                Supply::More
            }
        }
    }

    /// Sends what there is, as far as the window goes.
    async fn fill(&mut self, publisher: &Publisher) -> io::Result<Supply> {
        while self.window.len() < WINDOW {
            let most = WINDOW - self.window.len();
            let (records, through) = self.next(most)?;
            let Some(through) = through else {
                return Ok(Supply::Exhausted);
            };
            if self.window.is_empty() {
                self.heard = Instant::now();
            }
            for record in records {
                self.send(record, publisher).await;
            }
            self.taken = through;
        }
        Ok(Supply::More)
    }

    /// The next records, with how far one is with them; nothing where there is nothing more.
    fn next(&mut self, most: usize) -> io::Result<(Vec<Record>, Option<u64>)> {
        let through = match &self.feed {
            Feed::Own(inner) => match inner.unshipped(self.taken, most) {
                Unshipped::Queued(records) => {
                    let through = records.last().map(|record| record.sequence);
                    return Ok((records, through));
                }
                Unshipped::Stored(through) => through,
                Unshipped::Nothing => return Ok((Vec::new(), None)),
            },
            Feed::Left => u64::MAX,
        };
        let records = self.reader.take((self.taken, through), most)?;
        let reached = match (records.last(), &self.feed) {
            (Some(last), _) => Some(last.sequence),
            (None, Feed::Left) => None,
            (None, Feed::Own(_)) => {
                tracing::error!(
                    after = self.taken,
                    through,
                    "records of the journal are lost: unreadable"
                );
                Some(through)
            }
        };
        Ok((records, reached))
    }

    async fn send(&mut self, record: Record, publisher: &Publisher) {
        let known = self.known.remove(&record.commit);
        let sent = record.clone();
        let ticket = self.window.push(record);
        if let Some(sequence) = known {
            self.window.stored(ticket, sequence);
        } else if let Err(error) = publisher.send(ticket, &sent).await {
            tracing::debug!(%error, "a record was not sent");
        }
    }

    /// Finds out what the log has already, and sends the rest of the window again.
    async fn resume(&mut self, context: &jetstream::Context) -> Result<Publisher, LogError> {
        self.window.disordered();
        self.reconcile(context).await?;
        let publisher = Publisher::open(context.client(), self.partitions).await?;
        for (ticket, record) in self.window.outstanding() {
            publisher.send(ticket, record).await?;
        }
        self.heard = Instant::now();
        Ok(publisher)
    }

    async fn reconcile(&mut self, context: &jetstream::Context) -> Result<(), LogError> {
        let outstanding = self.window.outstanding().map(|(_, record)| record.commit);
        let wanted: HashSet<CommitId> = outstanding.chain(self.doubtful.iter().copied()).collect();
        let after = self.window.shipped().sequence;
        let found = reconcile::stored(context, after, &wanted).await?;
        self.known.extend(found);
        self.doubtful = HashSet::new();
        let stored: Vec<(u64, u64)> = self
            .window
            .outstanding()
            .filter_map(|(ticket, record)| Some((ticket, *self.known.get(&record.commit)?)))
            .collect();
        for (ticket, sequence) in stored {
            self.window.stored(ticket, sequence);
        }
        Ok(())
    }

    fn settle(&mut self) {
        let Some(shipped) = self.window.settle() else {
            return;
        };
        if let Err(error) = self.shipped_file.keep(shipped) {
            tracing::error!(%error, "how far the journal is shipped cannot be kept");
        }
        if let Feed::Own(inner) = &self.feed {
            inner.shipped(shipped.position);
        }
    }
}

async fn woken(feed: &Feed) {
    match feed {
        Feed::Own(inner) => inner.wake.notified().await,
        Feed::Left => std::future::pending().await,
    }
}
