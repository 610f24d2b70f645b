//! Where a stack keeps its things, and the version of what it keeps.
//!
//! ```text
//! .hub/lock         held, and naming the process, while a stack runs
//! .hub/stack.json   ports to use again, and what runs
//! .hub/logs/        one file a part
//! .hub/data/        version, the servers' data and configuration
//! .hub/journal/     the gateways' records on their way to the event log
//! ```

use std::fs::{self, create_dir_all};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::account::Account;
use super::error::{Doing, StackError};
use super::part::Part;

/// The version of the layout of `.hub/data`.
pub const DATA_VERSION: u32 = 1;

/// Where data goes that the servers' account could not reach where it was asked for.
const ELSEWHERE: &str = "/var/lib/aigne-hub";

/// A stack's directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(PathBuf);

impl Place {
    /// The place at `path`, made if missing.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn create(path: &Path) -> Result<Self, StackError> {
        create_dir_all(path.join("logs")).doing("making", path)?;
        Ok(Self(path.canonicalize().doing("finding", path)?))
    }

    /// The place at `path`, which may not exist.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self(path.canonicalize().unwrap_or_else(|_| path.to_owned()))
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The log of a part.
    #[must_use]
    pub fn log(&self, part: Part) -> PathBuf {
        self.0.join("logs").join(format!("{part}.log"))
    }

    /// The servers' data.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// The gateways' journals.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.0.join("journal")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.0.join("stack.json")
    }

    /// Makes the data directory where `account` can reach it, and checks its version.
    ///
    /// The path that the servers are to use; it is another one if the account can't reach this
    /// place, and then `data` is a link to it.
    pub(crate) fn prepare(&self, account: &Account) -> Result<PathBuf, StackError> {
        let data = self.data();
        if fs::symlink_metadata(&data).is_err() {
            self.make_data(account, &data)?;
        }
        let real = data.canonicalize().doing("finding", &data)?;
        if !account.reaches(&real) {
            return Err(StackError::Unreachable {
                path: real,
                user: account.name(),
            });
        }
        if self.version()?.is_none() {
            let path = real.join("version");
            fs::write(&path, DATA_VERSION.to_string()).doing("writing", &path)?;
        }
        Ok(real)
    }

    /// The version of the data; none if there is no data yet.
    ///
    /// # Errors
    /// When it is not the one that this build reads.
    pub fn version(&self) -> Result<Option<u32>, StackError> {
        let path = self.data().join("version");
        match fs::read_to_string(&path) {
            Ok(found) if found.trim() == DATA_VERSION.to_string() => Ok(Some(DATA_VERSION)),
            Ok(found) => Err(StackError::DataVersion {
                path: self.data(),
                found: found.trim().to_owned(),
                expected: DATA_VERSION,
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).doing("reading", &path),
        }
    }

    fn make_data(&self, account: &Account, data: &Path) -> Result<(), StackError> {
        if account.reaches(&self.0) {
            return create_dir_all(data).doing("making", data);
        }
        let elsewhere = self.elsewhere();
        create_dir_all(&elsewhere).doing("making", &elsewhere)?;
        for directory in [Path::new(ELSEWHERE), &elsewhere] {
            fs::set_permissions(directory, fs::Permissions::from_mode(0o755))
                .doing("opening", directory)?;
        }
        symlink(&elsewhere, data).doing("linking", data)
    }

    fn elsewhere(&self) -> PathBuf {
        let digest = Sha256::digest(self.0.as_os_str().as_encoded_bytes());
        let name = digest[..6]
            .iter()
            .fold(String::new(), |name, byte| name + &format!("{byte:02x}"));
        Path::new(ELSEWHERE).join(name)
    }

    /// Deletes the servers' data, the journals, the logs and the remembered ports; the credentials stay.
    ///
    /// # Errors
    /// When something can't be deleted.
    pub fn clear(&self) -> Result<(), StackError> {
        let data = self.data();
        if let Ok(real) = data.canonicalize() {
            fs::remove_dir_all(&real).doing("deleting", &real)?;
        }
        for path in [data, self.journal(), self.0.join("logs"), self.state()] {
            remove(&path).doing("deleting", &path)?;
        }
        Ok(())
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::scratch::Scratch;

    #[test]
    fn data_of_another_version_is_refused_and_kept() {
        let scratch = Scratch::new("version");
        let place = Place::create(&scratch.path().join(".hub")).unwrap();
        let data = place.prepare(&Account::Own).unwrap();
        fs::write(data.join("version"), "99\n").unwrap();
        let refused = place.prepare(&Account::Own).unwrap_err();
        assert!(matches!(&refused, StackError::DataVersion { found, .. } if found == "99"));
        assert!(refused.remedy().contains("hub reset"));
        assert!(data.is_dir());
    }

    #[test]
    fn a_cleared_place_starts_anew_and_keeps_its_credentials() {
        let scratch = Scratch::new("clear");
        let place = Place::create(&scratch.path().join(".hub")).unwrap();
        let data = place.prepare(&Account::Own).unwrap();
        fs::write(data.join("something"), "old").unwrap();
        fs::write(place.path().join("admin.token"), "token").unwrap();
        fs::create_dir_all(place.journal().join("0")).unwrap();
        place.clear().unwrap();
        assert!(!data.exists());
        assert!(!place.journal().exists());
        assert!(place.path().join("admin.token").exists());
        place.clear().unwrap();
    }
}
