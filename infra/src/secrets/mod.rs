//! Secrets at rest: a data key a secret, wrapped by a versioned master key, bound to its owner.
//!
//! Invariant: no error and no `Debug` output holds a key or a secret.
mod credential;
mod envelope;
mod held;
mod keyring;
mod seal;
#[cfg(test)]
mod tests;

pub use credential::{ApiKey, AwsKeys, CredentialSecret, ServiceAccount};
pub use held::HeldSecret;
pub use keyring::{InvalidKeyring, Keyring, MasterKeyVersion};
pub use seal::Seal;

use domain::id::{CredentialId, OrganizationId, ProviderId};

/// Whose a secret is. A sealed secret opens for this owner only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretOwner {
    /// The organisation that has the provider.
    pub organization: OrganizationId,
    /// The provider that the credential is for.
    pub provider: ProviderId,
    /// The credential that holds the secret.
    pub credential: CredentialId,
}

/// Why a sealed secret does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// It was sealed under a master key that is not in the keyring.
    #[error(
        "the secret is sealed under version {0} of the master key, which is not in the keyring"
    )]
    UnknownMasterKey(MasterKeyVersion),
    /// Another key, another owner, or changed bytes.
    #[error("the sealed secret does not open with this master key for this owner")]
    Refused,
}
