//! What a credential keeps secret.
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The most characters of a secret that people get to see.
const HINT_CHARACTERS: usize = 4;

/// What signs calls to a provider; wiped from memory when dropped. Sealed as JSON text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct CredentialSecret {
    /// The provider's key, sent as a bearer token.
    pub api_key: String,
}

impl CredentialSecret {
    /// The last characters, for people to tell secrets apart: at most four, and never more than half.
    #[must_use]
    pub fn hint(&self) -> String {
        let characters = self.api_key.chars().count();
        let shown = HINT_CHARACTERS.min(characters / 2);
        self.api_key.chars().skip(characters - shown).collect()
    }
}

impl fmt::Debug for CredentialSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialSecret").finish_non_exhaustive()
    }
}
