//! A sealed secret in use.
use super::{CredentialSecret, Keyring, SecretError, SecretOwner};
use domain::provider::SealedSecret;
use std::{fmt, sync::OnceLock};

/// A sealed secret that is opened when it is first needed, and stays open in memory for as long as this value
/// lives: opening costs more than the rest of signing a call.
///
/// Invariant: neither `Debug` nor equality looks at what was opened.
#[derive(Clone)]
pub struct HeldSecret {
    sealed: SealedSecret,
    opened: OnceLock<CredentialSecret>,
}

impl HeldSecret {
    /// The secret as it is stored; not opened yet.
    #[must_use]
    pub const fn new(sealed: SealedSecret) -> Self {
        Self {
            sealed,
            opened: OnceLock::new(),
        }
    }

    /// The secret as it is stored.
    #[must_use]
    pub const fn sealed(&self) -> &SealedSecret {
        &self.sealed
    }

    /// The secret itself, which `keyring` has to open for `owner` the first time.
    ///
    /// # Errors
    /// When the master key is not in the keyring, or the secret is another owner's or was changed.
    pub fn open(
        &self,
        keyring: &Keyring,
        owner: &SecretOwner,
    ) -> Result<&CredentialSecret, SecretError> {
        if let Some(opened) = self.opened.get() {
            return Ok(opened);
        }
        let opened = keyring.open(owner, &self.sealed)?;
        Ok(self.opened.get_or_init(|| opened))
    }
}

impl PartialEq for HeldSecret {
    fn eq(&self, other: &Self) -> bool {
        self.sealed == other.sealed
    }
}

impl fmt::Debug for HeldSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sealed.fmt(f)
    }
}
