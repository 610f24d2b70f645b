//! Whom the servers run as: Postgres refuses to run as root, and none of them needs to.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use nix::unistd::{User, geteuid};

/// The unprivileged user of a stack that root starts.
const UNPRIVILEGED: &str = "nobody";

/// Whom the servers run as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    /// As whoever starts them.
    Own,
    /// As an unprivileged user, since root starts them.
    Dropped {
        /// Numeric user.
        uid: u32,
        /// Numeric group.
        gid: u32,
    },
}

impl Account {
    /// The account for servers started by this process.
    pub(crate) fn for_servers() -> Self {
        if !geteuid().is_root() {
            return Self::Own;
        }
        let nobody = User::from_name(UNPRIVILEGED).ok().flatten();
        nobody.map_or(
            Self::Dropped {
                uid: 65534,
                gid: 65534,
            },
            |user| Self::Dropped {
                uid: user.uid.as_raw(),
                gid: user.gid.as_raw(),
            },
        )
    }

    /// Its name for messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Own => "that you are".to_owned(),
            Self::Dropped { .. } => UNPRIVILEGED.to_owned(),
        }
    }

    /// Whether this account gets to `path`, a directory, and into it.
    pub(crate) fn reaches(&self, path: &Path) -> bool {
        match self {
            Self::Own => true,
            Self::Dropped { uid, gid } => path
                .ancestors()
                .filter_map(|directory| fs::metadata(directory).ok())
                .all(|directory| may_enter(&directory, *uid, *gid)),
        }
    }

    /// Hands a directory, without what is in it, over to the account.
    pub(crate) fn own(&self, path: &Path) -> io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Dropped { uid, gid } => chown(path, Some(*uid), Some(*gid)),
        }
    }
}

fn may_enter(directory: &fs::Metadata, uid: u32, gid: u32) -> bool {
    let mode = directory.permissions().mode();
    let mask = if directory.uid() == uid {
        0o100
    } else if directory.gid() == gid {
        0o010
    } else {
        0o001
    };
    mode & mask != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::scratch::Scratch;

    const STRANGER: Account = Account::Dropped {
        uid: 4_000_001,
        gid: 4_000_001,
    };

    #[test]
    fn a_closed_directory_above_keeps_a_stranger_out() {
        let scratch = Scratch::new("account");
        let inner = scratch.path().join("closed/inner");
        fs::create_dir_all(&inner).unwrap();
        assert!(STRANGER.reaches(&inner));
        fs::set_permissions(
            scratch.path().join("closed"),
            fs::Permissions::from_mode(0o700),
        )
        .unwrap();
        assert!(!STRANGER.reaches(&inner));
        assert!(Account::Own.reaches(&inner));
    }
}
