//! The two secrets that a local hub makes for itself: the operator's token and the master key.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rand::Rng;

use super::error::{Doing, StackError};
use super::place::Place;

/// Where the operator's token lies.
#[must_use]
pub fn admin_token_file(place: &Place) -> PathBuf {
    place.path().join("admin.token")
}

/// Where the master key lies.
#[must_use]
pub fn master_key_file(place: &Place) -> PathBuf {
    place.path().join("master.key")
}

/// The operator's token, made if there is none yet.
///
/// # Errors
/// When its file can neither be read nor made.
pub fn admin_token(place: &Place) -> Result<String, StackError> {
    let random = URL_SAFE_NO_PAD.encode(random_bytes());
    kept(&admin_token_file(place), &format!("hub_admin_{random}"))
}

/// The master key, 32 bytes in base64, made if there is none yet.
///
/// # Errors
/// When its file can neither be read nor made.
pub fn master_key(place: &Place) -> Result<String, StackError> {
    kept(&master_key_file(place), &STANDARD.encode(random_bytes()))
}

fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    rand::rng().fill(&mut bytes);
    bytes
}

/// The file's line; if there is no file it is made, for its owner alone, with `fresh`.
fn kept(path: &Path, fresh: &str) -> Result<String, StackError> {
    let created = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match created {
        Ok(mut file) => {
            writeln!(file, "{fresh}").doing("writing", path)?;
            file.sync_all().doing("writing", path)?;
            Ok(fresh.to_owned())
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let text = fs::read_to_string(path).doing("reading", path)?;
            Ok(text.trim().to_owned())
        }
        Err(error) => Err(error).doing("writing", path),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::stack::scratch::Scratch;

    #[test]
    fn credentials_are_made_once_and_only_their_owner_reads_them() {
        let scratch = Scratch::new("credentials");
        let place = Place::create(scratch.path()).unwrap();
        let token = admin_token(&place).unwrap();
        assert_eq!(admin_token(&place).unwrap(), token);
        let mode = fs::metadata(admin_token_file(&place))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let master_key = master_key(&place).unwrap();
        assert_eq!(STANDARD.decode(&master_key).unwrap().len(), 32);
        assert_ne!(STANDARD.decode(&master_key).unwrap(), [0; 32]);
    }
}
