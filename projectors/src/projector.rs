//! Which projectors there are, and what each reads and writes.
use crate::postgres::Tables;
use infra::event_log::Stream;
use std::{fmt, str::FromStr};
use thiserror::Error;

/// One reader of the log with the read model that it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Projector {
    /// What was called and what it took, added up: schema `usage`.
    Billing,
    /// What the organisations configured, as it is now: schema `directory`.
    Directory,
    /// Every commit of configuration, append-only, and the hash chains: schema `journal`.
    Audit,
    /// Every call and every change, for analysts: ClickHouse.
    Analytics,
}

/// There is no projector of this name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no projector {0:?}: there are billing, directory, audit and analytics")]
pub struct UnknownProjector(String);

impl Projector {
    /// Every projector.
    pub const ALL: [Self; 4] = [Self::Billing, Self::Directory, Self::Audit, Self::Analytics];

    /// Its name in commands, metrics and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::Directory => "directory",
            Self::Audit => "audit",
            Self::Analytics => "analytics",
        }
    }

    /// What it reads.
    #[must_use]
    pub const fn streams(self) -> &'static [Stream] {
        match self {
            Self::Billing => &[Stream::Traffic],
            Self::Directory => &[Stream::Control],
            Self::Audit | Self::Analytics => &[Stream::Control, Stream::Traffic],
        }
    }

    /// What it writes in Postgres; nothing where it writes to ClickHouse.
    pub(crate) const fn tables(self) -> Option<Tables> {
        match self {
            Self::Billing => Some(Tables::Usage),
            Self::Directory => Some(Tables::Directory),
            Self::Audit => Some(Tables::Journal),
            Self::Analytics => None,
        }
    }
}

impl fmt::Display for Projector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Projector {
    type Err = UnknownProjector;

    fn from_str(name: &str) -> Result<Self, UnknownProjector> {
        let found = Self::ALL.into_iter().find(|known| known.name() == name);
        found.ok_or_else(|| UnknownProjector(name.to_owned()))
    }
}
