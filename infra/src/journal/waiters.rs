//! Those who wait until a record is in the log.
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

#[derive(Debug, Default)]
pub(super) struct Waiters(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    shipped: u64,
    log: Log,
    /// By position.
    queue: VecDeque<(u64, oneshot::Sender<()>)>,
}

/// Whether the log is there to be waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Log {
    #[default]
    Available,
    Away,
}

impl Waiters {
    /// Where everything up to `shipped` is in the log already.
    pub(super) fn new(shipped: u64) -> Self {
        let waiting = Waiting {
            shipped,
            ..Waiting::default()
        };
        Self(Mutex::new(waiting))
    }

    /// How far the journal is in the log.
    pub(super) fn reached(&self) -> u64 {
        self.lock().shipped
    }

    /// Something to wait on; nothing where there is nothing to wait for.
    pub(super) fn wait_for(&self, position: u64) -> Option<oneshot::Receiver<()>> {
        let mut waiting = self.lock();
        if waiting.shipped >= position || waiting.log == Log::Away {
            return None;
        }
        let (sender, receiver) = oneshot::channel();
        let place = waiting.queue.partition_point(|(at, _)| *at <= position);
        waiting.queue.insert(place, (position, sender));
        Some(receiver)
    }

    /// Everything up to `position` is in the log.
    pub(super) fn shipped(&self, position: u64) {
        let mut waiting = self.lock();
        waiting.shipped = waiting.shipped.max(position);
        while let Some((_, waiter)) = waiting.queue.pop_front_if(|(at, _)| *at <= position) {
            let _ = waiter.send(());
        }
    }

    /// Lets everybody go while the log is away.
    pub(super) fn log_is(&self, log: Log) {
        let mut waiting = self.lock();
        waiting.log = log;
        if log == Log::Away {
            for (_, waiter) in waiting.queue.drain(..) {
                let _ = waiter.send(());
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiter_goes_when_its_record_is_in_the_log_and_no_earlier() {
        let waiters = Waiters::default();
        let mut third = waiters.wait_for(3).unwrap();
        let mut second = waiters.wait_for(2).unwrap();
        waiters.shipped(2);
        assert_eq!(second.try_recv(), Ok(()));
        assert!(third.try_recv().is_err());
        waiters.shipped(3);
        assert_eq!(third.try_recv(), Ok(()));
        assert!(waiters.wait_for(3).is_none());
    }

    #[test]
    fn nobody_waits_while_the_log_is_away() {
        let waiters = Waiters::default();
        let mut waiter = waiters.wait_for(1).unwrap();
        waiters.log_is(Log::Away);
        assert_eq!(waiter.try_recv(), Ok(()));
        assert!(waiters.wait_for(2).is_none());
        waiters.log_is(Log::Available);
        assert!(waiters.wait_for(2).is_some());
    }
}
