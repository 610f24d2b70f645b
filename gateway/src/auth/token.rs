//! Tokens of this hub: how they are made and what a good one says.
//!
//! The authority block holds facts only: `key`, `organization` and `owner` as the 16 bytes of their ids,
//! `scope` and `model_pattern` once each, `expires_at_micros` where the key ends. Expiry is a fact and no
//! check: a key's expiry can be changed later, and the gateway goes by the newest.
use super::restrictions::{self, Restrictions};
use biscuit_auth::{
    Algorithm, Authorizer, AuthorizerBuilder, Biscuit, BiscuitBuilder, BlockBuilder, KeyPair,
    PrivateKey, PublicKey,
    builder::{Fact, Term},
    error,
};
use domain::{
    api_key::{ApiKeySettings, ModelPattern, Scope},
    id::{ApiKeyId, OrganizationId, UserId},
    time::Timestamp,
};
use infra::secrets::{Keyring, MasterKeyVersion};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The longest token that is looked at, in bytes.
pub(super) const TOKEN_BYTES: usize = 8 << 10;

const ROOT_KEY: &[u8] = b"hub/biscuit/root/v1";

/// What a key's token states of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// The organisation that it belongs to.
    pub organization: OrganizationId,
    /// Which key.
    pub api_key: ApiKeyId,
    /// The person whose key it is.
    pub owner: Option<UserId>,
    /// What it may do. The name is not in the token.
    pub settings: ApiKeySettings,
}

/// The keys that sign authority blocks: one a version of the master key, which is its id in the token. The
/// newest signs; the others are still accepted.
pub(super) struct RootKeys {
    id: MasterKeyVersion,
    signing: KeyPair,
    accepted: BTreeMap<MasterKeyVersion, PublicKey>,
}

impl RootKeys {
    pub(super) fn new(keyring: &Keyring) -> Self {
        let accepted = keyring.versions().filter_map(|version| {
            let seed = keyring.derive_at(version, ROOT_KEY)?;
            Some((version, key_pair(&seed).public()))
        });
        Self {
            id: keyring.current(),
            signing: key_pair(&keyring.derive(ROOT_KEY)),
            accepted: accepted.collect(),
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "facts without variables can always be signed"
    )]
    pub(super) fn mint(&self, key: &KeyFacts) -> String {
        BiscuitBuilder::new()
            .merge(BlockBuilder {
                facts: authority(key),
                ..BlockBuilder::default()
            })
            .root_key_id(self.id)
            .build(&self.signing)
            .and_then(|token| token.to_base64())
            .expect("facts without variables can always be signed")
    }

    /// What `token` says, where it is one of this hub's and cheap enough to evaluate.
    pub(super) fn verify(&self, token: &str) -> Option<(KeyFacts, Option<Restrictions>)> {
        let (token, mut loaded) = self.load(token)?;
        let restrictions = Restrictions::of(token, &loaded).ok()?;
        Some((read(&mut loaded)?, restrictions))
    }

    /// `token`, where it is one of this hub's, and what it holds, of which nothing has run.
    pub(super) fn load(&self, token: &str) -> Option<(Biscuit, Authorizer)> {
        let token = Biscuit::from_base64(token, |id: Option<u32>| self.accepted(id)).ok()?;
        let builder = AuthorizerBuilder::new().set_limits(restrictions::limits());
        let loaded = builder.build(&token).ok()?;
        Some((token, loaded))
    }

    fn accepted(&self, id: Option<u32>) -> Result<PublicKey, error::Format> {
        id.and_then(|id| self.accepted.get(&id))
            .copied()
            .ok_or(error::Format::UnknownPublicKey)
    }
}

#[expect(clippy::expect_used, reason = "any 32 bytes are an Ed25519 seed")]
fn key_pair(seed: &[u8; 32]) -> KeyPair {
    let key = PrivateKey::from_bytes(seed, Algorithm::Ed25519);
    KeyPair::from(&key.expect("any 32 bytes are an Ed25519 seed"))
}

fn authority(key: &KeyFacts) -> Vec<Fact> {
    let settings = &key.settings;
    let id = |id: Uuid| Term::Bytes(id.as_bytes().to_vec());
    let text = |text: &str| Term::Str(text.to_owned());
    let ids = [
        ("key", id(key.api_key.0)),
        ("organization", id(key.organization.0)),
    ];
    let owner = key.owner.map(|owner| ("owner", id(owner.0)));
    let scopes = settings
        .scopes
        .iter()
        .map(|scope| ("scope", text(scope.as_str())));
    let models = settings
        .models
        .iter()
        .map(|models| ("model_pattern", text(models.as_str())));
    let end = settings
        .expires_at
        .map(|end| ("expires_at_micros", Term::Integer(end.micros())));
    let facts = ids
        .into_iter()
        .chain(owner)
        .chain(scopes)
        .chain(models)
        .chain(end);
    facts
        .map(|(name, value)| Fact::new(name.to_owned(), [value]))
        .collect()
}

fn read(authority: &mut Authorizer) -> Option<KeyFacts> {
    let mut values = |name: &str| values(authority, name);
    let scopes = values("scope")?.into_iter().filter_map(text);
    let models = values("model_pattern")?.into_iter().filter_map(text);
    Some(KeyFacts {
        organization: OrganizationId(id(&values("organization")?)?),
        api_key: ApiKeyId(id(&values("key")?)?),
        owner: id(&values("owner")?).map(UserId),
        settings: ApiKeySettings {
            name: String::new(),
            scopes: scopes.filter_map(|name| Scope::named(&name)).collect(),
            models: models
                .filter_map(|text| ModelPattern::try_from(text).ok())
                .collect(),
            expires_at: micros(&values("expires_at_micros")?),
        },
    })
}

/// The values of a fact in the authority block; what other blocks state is not seen.
fn values(authority: &mut Authorizer, name: &str) -> Option<Vec<Term>> {
    let rule = format!("value($value) <- {name}($value)");
    let facts: Vec<Fact> = authority.query(rule.as_str()).ok()?;
    let terms = facts.into_iter().flat_map(|fact| fact.predicate.terms);
    Some(terms.collect())
}

fn id(values: &[Term]) -> Option<Uuid> {
    let Some(Term::Bytes(bytes)) = values.first() else {
        return None;
    };
    Uuid::from_slice(bytes).ok()
}

fn text(value: Term) -> Option<String> {
    if let Term::Str(text) = value {
        Some(text)
    } else {
        None
    }
}

fn micros(values: &[Term]) -> Option<Timestamp> {
    let Some(Term::Integer(micros)) = values.first() else {
        return None;
    };
    Some(Timestamp::from_micros(*micros))
}
