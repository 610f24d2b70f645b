//! Bringing a stack up.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::account::Account;
use super::cache::Cache;
use super::error::StackError;
use super::lock::Lock;
use super::machine;
use super::nats::LogSync;
use super::orphans;
use super::outside::{self, Outside};
use super::package;
use super::part::Part;
use super::place::Place;
use super::ports::{PortChoice, Ports, is_free};
use super::postgres::Durability;
use super::progress::Observer;
use super::running::{Addresses, Running};
use super::site::Site;
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
    needed: Option<SocketAddr>,
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
            needed: None,
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

    /// An address that a further part will listen on: refused before anything starts if it is taken.
    #[must_use]
    pub fn needing(mut self, address: SocketAddr) -> Self {
        self.needed = Some(address);
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
        self.check_address()?;
        self.check_outside()?;
        let site = self.site(&place)?;
        site.prepare()?;
        // Held until the ports are in use: another start would choose the same ones.
        let _choosing = match self.ports {
            PortChoice::Remembered if !self.parts.is_empty() => Some(self.cache.lock_ports()?),
            PortChoice::Remembered | PortChoice::Free => None,
        };
        let ports = Ports::choose(self.ports, former.ports);
        let programs = site.programs(&ports)?;
        let mut addresses = self.addresses();
        for program in &programs {
            addresses.set(program.part, program.address.clone());
        }
        let supervisor = Supervisor {
            place,
            observer: self.observer.clone(),
            state: self.state(ports),
            lock,
            children: Vec::new(),
        };
        Running::new(supervisor, addresses)?.start_together(programs)
    }

    fn check_address(&self) -> Result<(), StackError> {
        match self.needed {
            Some(address) if !is_free(address) => Err(StackError::PortInUse {
                address: address.to_string(),
            }),
            Some(_) | None => Ok(()),
        }
    }

    fn check_outside(&self) -> Result<(), StackError> {
        let mut outside = self.outside.iter();
        match outside.find(|(part, address)| !outside::is_reachable(*part, address)) {
            Some((part, address)) => Err(StackError::Away {
                part: *part,
                address: outside::without_password(address),
            }),
            None => Ok(()),
        }
    }

    fn site(&self, place: &Place) -> Result<Site, StackError> {
        let account = Account::for_servers();
        let data = place.prepare(&account)?;
        let packages = self.packages(&account)?;
        machine::check_room(&data, machine::NEEDED_FOR_DATA_MB)?;
        Ok(Site {
            place: place.clone(),
            account,
            data,
            packages,
            hub: self.hub.clone(),
            durability: self.durability,
            sync: self.sync,
            observer: self.observer.clone(),
        })
    }

    fn packages(&self, account: &Account) -> Result<Vec<(Part, PathBuf)>, StackError> {
        if self.parts.is_empty() {
            return Ok(Vec::new());
        }
        machine::check_processor()?;
        self.cache.check(account)?;
        self.parts
            .iter()
            .filter_map(|part| Some((*part, package::of(*part)?)))
            .map(|(part, package)| Ok((part, self.cache.obtain(package, &self.observer)?)))
            .collect()
    }

    fn addresses(&self) -> Addresses {
        let mut addresses = Addresses::default();
        for (part, address) in &self.outside {
            addresses.set(*part, address.clone());
        }
        addresses
    }

    fn state(&self, ports: Ports) -> State {
        let outside = self.outside.iter().map(|(part, address)| Outside {
            part: *part,
            address: outside::without_password(address),
        });
        let outside: Vec<Outside> = outside.collect();
        State {
            ports: Some(ports),
            parts: outside.iter().map(Recorded::from).collect(),
            outside,
            ready: false,
        }
    }
}
