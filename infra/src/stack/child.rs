//! One supervised part: from its start over its ends and restarts to its last end.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::error::StackError;
use super::part::Part;
use super::process::Process;
use super::program::Program;
use super::supervisor::Answer;
use super::tail;

/// How long a part may take to become ready.
const CEILING: Duration = Duration::from_mins(5);
/// How long a part must have run for its former ends to be forgotten.
const SETTLED: Duration = Duration::from_secs(10);
const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(10);

/// What a look at a part found.
pub(super) enum Event {
    /// A process was started.
    Spawned {
        process: Option<Process>,
        address: String,
    },
    /// It answers.
    Ready { after: Duration },
    /// It ended by itself and will be started again.
    Ended { reason: String, delay: Duration },
    /// Its very first start failed.
    Refused,
}

enum Phase {
    /// To be started at that time.
    Waiting(Instant),
    Starting(std::process::Child, Instant),
    Ready(std::process::Child, Instant),
    Halted,
}

/// A part and its process.
pub(super) struct Child {
    program: Program,
    log: PathBuf,
    phase: Phase,
    /// Ends since it last ran for a while.
    failures: u32,
    /// Whether it has ever been ready: then a failed start is retried, else it is reported.
    proven: bool,
    waiting: Vec<Answer<()>>,
}

impl Child {
    pub(super) fn new(program: Program, log: PathBuf, answer: Answer<()>) -> Self {
        Self {
            program,
            log,
            phase: Phase::Waiting(Instant::now()),
            failures: 0,
            proven: false,
            waiting: vec![answer],
        }
    }

    pub(super) fn part(&self) -> Part {
        self.program.part
    }

    pub(super) fn process(&self) -> Option<Process> {
        match &self.phase {
            Phase::Starting(process, _) | Phase::Ready(process, _) => Process::of(process.id()),
            Phase::Waiting(_) | Phase::Halted => None,
        }
    }

    /// Takes the next step that is due, if any.
    pub(super) fn look(&mut self) -> Option<Event> {
        match &mut self.phase {
            Phase::Waiting(due) if *due <= Instant::now() => Some(self.start()),
            Phase::Starting(process, since) => {
                let since = *since;
                match ended(process, since) {
                    Some(reason) => Some(self.retry(reason)),
                    None if self.program.probe.succeeds() => Some(self.now_ready(since)),
                    None => None,
                }
            }
            Phase::Ready(process, since) => {
                let reason = exit(process)?;
                if since.elapsed() > SETTLED {
                    self.failures = 0;
                }
                Some(self.retry(reason))
            }
            Phase::Waiting(_) | Phase::Halted => None,
        }
    }

    fn start(&mut self) -> Event {
        match self.program.spawn(&self.log) {
            Ok(process) => {
                let recorded = Process::of(process.id());
                self.phase = Phase::Starting(process, Instant::now());
                Event::Spawned {
                    process: recorded,
                    address: self.program.address.clone(),
                }
            }
            Err(error) => self.retry(format!("it can't be run: {error}")),
        }
    }

    fn now_ready(&mut self, since: Instant) -> Event {
        let phase = std::mem::replace(&mut self.phase, Phase::Halted);
        if let Phase::Starting(process, _) = phase {
            self.phase = Phase::Ready(process, Instant::now());
        }
        self.proven = true;
        for answer in self.waiting.drain(..) {
            let _ = answer.send(Ok(()));
        }
        Event::Ready {
            after: since.elapsed(),
        }
    }

    fn retry(&mut self, reason: String) -> Event {
        if !self.proven {
            self.refuse(&reason);
            return Event::Refused;
        }
        let delay = delay_after(self.failures);
        self.failures += 1;
        self.phase = Phase::Waiting(Instant::now() + delay);
        Event::Ended { reason, delay }
    }

    fn refuse(&mut self, reason: &str) {
        self.phase = Phase::Halted;
        for answer in self.waiting.drain(..) {
            let _ = answer.send(Err(StackError::DidNotStart {
                part: self.program.part,
                reason: reason.to_owned(),
                log: self.log.clone(),
                tail: tail::of(&self.log, 10),
            }));
        }
    }

    /// Kills it and waits for its death; it is started again as after any other end.
    pub(super) fn kill(&mut self) {
        if let Phase::Starting(process, _) | Phase::Ready(process, _) = &mut self.phase {
            // Both fail only for a process that has ended already.
            let _ = process.kill();
            let _ = process.wait();
            self.phase = Phase::Waiting(Instant::now());
        }
    }

    /// Ends it in its orderly way and leaves it so.
    pub(super) fn halt(&mut self) {
        let began = Instant::now();
        self.ask_to_end();
        while !self.has_ended(began) {
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Starts it again if it was halted.
    pub(super) fn resume(&mut self, answer: Answer<()>) {
        if matches!(self.phase, Phase::Halted) {
            self.phase = Phase::Waiting(Instant::now());
        }
        self.await_ready(answer);
    }

    /// Answers when it is ready, at once if it is.
    pub(super) fn await_ready(&mut self, answer: Answer<()>) {
        if let Phase::Ready(..) = self.phase {
            let _ = answer.send(Ok(()));
        } else {
            self.waiting.push(answer);
        }
    }

    /// Sends the signal by which it ends.
    pub(super) fn ask_to_end(&self) {
        if let Some(process) = self.process() {
            process.signal(self.program.ending.signal);
        }
    }

    /// Whether it has ended since it was asked to at `asked`; kills it when its time is over.
    pub(super) fn has_ended(&mut self, asked: Instant) -> bool {
        let (Phase::Starting(process, _) | Phase::Ready(process, _)) = &mut self.phase else {
            self.phase = Phase::Halted;
            return true;
        };
        if asked.elapsed() > self.program.ending.grace
            && let Some(process) = Process::of(process.id())
        {
            process.kill_group();
        }
        let ended = exit(process).is_some();
        if ended {
            self.phase = Phase::Halted;
        }
        ended
    }
}

fn delay_after(failures: u32) -> Duration {
    let doubled = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
    FIRST_DELAY.saturating_mul(doubled).min(LONGEST_DELAY)
}

/// How the process ended; none while it runs.
fn exit(process: &mut std::process::Child) -> Option<String> {
    match process.try_wait() {
        Ok(None) => None,
        Ok(Some(status)) => Some(format!("it ended with {status}")),
        Err(error) => Some(format!("it can't be waited for: {error}")),
    }
}

fn ended(process: &mut std::process::Child, since: Instant) -> Option<String> {
    let late = since.elapsed() > CEILING;
    let reason = exit(process);
    if reason.is_none() && late {
        let killed: io::Result<()> = process.kill();
        let _ = killed.and_then(|()| process.wait());
        return Some(format!("it was silent for {} s", CEILING.as_secs()));
    }
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_up_to_its_bound() {
        let delays: Vec<u128> = [0, 1, 2, 6, 7, 40]
            .map(|n| delay_after(n).as_millis())
            .into();
        assert_eq!(delays, [100, 200, 400, 6_400, 10_000, 10_000]);
    }
}
