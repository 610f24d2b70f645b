//! The gateway's side of the journal: append, and wait for the log.
use super::{
    Acknowledgement, AppendRefused, JournalError, JournalSettings, Position,
    directory::{Contents, Directory},
    record::{MAX_PAYLOAD, Record},
    segment::{self, Segment, Segments},
    shipper::Shipper,
    waiters::Waiters,
};
use domain::id::OrganizationId;
use metrics::Counter;
use schemas::Commit;
use std::{
    collections::VecDeque,
    io::{self, ErrorKind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::{Notify, oneshot},
    task::yield_now,
};

/// How many records the shipper gets from memory; what is beyond, it reads from the segments.
const QUEUE: usize = 8192;
/// More than most records take, in bytes.
const USUAL_BYTES: u64 = 4096;

/// A write-ahead journal. Clones are the same journal.
#[derive(Clone, Debug)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    acknowledgement: Acknowledgement,
    segment_bytes: u64,
    max_bytes: u64,
    writer: Mutex<Writer>,
    pub(super) waiters: Waiters,
    /// Wakes the shipper.
    pub(super) wake: Notify,
    appended: Counter,
}

#[derive(Debug)]
struct Writer {
    directory: Directory,
    active: Segment,
    /// Before the active one.
    sealed: Segments,
    sealed_bytes: u64,
    last: u64,
    /// The newest records, where `queueing`.
    queue: VecDeque<Record>,
    queueing: bool,
    shipper_waits: bool,
    /// What is written next.
    gathered: Vec<Gathered>,
    /// Of the records that are being written.
    bytes: Vec<u8>,
}

/// What became of a record.
type Written = Result<Position, AppendRefused>;

/// A record that is not written yet, and who wants to know when it is.
#[derive(Debug)]
struct Gathered {
    record: Record,
    written: oneshot::Sender<Written>,
}

/// Where the shipper finds what comes after a record.
#[derive(Debug)]
pub(super) enum Unshipped {
    /// Here.
    Queued(Vec<Record>),
    /// In the segments, up to this sequence.
    Stored(u64),
    /// There is nothing; the shipper is woken when there is.
    Nothing,
}

impl Journal {
    /// Takes a directory, mends what was torn, and prepares to ship what is left.
    ///
    /// # Errors
    /// When the directory cannot be read or written.
    pub fn open(settings: JournalSettings) -> Result<(Self, Shipper), JournalError> {
        let failed = |source| JournalError::Io {
            directory: settings.directory.clone(),
            source,
        };
        let directory = Directory::claim(&settings.directory).map_err(failed)?;
        let contents = directory.open().map_err(failed)?;
        let writer = Writer::new(directory, &contents).map_err(failed)?;
        let inner = Arc::new(Inner {
            acknowledgement: settings.acknowledgement,
            segment_bytes: settings.segment_bytes.min(settings.max_bytes / 4),
            max_bytes: settings.max_bytes,
            writer: Mutex::new(writer),
            waiters: Waiters::new(contents.shipped.position),
            wake: Notify::new(),
            appended: metrics::counter!("hub_journal_records_total"),
        });
        let shipper = Shipper::new(Arc::clone(&inner), contents, settings);
        Ok((Self(inner), shipper))
    }

    /// Records a commit; it survives `kill -9` when this returns.
    ///
    /// # Errors
    /// When the journal is full, the disk fails, or the commit has no stored form.
    pub fn append(
        &self,
        organization: OrganizationId,
        commit: &Commit,
    ) -> Result<Position, AppendRefused> {
        let mut written = self.0.gather(record_of(organization, commit)?);
        self.0.write_gathered();
        written.try_recv().unwrap_or_else(|_| Err(never_written()))
    }

    /// Records a commit as [`Self::append`] does, in one write with what other tasks append meanwhile: those of
    /// a busy worker share the price of a write. Not for a task that may be dropped before its end: the record
    /// would wait for the next one.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub async fn append_with_others(
        &self,
        organization: OrganizationId,
        commit: &Commit,
    ) -> Result<Position, AppendRefused> {
        let written = self.0.gather(record_of(organization, commit)?);
        yield_now().await;
        self.0.write_gathered();
        written.await.unwrap_or_else(|_| Err(never_written()))
    }

    /// Waits until what is at `position` may be acknowledged: in the log or, where so set or while the log
    /// is away, in the journal.
    pub fn acknowledged(&self, position: Position) -> impl Future<Output = ()> + Send + use<> {
        let waiter = match self.0.acknowledgement {
            Acknowledgement::Log => self.0.waiters.wait_for(position.0),
            Acknowledgement::Journal => None,
        };
        async move {
            if let Some(waiter) = waiter {
                drop(waiter.await);
            }
        }
    }

    /// How many bytes of segments there are.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.lock().stored_bytes()
    }

    /// Whether a record of usual length is refused for want of room, by the journal's bound or by the disk.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let mut writer = self.0.lock();
        writer.stored_bytes() + USUAL_BYTES > self.0.max_bytes
            || !writer.active.has_room(USUAL_BYTES)
    }
}

impl Inner {
    pub(super) const fn acknowledgement(&self) -> Acknowledgement {
        self.acknowledgement
    }

    /// Puts a record with those that are written next; what becomes of it comes once it was.
    fn gather(&self, record: Record) -> oneshot::Receiver<Written> {
        let (written, receiver) = oneshot::channel();
        self.lock().gathered.push(Gathered { record, written });
        receiver
    }

    /// Writes what was gathered, if nobody did yet.
    fn write_gathered(&self) {
        let mut writer = self.lock();
        let before = writer.last;
        writer.write_gathered(self.segment_bytes, self.max_bytes);
        let appended = writer.last - before;
        let wakes = appended > 0 && std::mem::take(&mut writer.shipper_waits);
        drop(writer);
        self.appended.increment(appended);
        if wakes {
            self.wake.notify_one();
        }
    }

    /// What comes after the record `after`, at most `most` of it.
    pub(super) fn unshipped(&self, after: u64, most: usize) -> Unshipped {
        let mut writer = self.lock();
        if writer.last == after {
            writer.queueing = true;
            writer.shipper_waits = true;
            return Unshipped::Nothing;
        }
        let next = writer.queue.front().map(|record| record.sequence);
        if next == Some(after + 1) {
            let taken = most.min(writer.queue.len());
            return Unshipped::Queued(writer.queue.drain(..taken).collect());
        }
        let stored = next.unwrap_or(writer.last + 1) - 1;
        if next.is_none() && stored - after < QUEUE as u64 {
            writer.queueing = true;
        }
        Unshipped::Stored(stored)
    }

    /// Deletes the segments of which everything up to `position` is all.
    pub(super) fn shipped(&self, position: u64) {
        let mut writer = self.lock();
        if let Err(error) = writer.delete(position) {
            tracing::error!(%error, "a shipped segment of the journal cannot be deleted");
        }
        drop(writer);
        self.waiters.shipped(position);
    }

    /// How far the journal goes, how far it is shipped, and its size in bytes.
    pub(super) fn progress(&self) -> (u64, u64, u64) {
        let shipped = self.waiters.reached();
        let writer = self.lock();
        (writer.last, shipped, writer.stored_bytes())
    }

    pub(super) fn directory(&self) -> std::path::PathBuf {
        self.lock().directory.path.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    fn new(directory: Directory, contents: &Contents) -> io::Result<Self> {
        Ok(Self {
            active: Segment::create(&directory.path, contents.last + 1)?,
            directory,
            sealed: contents.segments.clone(),
            sealed_bytes: contents.segments.values().sum(),
            last: contents.last,
            queue: VecDeque::new(),
            queueing: contents.unshipped.is_empty(),
            shipper_waits: false,
            gathered: Vec::new(),
            bytes: Vec::new(),
        })
    }

    const fn stored_bytes(&self) -> u64 {
        self.sealed_bytes + self.active.bytes
    }

    fn write_gathered(&mut self, segment_bytes: u64, max_bytes: u64) {
        let mut group = std::mem::take(&mut self.gathered);
        let room = max_bytes.saturating_sub(self.stored_bytes());
        let beyond = group.split_off(fitting(&group, room));
        for gathered in beyond {
            let _ = gathered.written.send(Err(AppendRefused::Full));
        }
        if group.is_empty() {
            return;
        }
        for (gathered, sequence) in group.iter_mut().zip(self.last + 1..) {
            gathered.record.sequence = sequence;
        }
        match self.write(&group, segment_bytes) {
            Ok(()) => self.keep(group),
            Err(error) => refuse(group, &error),
        }
    }

    fn write(&mut self, group: &[Gathered], segment_bytes: u64) -> io::Result<()> {
        if self.active.bytes >= segment_bytes {
            self.rotate()?;
        }
        self.bytes.clear();
        for gathered in group {
            gathered.record.encode(&mut self.bytes);
        }
        self.active.append(&self.bytes)
    }

    /// Queues what was written for the shipper, and tells those who wait.
    fn keep(&mut self, group: Vec<Gathered>) {
        for Gathered { record, written } in group {
            self.last = record.sequence;
            if self.queueing && self.queue.len() < QUEUE {
                self.queue.push_back(record);
            } else {
                self.queueing = false;
            }
            let _ = written.send(Ok(Position(self.last)));
        }
    }

    fn rotate(&mut self) -> io::Result<()> {
        let next = Segment::create(&self.directory.path, self.last + 1)?;
        let sealed = std::mem::replace(&mut self.active, next);
        self.sealed_bytes += sealed.bytes;
        self.sealed.insert(sealed.first, sealed.bytes);
        Ok(())
    }

    fn delete(&mut self, shipped: u64) -> io::Result<()> {
        while let Some((first, bytes)) = self.sealed.first_key_value() {
            let (first, bytes) = (*first, *bytes);
            let following = self.sealed.range(first + 1..).next();
            if following.map_or(self.active.first, |(first, _)| *first) > shipped + 1 {
                break;
            }
            self.sealed.remove(&first);
            self.sealed_bytes -= bytes;
            segment::delete(&self.directory.path, first)?;
        }
        Ok(())
    }
}

fn record_of(organization: OrganizationId, commit: &Commit) -> Result<Record, AppendRefused> {
    let payload =
        schemas::encode(commit).map_err(|error| AppendRefused::Unrecordable(error.into()))?;
    if payload.len() > MAX_PAYLOAD {
        return Err(AppendRefused::Unrecordable("it is too large".into()));
    }
    Ok(Record {
        sequence: 0,
        organization,
        commit: commit.id,
        payload: payload.into(),
    })
}

/// How many of the first records `room` bytes take.
fn fitting(group: &[Gathered], room: u64) -> usize {
    let ends = group.iter().scan(0, |end, gathered| {
        *end += gathered.record.bytes() as u64;
        Some(*end)
    });
    ends.take_while(|end| *end <= room).count()
}

/// Tells everybody whose record was not written.
fn refuse(group: Vec<Gathered>, error: &io::Error) {
    for gathered in group {
        let _ = gathered.written.send(Err(refused(again(error))));
    }
}

/// The same error once more, for the next who wants to know.
fn again(error: &io::Error) -> io::Error {
    let code = error.raw_os_error();
    code.map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

/// Whoever takes what was gathered tells what became of it before the lock goes.
fn never_written() -> AppendRefused {
    AppendRefused::Io(io::Error::other("the record was dropped unwritten"))
}

fn refused(error: io::Error) -> AppendRefused {
    let full = [
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::FileTooLarge,
    ];
    if full.contains(&error.kind()) {
        AppendRefused::Full
    } else {
        AppendRefused::Io(error)
    }
}
