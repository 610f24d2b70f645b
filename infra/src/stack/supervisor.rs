//! The thread that starts the parts, looks after them and ends them.
//!
//! Every process is bound to this one thread, which lives as long as the stack: if it ends in
//! whatever way, the kernel ends them.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::child::{Child, Event};
use super::error::StackError;
use super::lock::Lock;
use super::part::Part;
use super::place::Place;
use super::process::Process;
use super::program::Program;
use super::progress::{Observer, Progress, Step};
use super::state::{Recorded, State};

/// How often the processes are looked at.
const ROUND: Duration = Duration::from_millis(10);
/// The order of the end: nobody is left without those it needs.
const ENDING: [&[Part]; 3] = [
    &[Part::Gateway],
    &[Part::Projectors],
    &[Part::ClickHouse, Part::Postgres, Part::Nats],
];

/// Where an answer goes.
pub(super) type Answer<T> = Sender<Result<T, StackError>>;

/// What the supervisor can be asked for.
pub(super) enum Request {
    /// Start a part; answered when it is ready or has failed.
    Start(Box<Program>, Answer<()>),
    /// Kill a part with `SIGKILL`; it is then started again. Answered when it is dead.
    Kill(Part, Answer<()>),
    /// End a part in its orderly way and leave it so.
    Halt(Part, Answer<()>),
    /// Start a halted part again; answered when it is ready.
    Resume(Part, Answer<()>),
    /// Answered when a part is ready.
    AwaitReady(Part, Answer<()>),
    /// The process of a part.
    Process(Part, Answer<Option<Process>>),
    /// Write down that everything has come up.
    Complete(Answer<()>),
    /// End everything; answered when it has ended.
    Stop(Answer<()>),
}

/// The thread's own things.
pub(super) struct Supervisor {
    pub(super) place: Place,
    pub(super) observer: Observer,
    pub(super) state: State,
    /// Let go when every part has ended.
    pub(super) lock: Lock,
    pub(super) children: Vec<Child>,
}

impl Supervisor {
    /// Serves requests until told to stop, or until nobody is left who could ask.
    pub(super) fn run(mut self, requests: &Receiver<Request>) {
        loop {
            match requests.recv_timeout(ROUND) {
                Ok(Request::Stop(answer)) => {
                    self.stop();
                    drop(self.lock);
                    let _ = answer.send(Ok(()));
                    return;
                }
                Ok(request) => self.serve(request),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.stop(),
            }
            self.look();
        }
    }

    /// Answers go to somebody who waits for them; if he went away there is nobody to tell.
    fn serve(&mut self, request: Request) {
        match request {
            Request::Start(program, answer) => {
                self.observer
                    .tell(Progress::Began(Step::Start(program.part)));
                let log = self.place.log(program.part);
                self.children.push(Child::new(*program, log, answer));
            }
            Request::Kill(part, answer) => self.with(part, answer, |child, answer| {
                child.kill();
                let _ = answer.send(Ok(()));
            }),
            Request::Halt(part, answer) => self.with(part, answer, |child, answer| {
                child.halt();
                let _ = answer.send(Ok(()));
            }),
            Request::Resume(part, answer) => self.with(part, answer, Child::resume),
            Request::AwaitReady(part, answer) => self.with(part, answer, Child::await_ready),
            Request::Process(part, answer) => self.with(part, answer, |child, answer| {
                let _ = answer.send(Ok(child.process()));
            }),
            Request::Complete(answer) => {
                self.state.ready = true;
                let _ = answer.send(self.state.write(&self.place.state()));
            }
            Request::Stop(answer) => {
                let _ = answer.send(Err(StackError::Stopped));
            }
        }
    }

    fn with<T>(&mut self, part: Part, answer: Answer<T>, act: impl FnOnce(&mut Child, Answer<T>)) {
        match self.children.iter_mut().find(|child| child.part() == part) {
            Some(child) => act(child, answer),
            None => {
                let _ = answer.send(Err(StackError::NoSuchPart(part)));
            }
        }
    }

    fn look(&mut self) {
        let mut events = Vec::new();
        for child in &mut self.children {
            events.extend(child.look().map(|event| (child.part(), event)));
        }
        for (part, event) in events {
            self.handle(part, event);
        }
    }

    fn handle(&mut self, part: Part, event: Event) {
        match event {
            Event::Spawned { process, address } => {
                self.state.record(Recorded {
                    part,
                    process,
                    address,
                });
                // A lost record costs a clean-up after a kill, not the run.
                let _ = self.state.write(&self.place.state());
            }
            Event::Ready { after } => {
                self.observer
                    .tell(Progress::Ended(Step::Start(part), after));
            }
            Event::Ended { reason, delay } => self.observer.tell(Progress::Restarting {
                part,
                reason,
                delay,
            }),
            Event::Refused => self.children.retain(|child| child.part() != part),
        }
    }

    fn stop(&mut self) {
        for parts in ENDING {
            self.stop_together(parts);
        }
        self.state.parts.clear();
        self.state.ready = false;
        let _ = self.state.write(&self.place.state());
    }

    fn stop_together(&mut self, parts: &[Part]) {
        let mut ending: Vec<&mut Child> = self
            .children
            .iter_mut()
            .filter(|child| parts.contains(&child.part()) && child.process().is_some())
            .collect();
        let began = Instant::now();
        for child in &ending {
            self.observer
                .tell(Progress::Began(Step::Stop(child.part())));
            child.ask_to_end();
        }
        while !ending.is_empty() {
            ending.retain_mut(|child| {
                let ended = child.has_ended(began);
                if ended {
                    let step = Step::Stop(child.part());
                    self.observer.tell(Progress::Ended(step, began.elapsed()));
                }
                !ended
            });
            thread::sleep(Duration::from_millis(2));
        }
    }
}
