//! A running stack, in the hands of whoever started it.

use std::sync::mpsc::{Sender, channel};
use std::thread;

use super::error::{Doing, StackError};
use super::part::Part;
use super::process::Process;
use super::program::Program;
use super::supervisor::{Answer, Request, Supervisor};

/// Where the servers are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// `nats://…`
    pub nats: Option<String>,
    /// `postgres://…`
    pub postgres: Option<String>,
    /// `http://…`
    pub clickhouse: Option<String>,
}

impl Addresses {
    /// The address of a server; none for a part that is no server or does not run.
    #[must_use]
    pub fn of(&self, part: Part) -> Option<&str> {
        match part {
            Part::Nats => self.nats.as_deref(),
            Part::Postgres => self.postgres.as_deref(),
            Part::ClickHouse => self.clickhouse.as_deref(),
            Part::Projectors | Part::Gateway => None,
        }
    }

    pub(crate) fn set(&mut self, part: Part, address: String) {
        match part {
            Part::Nats => self.nats = Some(address),
            Part::Postgres => self.postgres = Some(address),
            Part::ClickHouse => self.clickhouse = Some(address),
            Part::Projectors | Part::Gateway => {}
        }
    }
}

/// A running stack. When it is dropped, or its process ends, its parts are ended too.
#[derive(Debug)]
pub struct Running {
    addresses: Addresses,
    requests: Sender<Request>,
}

/// A start that is under way.
struct Pending(std::sync::mpsc::Receiver<Result<(), StackError>>);

impl Pending {
    fn wait(self) -> Result<(), StackError> {
        self.0.recv().unwrap_or(Err(StackError::Stopped))
    }
}

impl Running {
    pub(super) fn new(supervisor: Supervisor, addresses: Addresses) -> Result<Self, StackError> {
        let (requests, served) = channel();
        let place = supervisor.place.path().to_owned();
        thread::Builder::new()
            .name("supervisor".to_owned())
            .spawn(move || supervisor.run(&served))
            .doing("starting the supervisor of", &place)?;
        Ok(Self {
            addresses,
            requests,
        })
    }

    /// Where the servers are reached.
    #[must_use]
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Starts a further part and waits until it is ready.
    ///
    /// # Errors
    /// When it ends before it is ready; the error holds the end of its log.
    pub fn start(&self, program: Program) -> Result<(), StackError> {
        self.begin(program).wait()
    }

    /// Starts parts side by side; if one fails, all are ended.
    pub(super) fn start_together(self, programs: Vec<Program>) -> Result<Self, StackError> {
        let begun = programs.into_iter().map(|program| self.begin(program));
        let pending: Vec<Pending> = begun.collect();
        match pending.into_iter().try_for_each(Pending::wait) {
            Ok(()) => Ok(self),
            Err(error) => {
                // The first failure is the one to tell of.
                let _ = self.stop();
                Err(error)
            }
        }
    }

    fn begin(&self, program: Program) -> Pending {
        let (answer, answered) = channel();
        // If the supervisor has ended, so has the other end of the answer: the wait tells.
        let _ = self
            .requests
            .send(Request::Start(Box::new(program), answer));
        Pending(answered)
    }

    /// Kills a part as by `kill -9`; it is then started again, at the same port and with its data.
    ///
    /// # Errors
    /// When the part is not one of this stack.
    pub fn kill(&self, part: Part) -> Result<(), StackError> {
        self.ask(|answer| Request::Kill(part, answer))
    }

    /// Ends a part in its orderly way and leaves it so, until [`Self::resume`].
    ///
    /// # Errors
    /// When the part is not one of this stack.
    pub fn halt(&self, part: Part) -> Result<(), StackError> {
        self.ask(|answer| Request::Halt(part, answer))
    }

    /// Starts a halted part again, at the same port and with its data, and waits until it is ready.
    ///
    /// # Errors
    /// When the part is not one of this stack.
    pub fn resume(&self, part: Part) -> Result<(), StackError> {
        self.ask(|answer| Request::Resume(part, answer))
    }

    /// Waits until a part is ready, as after a kill.
    ///
    /// # Errors
    /// When the part is not one of this stack.
    pub fn wait_ready(&self, part: Part) -> Result<(), StackError> {
        self.ask(|answer| Request::AwaitReady(part, answer))
    }

    /// The process that a part runs in now; none while it is away.
    ///
    /// # Errors
    /// When the part is not one of this stack.
    pub fn process(&self, part: Part) -> Result<Option<Process>, StackError> {
        self.ask(|answer| Request::Process(part, answer))
    }

    /// Writes down that everything has come up, for `hub status`.
    ///
    /// # Errors
    /// When the stack's state can't be written.
    pub fn complete(&self) -> Result<(), StackError> {
        self.ask(Request::Complete)
    }

    /// Ends every part in order: gateway, projectors, servers.
    ///
    /// # Errors
    /// When it has been stopped already.
    pub fn stop(self) -> Result<(), StackError> {
        self.ask(Request::Stop)
    }

    fn ask<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, StackError> {
        let (answer, answered) = channel();
        let sent = self.requests.send(request(answer));
        sent.map_err(|_| StackError::Stopped)?;
        answered.recv().unwrap_or(Err(StackError::Stopped))
    }
}
