//! What the machine must offer before anything is fetched or started.

use std::path::Path;

use nix::sys::statvfs::statvfs;

use super::error::{Doing, StackError};

/// Room for the archives, their unpacked files and the first data.
pub const NEEDED_MB: u64 = 2_000;
/// Room for data once the packages are there.
pub const NEEDED_FOR_DATA_MB: u64 = 500;

/// Refuses a machine that the packages do not run on.
///
/// # Errors
/// When the system is not Linux on x86-64, or its processor lacks AVX2.
pub fn check_processor() -> Result<(), StackError> {
    let found = format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH);
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err(StackError::UnsupportedMachine { found });
    }
    if has_avx2() {
        Ok(())
    } else {
        Err(StackError::UnsupportedMachine {
            found: format!("{found} without AVX2"),
        })
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
}

#[cfg(not(target_arch = "x86_64"))]
fn has_avx2() -> bool {
    false
}

/// The megabytes free at `path`, which must exist; refuses a disk with less than `needed_mb`.
///
/// # Errors
/// When there is too little room, or it can't be told.
pub fn check_room(path: &Path, needed_mb: u64) -> Result<u64, StackError> {
    let free_mb = free_mb(path)?;
    if free_mb >= needed_mb {
        return Ok(free_mb);
    }
    Err(StackError::DiskFull {
        path: path.to_owned(),
        free_mb,
        needed_mb,
    })
}

/// For an unprivileged user: what is kept for root does not count.
fn free_mb(path: &Path) -> Result<u64, StackError> {
    let disk = statvfs(path)
        .map_err(std::io::Error::from)
        .doing("measuring", path)?;
    Ok(disk.blocks_available() * disk.fragment_size() / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_with_too_little_room_is_refused_with_both_figures() {
        let refused = check_room(Path::new("/"), u64::MAX).unwrap_err();
        assert!(refused.to_string().contains(&u64::MAX.to_string()));
        assert!(check_room(Path::new("/"), 0).is_ok());
    }
}
