//! The envelope: AES-256-GCM-SIV twice, each part a random nonce before its ciphertext, in base64.
use super::{CredentialSecret, MasterKeyVersion, SecretError, SecretOwner};
use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::provider::SealedSecret;
use zeroize::Zeroizing;

const NONCE_BYTES: usize = 12;

type Key = Zeroizing<[u8; 32]>;

/// What a secret is bound to, as associated data; each part has a fixed length.
pub(super) struct Bound {
    associated: [u8; 52],
    master_key: MasterKeyVersion,
}

impl Bound {
    pub(super) fn new(owner: &SecretOwner, master_key: MasterKeyVersion) -> Self {
        let mut associated = [0; 52];
        associated[..16].copy_from_slice(owner.organization.0.as_bytes());
        associated[16..32].copy_from_slice(owner.provider.0.as_bytes());
        associated[32..48].copy_from_slice(owner.credential.0.as_bytes());
        associated[48..].copy_from_slice(&master_key.to_be_bytes());
        Self {
            associated,
            master_key,
        }
    }
}

pub(super) fn seal(wrapping: &Key, bound: &Bound, secret: &CredentialSecret) -> SealedSecret {
    let data_key: Key = Zeroizing::new(rand::random());
    let text = Zeroizing::new(text_of(secret));
    SealedSecret {
        master_key: bound.master_key,
        data_key: encrypt(wrapping, bound, data_key.as_slice()),
        ciphertext: encrypt(&data_key, bound, text.as_bytes()),
        hint: secret.hint(),
    }
}

pub(super) fn open(
    wrapping: &Key,
    bound: &Bound,
    sealed: &SealedSecret,
) -> Result<CredentialSecret, SecretError> {
    let data_key = decrypt(wrapping, bound, &sealed.data_key)?;
    let data_key = <[u8; 32]>::try_from(data_key.as_slice()).map_err(|_| SecretError::Refused)?;
    let text = decrypt(&Zeroizing::new(data_key), bound, &sealed.ciphertext)?;
    serde_json::from_slice(&text).map_err(|_| SecretError::Refused)
}

#[expect(
    clippy::expect_used,
    reason = "a struct of strings always has a JSON form"
)]
fn text_of(secret: &CredentialSecret) -> String {
    serde_json::to_string(secret).expect("strings have a JSON form")
}

#[expect(clippy::expect_used, reason = "only texts beyond 64 GiB are refused")]
fn encrypt(key: &Key, bound: &Bound, plain: &[u8]) -> String {
    let nonce: [u8; NONCE_BYTES] = rand::random();
    let payload = Payload {
        msg: plain,
        aad: &bound.associated,
    };
    let ciphertext = cipher(key).encrypt(&nonce.into(), payload);
    let ciphertext = ciphertext.expect("a secret is short");
    BASE64_STANDARD.encode([nonce.as_slice(), &ciphertext].concat())
}

fn decrypt(key: &Key, bound: &Bound, sealed: &str) -> Result<Zeroizing<Vec<u8>>, SecretError> {
    let bytes = BASE64_STANDARD
        .decode(sealed)
        .map_err(|_| SecretError::Refused)?;
    let (nonce, ciphertext) = bytes
        .split_at_checked(NONCE_BYTES)
        .ok_or(SecretError::Refused)?;
    let nonce = Nonce::try_from(nonce).map_err(|_| SecretError::Refused)?;
    let payload = Payload {
        msg: ciphertext,
        aad: &bound.associated,
    };
    let plain = cipher(key).decrypt(&nonce, payload);
    plain.map(Zeroizing::new).map_err(|_| SecretError::Refused)
}

fn cipher(key: &Key) -> Aes256GcmSiv {
    Aes256GcmSiv::new(&(**key).into())
}
