//! The chain of hashes through one organisation's commits in one stream.
//!
//! Invariant: hashed is what is stored, byte for byte, never what a program makes of it.
use infra::event_log::Sequence;
use sha2::{Digest, Sha256};

/// A link's hash.
pub type Hash = [u8; 32];

/// What the first link is hashed with.
pub const BEGINNING: Hash = [0; 32];

/// The hash of the link after `previous`, for the commit `stored` at `sequence` of its stream:
/// SHA-256(previous, sequence as eight bytes big-endian, SHA-256(stored)).
#[must_use]
pub fn next(previous: &Hash, sequence: Sequence, stored: &[u8]) -> Hash {
    Sha256::new()
        .chain_update(previous)
        .chain_update(sequence.to_be_bytes())
        .chain_update(Sha256::digest(stored))
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_link_is_the_hash_that_anybody_can_recompute() {
        let hash = Uuid::from_slice(&next(&BEGINNING, 1, b"{}")[..16]).unwrap();
        assert_eq!(hash.simple().to_string(), EXPECTED);
    }

    #[test]
    fn another_byte_place_or_predecessor_is_another_hash() {
        let link = next(&BEGINNING, 1, b"{}");
        assert_ne!(next(&BEGINNING, 1, b"{ }"), link);
        assert_ne!(next(&BEGINNING, 2, b"{}"), link);
        assert_ne!(next(&link, 1, b"{}"), link);
    }

    /// By `python3 -c "from hashlib import sha256 as h; print(h(bytes(32) + (1).to_bytes(8, 'big') + h(b'{}').digest()).hexdigest()[:32])"`.
    const EXPECTED: &str = "11877e2e7b75bc88d35d117371131d66";
}
