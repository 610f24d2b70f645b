//! Short texts that the hub gives away to have them back unread and unchanged, such as sessions: AES-256-GCM-SIV
//! under a key for each purpose. Two hubs with the same master keys open each other's.
use super::{Keyring, MasterKeyVersion};
use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use std::{collections::BTreeMap, fmt};
use zeroize::Zeroizing;

const VERSION_BYTES: usize = 4;
const NONCE_BYTES: usize = 12;

/// Seals for one purpose.
pub struct Seal {
    newest: MasterKeyVersion,
    ciphers: BTreeMap<MasterKeyVersion, Aes256GcmSiv>,
}

impl Seal {
    /// Seals for what `label` names: what another label sealed does not open.
    #[must_use]
    pub fn new(keyring: &Keyring, label: &[u8]) -> Self {
        let ciphers = keyring.versions().filter_map(|version| {
            let key = keyring.derive_at(version, label)?;
            Some((version, Aes256GcmSiv::new(&(*key).into())))
        });
        Self {
            newest: keyring.current(),
            ciphers: ciphers.collect(),
        }
    }

    /// The sealed form of `plain`, in letters that URLs and cookies take; another one each time.
    #[must_use]
    pub fn seal(&self, plain: &[u8]) -> String {
        let version = self.newest.to_be_bytes();
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload {
            msg: plain,
            aad: &version,
        };
        let sealed = encrypt(&self.ciphers[&self.newest], nonce, payload);
        BASE64_URL_SAFE_NO_PAD.encode([&version[..], &nonce, &sealed].concat())
    }

    /// What was sealed; nothing where it was not sealed here for this purpose, or changed since.
    #[must_use]
    pub fn open(&self, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (version, rest) = bytes.split_first_chunk::<VERSION_BYTES>()?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE_BYTES)?;
        let cipher = self
            .ciphers
            .get(&MasterKeyVersion::from_be_bytes(*version))?;
        let payload = Payload {
            msg: ciphertext,
            aad: version,
        };
        let plain = cipher.decrypt(&Nonce::try_from(nonce).ok()?, payload);
        plain.ok().map(Zeroizing::new)
    }
}

#[expect(clippy::expect_used, reason = "only texts beyond 64 GiB are refused")]
fn encrypt(cipher: &Aes256GcmSiv, nonce: [u8; NONCE_BYTES], payload: Payload<'_, '_>) -> Vec<u8> {
    let sealed = cipher.encrypt(&nonce.into(), payload);
    sealed.expect("what is sealed is short")
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seal")
            .field("newest", &self.newest)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::prelude::BASE64_STANDARD;
    use proptest::prelude::*;

    fn master_key(byte: u8) -> String {
        BASE64_STANDARD.encode([byte; 32])
    }

    fn seal(master_keys: &str, label: &[u8]) -> Seal {
        Seal::new(&Keyring::from_base64(master_keys).unwrap(), label)
    }

    fn opened(seal: &Seal, sealed: &str) -> Option<Vec<u8>> {
        seal.open(sealed).map(|plain| plain.to_vec())
    }

    #[test]
    fn what_is_sealed_opens_elsewhere_with_the_same_key_for_the_same_purpose_alone() {
        let sealed = seal(&master_key(7), b"sessions").seal(b"text");
        let whole = Some(b"text".to_vec());
        assert_eq!(opened(&seal(&master_key(7), b"sessions"), &sealed), whole);
        assert_eq!(opened(&seal(&master_key(7), b"cursors"), &sealed), None);
        assert_eq!(opened(&seal(&master_key(8), b"sessions"), &sealed), None);
    }

    #[test]
    fn what_an_older_master_key_sealed_still_opens() {
        let sealed = seal(&master_key(7), b"sessions").seal(b"text");
        let both = format!("1:{},2:{}", master_key(7), master_key(8));
        let both = seal(&both, b"sessions");
        assert_eq!(opened(&both, &sealed), Some(b"text".to_vec()));
        let newest = both.seal(b"text");
        assert_eq!(opened(&seal(&master_key(7), b"sessions"), &newest), None);
    }

    #[test]
    fn text_that_was_never_sealed_does_not_open() {
        let seal = seal(&master_key(7), b"sessions");
        for text in ["", "AAAA", "not base64!", &"A".repeat(200)] {
            assert_eq!(opened(&seal, text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_refused(plain in ".{0,40}", at in 0usize..200, bit in 0u8..8) {
            let seal = seal(&master_key(7), b"sessions");
            let sealed = seal.seal(plain.as_bytes());
            let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(&sealed).unwrap();
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            prop_assert_eq!(opened(&seal, &BASE64_URL_SAFE_NO_PAD.encode(bytes)), None);
        }
    }
}
