//! The gateway's own write-ahead journal of calls, and the shipper that brings it into the log's TRAFFIC.
//!
//! A record is safe from `kill -9` when [`Journal::append`] returns: it was handed to the kernel in one
//! write. It is not flushed to the disk: a power loss before it was shipped may take it.
//!
//! Invariant: records reach the log in the order of the journal, each commit once, whatever is restarted or
//! away in between; a segment is deleted only when all of it is in the log. (Only where the log loses one of
//! many on a connection that holds, as a cluster may when its leader changes, do those after it come first.)
mod directory;
mod health;
mod lane;
mod publisher;
mod reader;
mod reconcile;
mod record;
mod segment;
mod shipped;
mod shipper;
#[cfg(test)]
mod tests;
mod waiters;
mod window;
mod writer;

pub use directory::unshipped;
pub use shipper::{Shipper, Shipping};
pub use writer::Journal;

use std::{io, path::PathBuf, str::FromStr};
use thiserror::Error;

/// A record's place in its journal, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub(crate) u64);

/// When the last byte of an answer may leave: `HUB_ACK`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Acknowledgement {
    /// When the log has the call's record; while the log is away, when the journal has it.
    #[default]
    Log,
    /// When the journal has it.
    Journal,
}

impl FromStr for Acknowledgement {
    type Err = UnknownAcknowledgement;

    fn from_str(text: &str) -> Result<Self, UnknownAcknowledgement> {
        match text {
            "log" => Ok(Self::Log),
            "journal" => Ok(Self::Journal),
            _ => Err(UnknownAcknowledgement),
        }
    }
}

/// Not one of the ways to acknowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("neither `log` nor `journal`")]
pub struct UnknownAcknowledgement;

/// What a journal has to know.
#[derive(Clone, Debug)]
pub struct JournalSettings {
    /// Where the journals of this machine's gateways lie, a directory each.
    pub directory: PathBuf,
    /// The log's servers.
    pub nats_url: String,
    /// How large a segment grows, in bytes.
    pub segment_bytes: u64,
    /// How large all segments together may grow, in bytes.
    pub max_bytes: u64,
    /// When a call is acknowledged.
    pub acknowledgement: Acknowledgement,
    /// Over how many partitions the organisations' calls are spread.
    pub partitions: u32,
}

impl JournalSettings {
    /// The usual settings: segments of 16 MiB, 1 GiB altogether, one partition.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>, nats_url: impl Into<String>) -> Self {
        Self {
            directory: directory.into(),
            nats_url: nats_url.into(),
            segment_bytes: 16 << 20,
            max_bytes: 1 << 30,
            acknowledgement: Acknowledgement::default(),
            partitions: 1,
        }
    }
}

/// Why a record was not taken. Nothing of it was written.
#[derive(Debug, Error)]
pub enum AppendRefused {
    /// The journal is at its bound, or the disk is full; room comes when records are shipped.
    #[error("the journal is full")]
    Full,
    /// The disk failed.
    #[error("the journal cannot be written")]
    Io(#[source] io::Error),
    /// The commit has no stored form, or one that is too large for the log.
    #[error("the commit cannot be recorded")]
    Unrecordable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a journal cannot be used.
#[derive(Debug, Error)]
pub enum JournalError {
    /// Its files cannot be read or written.
    #[error("the journal in {} cannot be opened", .directory.display())]
    Io {
        /// Where it lies.
        directory: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}
