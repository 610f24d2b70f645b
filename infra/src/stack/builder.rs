//! Bringing a stack up.

use std::collections::BTreeSet;
use std::fs::create_dir_all;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::cache::Cache;
use super::clickhouse;
use super::error::{Doing, StackError};
use super::lock::Lock;
use super::machine;
use super::nats::{self, LogSync};
use super::orphans;
use super::package;
use super::part::Part;
use super::place::Place;
use super::ports::{PortChoice, Ports};
use super::postgres::{Durability, Postgres};
use super::program::Program;
use super::progress::{Observer, Step};
use super::running::{Addresses, Running};
use super::state::{Recorded, State};
use super::supervisor::Supervisor;

/// A stack to be started: real servers as supervised processes, with their data in one directory.
#[derive(Debug)]
pub struct Stack {
    directory: PathBuf,
    hub: PathBuf,
    parts: BTreeSet<Part>,
    outside: Vec<(Part, String)>,
    cache: Cache,
    ports: PortChoice,
    durability: Durability,
    sync: LogSync,
    observer: Observer,
}

impl Stack {
    /// All three servers, with their data in `directory`; `hub` is the hub's own binary, which
    /// the ClickHouse engine runs in.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>, hub: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            hub: hub.into(),
            parts: Part::SERVERS.into(),
            outside: Vec::new(),
            cache: Cache::of_user(),
            ports: PortChoice::default(),
            durability: Durability::default(),
            sync: LogSync::default(),
            observer: Observer::silent(),
        }
    }

    /// Only these servers.
    #[must_use]
    pub fn only(mut self, parts: &[Part]) -> Self {
        self.parts = parts.iter().copied().collect();
        self
    }

    /// A server that runs elsewhere, and so is not started here.
    #[must_use]
    pub fn outside(mut self, part: Part, address: String) -> Self {
        self.parts.remove(&part);
        self.outside.push((part, address));
        self
    }

    /// Where packages are kept.
    #[must_use]
    pub fn cache(mut self, cache: Cache) -> Self {
        self.cache = cache;
        self
    }

    /// When the log's writes reach the disk.
    #[must_use]
    pub fn sync(mut self, sync: LogSync) -> Self {
        self.sync = sync;
        self
    }

    /// For tests: any free ports, data that need not outlive a loss of power, and processes that
    /// are killed outright when the test's own process ends.
    #[must_use]
    pub fn throwaway(mut self) -> Self {
        self.ports = PortChoice::Free;
        self.durability = Durability::Throwaway;
        self
    }

    /// Who is told what goes on.
    #[must_use]
    pub fn observer(mut self, observer: Observer) -> Self {
        self.observer = observer;
        self
    }

    /// Fetches what is missing, prepares the data and starts the servers; ready when it returns.
    ///
    /// # Errors
    /// When the directory is in use or of another version, the machine lacks something, a package
    /// can't be fetched, or a server does not start.
    pub fn start(self) -> Result<Running, StackError> {
        let place = Place::create(&self.directory)?;
        let lock = Lock::take(&place)?;
        let former = State::of(&place);
        orphans::end(&former)?;
        let account = Account::for_servers();
        let data = place.prepare(&account)?;
        let packages = self.packages(&account)?;
        machine::check_room(&data, machine::NEEDED_FOR_DATA_MB)?;
        let ports = Ports::choose(self.ports, former.ports);
        let start = Start {
            stack: &self,
            place: &place,
            account: &account,
            data: &data,
            ports: &ports,
        };
        let supervisor = Supervisor {
            place: place.clone(),
            observer: self.observer.clone(),
            state: self.state(ports),
            lock,
            children: Vec::new(),
        };
        start.run(supervisor, &packages)
    }

    fn packages(&self, account: &Account) -> Result<Vec<(Part, PathBuf)>, StackError> {
        if self.parts.is_empty() {
            return Ok(Vec::new());
        }
        machine::check_processor()?;
        let packages = self
            .parts
            .iter()
            .filter_map(|part| Some((*part, package::of(*part)?)))
            .map(|(part, package)| Ok((part, self.cache.obtain(package, &self.observer)?)))
            .collect::<Result<_, StackError>>()?;
        self.cache.check(account)?;
        Ok(packages)
    }

    fn state(&self, ports: Ports) -> State {
        let outside = self.outside.iter().map(|(part, address)| Recorded {
            part: *part,
            process: None,
            address: without_password(address),
        });
        State {
            ports: Some(ports),
            parts: outside.collect(),
            ready: false,
        }
    }
}

/// The password in a URL is nobody's business who reads the state.
fn without_password(address: &str) -> String {
    let hidden = || {
        let (scheme, rest) = address.split_once("://")?;
        let (user, host) = rest.rsplit_once('@')?;
        let name = user.split_once(':').map_or(user, |(name, _)| name);
        Some(format!("{scheme}://{name}@{host}"))
    };
    hidden().unwrap_or_else(|| address.to_owned())
}

/// The decisions of a start, while it goes on.
struct Start<'a> {
    stack: &'a Stack,
    place: &'a Place,
    account: &'a Account,
    data: &'a Path,
    ports: &'a Ports,
}

impl Start<'_> {
    fn run(
        &self,
        supervisor: Supervisor,
        packages: &[(Part, PathBuf)],
    ) -> Result<Running, StackError> {
        let mut addresses = Addresses::default();
        for (part, address) in &self.stack.outside {
            addresses.set(*part, address.clone());
        }
        let mut programs = Vec::new();
        for (part, package) in packages {
            let program = self.program(*part, package)?;
            addresses.set(*part, program.address.clone());
            programs.push(program);
        }
        let running = Running::new(supervisor, addresses)?;
        let pending: Vec<_> = programs
            .into_iter()
            .map(|program| running.begin(program))
            .collect();
        let ready = pending
            .into_iter()
            .try_for_each(super::running::Pending::wait);
        match ready {
            Ok(()) => Ok(running),
            Err(error) => {
                // The first failure is the one to tell of.
                let _ = running.stop();
                Err(error)
            }
        }
    }

    fn program(&self, part: Part, package: &Path) -> Result<Program, StackError> {
        let directory = self.data.join(part.name());
        create_dir_all(&directory).doing("making", &directory)?;
        self.account
            .own(&directory)
            .doing("handing over", &directory)?;
        let program = match part {
            Part::Postgres => self.postgres(package)?,
            Part::ClickHouse => clickhouse::program(
                package,
                self.data,
                self.ports,
                self.account,
                &self.stack.hub,
            )?,
            Part::Nats | Part::Projectors | Part::Gateway => nats::program(
                package,
                self.data,
                self.ports,
                self.account,
                self.stack.sync,
            )?,
        };
        Ok(match self.stack.durability {
            Durability::Full => program,
            Durability::Throwaway => program.throwaway(),
        })
    }

    fn postgres(&self, package: &Path) -> Result<Program, StackError> {
        let postgres = Postgres {
            package,
            data: self.data,
            account: self.account,
            durability: self.stack.durability,
            log: self.place.log(Part::Postgres),
        };
        if postgres.is_new() {
            let step = Step::Initialise(Part::Postgres);
            self.stack.observer.step(step, || postgres.initialise())?;
        }
        Ok(postgres.program(self.ports))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_reaches_the_state() {
        let hidden = without_password("postgres://hub:se@cret@db:5432/hub");
        assert_eq!(hidden, "postgres://hub@db:5432/hub");
        assert_eq!(without_password("nats://log:4222"), "nats://log:4222");
    }
}
