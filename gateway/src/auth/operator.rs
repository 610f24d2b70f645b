//! The platform operator's token.
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A token's SHA-256 digest.
pub(super) type TokenDigest = [u8; 32];

/// The operator's token, kept as its digest so that comparing takes the same time whatever was presented.
pub(super) struct OperatorToken(TokenDigest);

impl OperatorToken {
    pub(super) fn new(token: &str) -> Self {
        Self(digest(token))
    }

    pub(super) fn is(&self, presented: &TokenDigest) -> bool {
        self.0.ct_eq(presented).into()
    }
}

pub(super) fn digest(token: &str) -> TokenDigest {
    Sha256::digest(token).into()
}
