//! The unpacked packages, kept once a user: a second clone fetches nothing.
//!
//! A package's directory appears by one rename when it is whole, so that whoever sees it may use it.

use std::env;
use std::fs::{self, File, create_dir_all};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::error::{Doing, StackError};
use super::fetch;
use super::machine;
use super::package::{self, Package};
use super::part::Part;
use super::postgres;
use super::progress::{Observer, Step};
use super::unpack;

/// Where root's cache goes if the servers' account can't reach root's own.
const SHARED: &str = "/var/cache/aigne-hub";
/// In every unpacked package: the digest of the archive that it came from.
const STAMP: &str = ".sha256";

/// The directory of the unpacked packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache(PathBuf);

impl Cache {
    /// The cache at `path`.
    #[must_use]
    pub fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// The user's: `HUB_CACHE_DIR`, else `aigne-hub` in `XDG_CACHE_HOME` or `~/.cache`, else, if
    /// the servers could not reach that, a shared one.
    #[must_use]
    pub fn of_user() -> Self {
        let given = |name| {
            env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        if let Some(path) = given("HUB_CACHE_DIR") {
            return Self(path);
        }
        let home = || given("HOME").map(|home| home.join(".cache"));
        let own = given("XDG_CACHE_HOME")
            .or_else(home)
            .map(|cache| cache.join("aigne-hub"));
        let reachable = own.filter(|path| Account::for_servers().reaches(path));
        Self(reachable.unwrap_or_else(|| PathBuf::from(SHARED)))
    }

    /// The directory itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether a server's package is here.
    #[must_use]
    pub fn holds(&self, part: Part) -> bool {
        package::of(part).is_some_and(|package| self.find(package).is_some())
    }

    /// The psql that came with Postgres, if it has been fetched.
    #[must_use]
    pub fn psql(&self) -> Option<PathBuf> {
        let package = self.find(&package::POSTGRES)?;
        Some(postgres::programs(&package).join("psql"))
    }

    /// Where `package` lies, whole; none if it has yet to be fetched.
    pub(crate) fn find(&self, package: &Package) -> Option<PathBuf> {
        let path = self.0.join(package.directory());
        let stamp = fs::read_to_string(path.join(STAMP)).ok()?;
        // Without links, as the kernel names what runs.
        let path = path.canonicalize().ok()?;
        (stamp == package.sha256).then_some(path)
    }

    /// Where `package` lies, after fetching it if need be. Of several processes that ask at once
    /// one fetches and the others wait.
    pub(crate) fn obtain(
        &self,
        package: &'static Package,
        observer: &Observer,
    ) -> Result<PathBuf, StackError> {
        if let Some(found) = self.find(package) {
            return Ok(found);
        }
        create_dir_all(&self.0).doing("making", &self.0)?;
        let _lock = self.lock("lock")?;
        // Another process may have fetched it while this one waited.
        if let Some(found) = self.find(package) {
            return Ok(found);
        }
        machine::check_room(&self.0, machine::NEEDED_MB)?;
        self.fetch(package, observer)
    }

    /// Makes sure that `account` can run what lies here.
    pub(crate) fn check(&self, account: &Account) -> Result<(), StackError> {
        if account.reaches(&self.0) {
            return Ok(());
        }
        Err(StackError::Unreachable {
            path: self.0.clone(),
            user: account.name(),
        })
    }

    /// Keeps other starts from choosing ports until it is dropped.
    pub(crate) fn lock_ports(&self) -> Result<File, StackError> {
        self.lock("ports.lock")
    }

    fn lock(&self, name: &str) -> Result<File, StackError> {
        let path = self.0.join(name);
        let file = File::create(&path).doing("writing", &path)?;
        file.lock().doing("locking", &path)?;
        Ok(file)
    }

    fn fetch(&self, package: &'static Package, observer: &Observer) -> Result<PathBuf, StackError> {
        let work = self.0.join("fetching");
        // What a killed process left; the lock says that nobody else uses it.
        let _ = fs::remove_dir_all(&work);
        create_dir_all(&work).doing("making", &work)?;
        let step = Step::Download(package.title);
        let archive = observer.step(step, || fetch::archive(package, &work, observer))?;
        let step = Step::Unpack(package.title);
        let tree = observer.step(step, || unpack::archive(package, &archive, observer))?;
        stamp(package, &tree)?;
        let path = self.0.join(package.directory());
        let _ = fs::remove_dir_all(&path);
        fs::rename(&tree, &path).doing("moving", &tree)?;
        fs::remove_dir_all(&work).doing("deleting", &work)?;
        path.canonicalize().doing("finding", &path)
    }
}

fn stamp(package: &Package, tree: &Path) -> Result<(), StackError> {
    let path = tree.join(STAMP);
    fs::write(&path, package.sha256).doing("writing", &path)?;
    // Readable by the servers' account whatever this process's umask says.
    fs::set_permissions(tree, fs::Permissions::from_mode(0o755)).doing("opening", tree)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::package::NATS;
    use crate::stack::scratch::Scratch;

    #[test]
    fn only_a_package_with_the_pinned_stamp_is_found() {
        let scratch = Scratch::new("cache");
        let cache = Cache::at(scratch.path().to_owned());
        assert_eq!(cache.find(&NATS), None);
        let path = scratch.path().join(NATS.directory());
        create_dir_all(&path).unwrap();
        fs::write(path.join(STAMP), "another").unwrap();
        assert_eq!(cache.find(&NATS), None);
        stamp(&NATS, &path).unwrap();
        assert_eq!(cache.find(&NATS), Some(path));
    }
}
