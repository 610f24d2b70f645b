//! Who opens which envelope.
use super::*;
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::provider::SealedSecret;
use proptest::prelude::*;
use uuid::Uuid;

fn keyring(byte: u8) -> Keyring {
    Keyring::from_base64(&BASE64_STANDARD.encode([byte; 32])).unwrap()
}

fn owner(organization: u128, provider: u128, credential: u128) -> SecretOwner {
    SecretOwner {
        organization: OrganizationId(Uuid::from_u128(organization)),
        provider: ProviderId(Uuid::from_u128(provider)),
        credential: CredentialId(Uuid::from_u128(credential)),
    }
}

fn secret(api_key: &str) -> CredentialSecret {
    CredentialSecret::key(api_key.to_owned())
}

#[test]
fn a_sealed_secret_opens_for_its_owner_on_every_gateway_with_the_same_key() {
    let sealed = keyring(7).seal(&owner(1, 2, 3), &secret("sk-0123456789abcdef"));
    assert_eq!(sealed.master_key, 1);
    assert_eq!(
        keyring(7).open(&owner(1, 2, 3), &sealed),
        Ok(secret("sk-0123456789abcdef"))
    );
}

#[test]
fn another_owner_is_refused() {
    let sealed = keyring(7).seal(&owner(1, 2, 3), &secret("sk-0123456789abcdef"));
    for other in [
        owner(9, 2, 3),
        owner(1, 9, 3),
        owner(1, 2, 9),
        owner(2, 1, 3),
    ] {
        assert_eq!(keyring(7).open(&other, &sealed), Err(SecretError::Refused));
    }
}

#[test]
fn another_master_key_is_refused() {
    let sealed = keyring(7).seal(&owner(1, 2, 3), &secret("sk-0123456789abcdef"));
    assert_eq!(
        keyring(8).open(&owner(1, 2, 3), &sealed),
        Err(SecretError::Refused)
    );
}

#[test]
fn another_version_of_the_master_key_is_refused_even_where_the_key_is_the_same() {
    let key = BASE64_STANDARD.encode([7; 32]);
    let both = Keyring::from_base64(&format!("1:{key},2:{key}")).unwrap();
    let mut sealed = both.seal(&owner(1, 2, 3), &secret("sk-0123456789abcdef"));
    sealed.master_key = 1;
    assert_eq!(
        both.open(&owner(1, 2, 3), &sealed),
        Err(SecretError::Refused)
    );
    sealed.master_key = 3;
    assert_eq!(
        both.open(&owner(1, 2, 3), &sealed),
        Err(SecretError::UnknownMasterKey(3))
    );
}

#[test]
fn the_newest_master_key_seals_and_the_older_still_opens() {
    let (old, new) = (
        BASE64_STANDARD.encode([1; 32]),
        BASE64_STANDARD.encode([2; 32]),
    );
    let sealed = Keyring::from_base64(&old)
        .unwrap()
        .seal(&owner(1, 2, 3), &secret("sk-old"));
    let both = Keyring::from_base64(&format!("1:{old}\n2:{new}\n")).unwrap();
    assert_eq!(both.open(&owner(1, 2, 3), &sealed), Ok(secret("sk-old")));
    assert_eq!(both.seal(&owner(1, 2, 3), &secret("sk-new")).master_key, 2);
    assert_eq!(both.versions().collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn text_that_is_no_keyring_is_refused() {
    let key = BASE64_STANDARD.encode([7; 32]);
    for (text, error) in [
        (String::new(), InvalidKeyring::Empty),
        (" \n,".into(), InvalidKeyring::Empty),
        ("secret".into(), InvalidKeyring::Malformed),
        (BASE64_STANDARD.encode([7; 31]), InvalidKeyring::Malformed),
        (BASE64_STANDARD.encode([7; 33]), InvalidKeyring::Malformed),
        (format!("0:{key}"), InvalidKeyring::Version),
        (format!("one:{key}"), InvalidKeyring::Version),
        (format!("1:{key} {key}"), InvalidKeyring::Version),
    ] {
        assert_eq!(Keyring::from_base64(&text).unwrap_err(), error, "{text}");
    }
}

#[test]
fn a_hint_is_four_characters_but_never_more_than_half_of_the_secret() {
    for (text, hint) in [
        ("", ""),
        ("abc", "c"),
        ("abcdefg", "efg"),
        ("abcdefgh", "efgh"),
        ("sk-0123456789abcdef", "cdef"),
        ("密码密码密码密码密码密码密码密尾", "密码密尾"),
    ] {
        assert_eq!(secret(text).hint(), hint);
    }
}

#[test]
fn two_seals_of_one_secret_have_nothing_in_common() {
    let (one, two) = (
        keyring(7).seal(&owner(1, 2, 3), &secret("sk-0123456789abcdef")),
        keyring(7).seal(&owner(1, 2, 3), &secret("sk-0123456789abcdef")),
    );
    assert_ne!(one.data_key, two.data_key);
    assert_ne!(one.ciphertext, two.ciphertext);
}

#[test]
fn a_derived_key_depends_on_label_version_and_master_key() {
    let (one, two) = (
        BASE64_STANDARD.encode([1; 32]),
        BASE64_STANDARD.encode([2; 32]),
    );
    let both = Keyring::from_base64(&format!("1:{one},2:{two}")).unwrap();
    assert_eq!(both.derive(b"a"), keyring(2).derive(b"a"));
    assert_eq!(both.derive_at(1, b"a").unwrap(), keyring(1).derive(b"a"));
    assert_ne!(both.derive(b"a"), both.derive(b"b"));
    assert_ne!(both.derive(b"a"), keyring(1).derive(b"a"));
    assert_eq!(both.derive_at(3, b"a"), None);
}

#[test]
fn derived_keys_never_change() {
    let derived = keyring(7).derive(b"label");
    assert_eq!(
        BASE64_STANDARD.encode(derived.as_slice()),
        "gSQXqLwq6RN3sNl4KRFpkO89db8gGjbA1tnps7gv7Jo="
    );
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let keyring = keyring(b'k');
    let secret = secret("sk-0123456789abcdef");
    let sealed = keyring.seal(&owner(1, 2, 3), &secret);
    let printed = format!(
        "{keyring:?} {secret:?} {:?} {:?}",
        keyring.open(&owner(1, 2, 3), &sealed),
        Keyring::from_base64("sk-0123456789abcdef"),
    );
    for part in ["0123456789", "kkkk", "107, 107"] {
        assert!(!printed.contains(part), "{printed}");
    }
}

fn flipped(sealed: &SealedSecret, at: usize, bit: u8) -> SealedSecret {
    let mut sealed = sealed.clone();
    let data_key_bytes = BASE64_STANDARD.decode(&sealed.data_key).unwrap().len();
    let (part, at) = if at < data_key_bytes {
        (&mut sealed.data_key, at)
    } else {
        (&mut sealed.ciphertext, at - data_key_bytes)
    };
    let mut bytes = BASE64_STANDARD.decode(&*part).unwrap();
    let length = bytes.len();
    bytes[at % length] ^= 1 << bit;
    *part = BASE64_STANDARD.encode(bytes);
    sealed
}

proptest! {
    #[test]
    fn every_secret_comes_back_whole(api_key in ".*") {
        let sealed = keyring(7).seal(&owner(1, 2, 3), &secret(&api_key));
        prop_assert_eq!(keyring(7).open(&owner(1, 2, 3), &sealed), Ok(secret(&api_key)));
    }

    #[test]
    fn any_flipped_bit_is_refused(api_key in ".{0,40}", at in 0usize..200, bit in 0u8..8) {
        let sealed = keyring(7).seal(&owner(1, 2, 3), &secret(&api_key));
        let changed = flipped(&sealed, at, bit);
        prop_assert_eq!(keyring(7).open(&owner(1, 2, 3), &changed), Err(SecretError::Refused));
    }

    #[test]
    fn text_that_was_never_sealed_is_refused(data_key in ".{0,80}", ciphertext in ".{0,80}") {
        let sealed = SealedSecret { master_key: 1, data_key, ciphertext, hint: String::new() };
        prop_assert_eq!(keyring(7).open(&owner(1, 2, 3), &sealed), Err(SecretError::Refused));
    }
}

#[test]
fn every_form_of_secret_is_stored_as_the_first_one_was() {
    let stored = |text: &str| serde_json::from_str::<CredentialSecret>(text).ok();
    assert_eq!(stored(r#"{"api_key":"sk-1"}"#), Some(secret("sk-1")));
    let keys = CredentialSecret::Aws(AwsKeys {
        access_key_id: "AKIAEXAMPLE".into(),
        secret_access_key: "s".into(),
        session_token: None,
        region: None,
    });
    let account = CredentialSecret::ServiceAccount(ServiceAccount {
        client_email: "hub@project.iam.gserviceaccount.com".into(),
        private_key: "pem".into(),
        token_uri: "https://oauth2.googleapis.com/token".into(),
        project_id: "project".into(),
    });
    for form in [secret("sk-1"), keys.clone(), account.clone()] {
        let text = serde_json::to_string(&form).unwrap();
        assert_eq!(stored(&text), Some(form));
    }
    assert_eq!((&*keys.hint(), &*account.hint()), ("MPLE", ".com"));
}
