//! What the servers of one start need: their packages, their data and whom they run as.

use std::fs::create_dir_all;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::clickhouse;
use super::error::{Doing, StackError};
use super::nats::{self, LogSync};
use super::part::Part;
use super::place::Place;
use super::ports::Ports;
use super::postgres::{Durability, Postgres};
use super::program::Program;
use super::progress::{Observer, Step};

/// The decisions of a start that do not change while it goes on.
pub(super) struct Site {
    pub(super) place: Place,
    pub(super) account: Account,
    /// Where the servers keep their data, as their account reaches it.
    pub(super) data: PathBuf,
    /// The servers to start, and where their unpacked packages lie.
    pub(super) packages: Vec<(Part, PathBuf)>,
    /// The hub's own binary.
    pub(super) hub: PathBuf,
    pub(super) durability: Durability,
    pub(super) sync: LogSync,
    pub(super) observer: Observer,
}

impl Site {
    /// Makes each server's directory, and Postgres' first data.
    pub(super) fn prepare(&self) -> Result<(), StackError> {
        for (part, package) in &self.packages {
            let directory = self.data.join(part.name());
            create_dir_all(&directory).doing("making", &directory)?;
            let handed_over = self.account.own(&directory);
            handed_over.doing("handing over", &directory)?;
            if *part == Part::Postgres {
                self.initialise(&self.postgres(package))?;
            }
        }
        Ok(())
    }

    fn initialise(&self, postgres: &Postgres<'_>) -> Result<(), StackError> {
        if !postgres.is_new() {
            return Ok(());
        }
        let step = Step::Initialise(Part::Postgres);
        self.observer.step(step, || postgres.initialise())
    }

    /// How each server is started on these ports.
    pub(super) fn programs(&self, ports: &Ports) -> Result<Vec<Program>, StackError> {
        self.packages
            .iter()
            .map(|(part, package)| self.program(*part, package, ports))
            .collect()
    }

    fn program(&self, part: Part, package: &Path, ports: &Ports) -> Result<Program, StackError> {
        let (data, account) = (&self.data, &self.account);
        let program = match part {
            Part::Nats => nats::program(package, data, ports, account, self.sync)?,
            Part::Postgres => self.postgres(package).program(ports),
            Part::ClickHouse => clickhouse::program(package, data, ports, account, &self.hub)?,
            Part::Projectors | Part::Gateway => return Err(StackError::NoSuchPart(part)),
        };
        Ok(match self.durability {
            Durability::Full => program,
            Durability::Throwaway => program.throwaway(),
        })
    }

    fn postgres<'a>(&'a self, package: &'a Path) -> Postgres<'a> {
        Postgres {
            package,
            data: &self.data,
            account: &self.account,
            durability: self.durability,
            log: self.place.log(Part::Postgres),
        }
    }
}
