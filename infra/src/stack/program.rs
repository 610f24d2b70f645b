//! How a part is started and ended.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use nix::sys::signal::Signal;

use super::account::Account;
use super::part::Part;
use super::probe::Probe;

/// A log is put aside when a start finds it larger than this.
const LOG_BYTES: u64 = 16 << 20;

/// What a process sees of its parent's environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Environment {
    /// Only what every program needs.
    Clean,
    /// The parent's, and these besides.
    Inherited(Vec<(String, String)>),
}

/// How a part is started, asked and ended.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) part: Part,
    pub(crate) executable: Executable,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Environment,
    pub(crate) account: Account,
    pub(crate) address: String,
    pub(crate) probe: Probe,
    pub(crate) ending: Ending,
    /// A file naming the process, which must go if it names one that has ended.
    pub(crate) pid_file: Option<PathBuf>,
}

/// How a part is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// Asks it to end.
    pub(crate) signal: Signal,
    /// How long it may take before it is killed.
    pub(crate) grace: Duration,
    /// What it gets if the stack's own process ends first.
    pub(crate) orphaned: Signal,
}

impl Ending {
    pub(crate) fn by(signal: Signal, grace: Duration) -> Self {
        Self {
            signal,
            grace,
            orphaned: signal,
        }
    }
}

/// A program file, reached even where the account that runs it could not go.
#[derive(Clone, Debug)]
pub(crate) struct Executable {
    path: PathBuf,
    name: PathBuf,
    _held: Option<Arc<File>>,
}

impl Executable {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self {
            name: path.clone(),
            path,
            _held: None,
        }
    }

    /// The file at `path`, through an open descriptor if `account` can't go there.
    pub(crate) fn reachable(path: &Path, account: &Account) -> io::Result<Self> {
        if path
            .parent()
            .is_none_or(|directory| account.reaches(directory))
        {
            return Ok(Self::at(path.to_owned()));
        }
        let file = File::open(path)?;
        Ok(Self {
            path: format!("/proc/self/fd/{}", file.as_raw_fd()).into(),
            name: path.to_owned(),
            _held: Some(Arc::new(file)),
        })
    }
}

impl Program {
    /// A command of the hub's own binary, with the parent's environment and `environment`.
    #[must_use]
    pub fn of_hub(part: Part, binary: &Path, environment: Vec<(String, String)>) -> Self {
        Self {
            part,
            executable: Executable::at(binary.to_owned()),
            arguments: vec![part.name().to_owned()],
            environment: Environment::Inherited(environment),
            account: Account::Own,
            address: String::new(),
            probe: Probe::Running,
            // Longer than a gateway gives the calls under way.
            ending: Ending::by(Signal::SIGTERM, Duration::from_secs(45)),
            pid_file: None,
        }
    }

    /// Where it is reached, and how one asks whether it is ready.
    #[must_use]
    pub fn answering(mut self, address: String, probe: Probe) -> Self {
        self.address = address;
        self.probe = probe;
        self
    }

    /// Has the process killed outright if its parent ends: for data that nobody needs again.
    pub(crate) fn throwaway(mut self) -> Self {
        self.ending.orphaned = Signal::SIGKILL;
        self
    }

    /// Starts it, in a process group of its own, bound to the calling thread.
    pub(crate) fn spawn(&self, log: &Path) -> io::Result<Child> {
        self.remove_stale_pid_file();
        let mut command = self.command();
        let output = open_log(log)?;
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            // A terminal's Ctrl-C must reach only the supervisor, which orders the shutdown.
            .process_group(0);
        engine::die_with_parent(&mut command, self.ending.orphaned as i32);
        command.spawn()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.executable.path);
        command.arg0(&self.executable.name).args(&self.arguments);
        match &self.environment {
            Environment::Clean => {
                clean(&mut command);
            }
            Environment::Inherited(besides) => {
                command.envs(besides.iter().map(|(name, value)| (name, value)));
            }
        }
        run_as(&mut command, &self.account);
        command
    }

    fn remove_stale_pid_file(&self) {
        let Some(path) = &self.pid_file else { return };
        let named = std::fs::read_to_string(path).unwrap_or_default();
        let pid = named
            .lines()
            .next()
            .and_then(|line| line.trim().parse().ok());
        let living = pid.and_then(super::process::Process::of);
        let same = living.and_then(super::process::Process::executable);
        if same.as_deref() != Some(&self.executable.path) {
            // Only a file that names no living server of this stack; most often there is none.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Leaves `command` nothing of this process's environment but what every program needs.
pub(crate) fn clean(command: &mut Command) -> &mut Command {
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("LC_ALL", "C")
        .env("HOME", "/tmp")
        // This process's own directory may be closed to the account that the command runs as.
        .current_dir("/")
}

/// Has `command` run as `account`.
pub(crate) fn run_as(command: &mut Command, account: &Account) {
    match account {
        Account::Own => {}
        Account::Dropped { uid, gid } => {
            command.uid(*uid).gid(*gid);
        }
    }
}

fn open_log(path: &Path) -> io::Result<File> {
    if std::fs::metadata(path).is_ok_and(|found| found.len() > LOG_BYTES) {
        std::fs::rename(path, path.with_extension("log.1"))?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}
