//! What a credential keeps secret.
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The most characters of a secret that people get to see.
const HINT_CHARACTERS: usize = 4;

/// What signs calls to a provider; wiped from memory when dropped. Sealed as JSON text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(untagged)]
pub enum CredentialSecret {
    /// A key, sent as it is.
    ApiKey(ApiKey),
    /// AWS access keys, which sign without being sent.
    Aws(AwsKeys),
    /// A Google service account, whose key signs for tokens.
    ServiceAccount(ServiceAccount),
}

/// A key, sent as it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// The key.
    pub api_key: String,
}

/// AWS access keys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct AwsKeys {
    /// Says whose they are.
    pub access_key_id: String,
    /// Signs.
    pub secret_access_key: String,
    /// Goes with keys that end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
    /// Where calls by them go, where that is not the provider's region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// The key file of a Google service account, as far as it is used.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct ServiceAccount {
    /// Says whose key it is.
    pub client_email: String,
    /// Signs: PKCS#8 as PEM.
    pub private_key: String,
    /// Where a signature buys a token.
    pub token_uri: String,
    /// The account's project.
    pub project_id: String,
}

impl CredentialSecret {
    /// A key, sent as it is.
    #[must_use]
    pub const fn key(api_key: String) -> Self {
        Self::ApiKey(ApiKey { api_key })
    }

    /// The key, where it is one that is sent as it is.
    #[must_use]
    pub fn api_key(&self) -> Option<&str> {
        match self {
            Self::ApiKey(key) => Some(&key.api_key),
            Self::Aws(_) | Self::ServiceAccount(_) => None,
        }
    }

    /// Where calls that it signs go, where that is not the provider's region.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Aws(keys) => keys.region.as_deref(),
            Self::ApiKey(_) | Self::ServiceAccount(_) => None,
        }
    }

    /// The last characters, for people to tell secrets apart: at most four, and never more than half. Of what signs
    /// without being sent, those of its public part.
    #[must_use]
    pub fn hint(&self) -> String {
        let shown = match self {
            Self::ApiKey(key) => &key.api_key,
            Self::Aws(keys) => &keys.access_key_id,
            Self::ServiceAccount(account) => &account.client_email,
        };
        let characters = shown.chars().count();
        let last = HINT_CHARACTERS.min(characters / 2);
        shown.chars().skip(characters - last).collect()
    }
}

impl fmt::Debug for CredentialSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialSecret").finish_non_exhaustive()
    }
}
