//! Unpacking an archive: Python knows both formats, and it is there if pip is.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::error::{Doing, StackError};
use super::measure::{bytes_below, run_measured};
use super::package::{Package, Registry};
use super::progress::{Observer, Progress, Step};

/// Unpacks `archive` beside itself and deletes it; the new directory.
pub(super) fn archive(
    package: &'static Package,
    archive: &Path,
    observer: &Observer,
) -> Result<PathBuf, StackError> {
    let tree = archive.with_file_name("unpacked");
    let module = match package.registry {
        Registry::Pip => "zipfile",
        Registry::Npm => "tarfile",
    };
    let mut command = Command::new("python3");
    command
        .args(["-m", module, "-e"])
        .args([archive, tree.as_path()])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let status = run_measured(&mut command, Duration::from_millis(200), || {
        observer.tell(Progress::Bytes {
            step: Step::Unpack(package.title),
            done: bytes_below(&tree).min(package.unpacked_bytes),
            total: package.unpacked_bytes,
        });
    });
    let unpacked = status.and_then(|status| {
        let refusal = || io::Error::other(format!("python3 -m {module} ended with {status}"));
        status.success().then_some(()).ok_or_else(refusal)
    });
    unpacked.doing("unpacking", archive)?;
    open(package, &tree).doing("opening", &tree)?;
    fs::remove_file(archive).doing("deleting", archive)?;
    Ok(tree)
}

/// Makes everything readable, and programs runnable: a wheel does not say which files are.
fn open(package: &Package, tree: &Path) -> io::Result<()> {
    make_readable(tree)?;
    for directory in package.programs {
        for program in fs::read_dir(tree.join(directory))? {
            fs::set_permissions(program?.path(), fs::Permissions::from_mode(0o755))?;
        }
    }
    Ok(())
}

fn make_readable(path: &Path) -> io::Result<()> {
    let found = fs::symlink_metadata(path)?;
    if found.is_symlink() {
        return Ok(());
    }
    if !found.is_dir() {
        let mode = found.permissions().mode() | 0o444;
        return fs::set_permissions(path, fs::Permissions::from_mode(mode));
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    fs::read_dir(path)?.try_for_each(|entry| make_readable(&entry?.path()))
}
