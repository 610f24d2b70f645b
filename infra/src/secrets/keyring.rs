//! The master keys and what is derived from them.
use super::{CredentialSecret, SecretError, SecretOwner, envelope};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::provider::SealedSecret;
use hkdf::Hkdf;
use sha2::Sha256;
use std::{collections::BTreeMap, fmt};
use zeroize::Zeroizing;

/// Which master key, counted from 1; a later one takes the place of an earlier one.
pub type MasterKeyVersion = u32;

const FIRST: MasterKeyVersion = 1;
const WRAPPING: &[u8] = b"hub/secrets/wrap/v1";

type Key = Zeroizing<[u8; 32]>;

/// Every master key that may still be needed. The newest seals; the others only open.
///
/// Two gateways with the same text have the same keyring, so that each opens what the other sealed.
#[derive(Clone)]
pub struct Keyring {
    newest: (MasterKeyVersion, Key),
    older: BTreeMap<MasterKeyVersion, Key>,
}

/// The text is no keyring. Says nothing of the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeyring {
    /// No key at all.
    #[error("no master key: give 32 random bytes in base64")]
    Empty,
    /// A key that is not base64 of 32 bytes.
    #[error("a master key is 32 bytes in base64, such as `openssl rand -base64 32` writes")]
    Malformed,
    /// A version that is no number from 1, or that occurs twice.
    #[error(
        "each master key but a lone one is written `version:key`, the versions from 1 and each once"
    )]
    Version,
}

impl Keyring {
    /// The keyring that `text` writes down: a lone key in base64, which is version 1, or several of
    /// `version:key` with white space or commas between them.
    ///
    /// # Errors
    /// When the text is of neither form.
    pub fn from_base64(text: &str) -> Result<Self, InvalidKeyring> {
        let mut keys = BTreeMap::new();
        let separator = |c: char| c == ',' || c.is_whitespace();
        for entry in text.split(separator).filter(|entry| !entry.is_empty()) {
            let (version, key) = parse_entry(entry)?;
            if keys.insert(version, key).is_some() {
                return Err(InvalidKeyring::Version);
            }
        }
        let newest = keys.pop_last().ok_or(InvalidKeyring::Empty)?;
        Ok(Self {
            newest,
            older: keys,
        })
    }

    /// The version that seals.
    #[must_use]
    pub const fn current(&self) -> MasterKeyVersion {
        self.newest.0
    }

    /// Every version, oldest first.
    pub fn versions(&self) -> impl Iterator<Item = MasterKeyVersion> + '_ {
        self.older.keys().copied().chain([self.newest.0])
    }

    /// Seals `secret` so that only this keyring opens it, and only for `owner`.
    #[must_use]
    pub fn seal(&self, owner: &SecretOwner, secret: &CredentialSecret) -> SealedSecret {
        let bound = envelope::Bound::new(owner, self.current());
        envelope::seal(&self.derive(WRAPPING), &bound, secret)
    }

    /// Opens what was sealed for `owner`.
    ///
    /// # Errors
    /// When the master key is not here, or the secret is another owner's or was changed.
    pub fn open(
        &self,
        owner: &SecretOwner,
        sealed: &SealedSecret,
    ) -> Result<CredentialSecret, SecretError> {
        let wrapping = self
            .derive_at(sealed.master_key, WRAPPING)
            .ok_or(SecretError::UnknownMasterKey(sealed.master_key))?;
        envelope::open(
            &wrapping,
            &envelope::Bound::new(owner, sealed.master_key),
            sealed,
        )
    }

    /// The key for another purpose that follows from the newest master key; labels keep purposes apart.
    #[must_use]
    pub fn derive(&self, label: &[u8]) -> Zeroizing<[u8; 32]> {
        expand(&self.newest.1, label)
    }

    /// The key for another purpose that follows from one version of the master key, where it is here.
    #[must_use]
    pub fn derive_at(
        &self,
        version: MasterKeyVersion,
        label: &[u8],
    ) -> Option<Zeroizing<[u8; 32]>> {
        if version == self.newest.0 {
            return Some(self.derive(label));
        }
        self.older.get(&version).map(|key| expand(key, label))
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("versions", &self.versions().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

fn parse_entry(entry: &str) -> Result<(MasterKeyVersion, Key), InvalidKeyring> {
    let (version, key) = match entry.split_once(':') {
        Some((version, key)) => (version.parse().map_err(|_| InvalidKeyring::Version)?, key),
        None => (FIRST, entry),
    };
    if version < FIRST {
        return Err(InvalidKeyring::Version);
    }
    let bytes = BASE64_STANDARD.decode(key).map(Zeroizing::new);
    let bytes = bytes.map_err(|_| InvalidKeyring::Malformed)?;
    let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| InvalidKeyring::Malformed)?;
    Ok((version, Zeroizing::new(key)))
}

#[expect(
    clippy::expect_used,
    reason = "32 bytes are within what HKDF-SHA256 gives"
)]
fn expand(key: &Key, label: &[u8]) -> Key {
    let mut derived = Key::default();
    Hkdf::<Sha256>::new(None, key.as_slice())
        .expand(label, derived.as_mut_slice())
        .expect("32 bytes are within what HKDF-SHA256 gives");
    derived
}
