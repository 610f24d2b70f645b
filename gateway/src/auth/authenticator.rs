//! From a token to a caller.
use super::{
    Begun, Caller, Session, TooLong, Unauthenticated,
    operator::{self, OperatorToken, TokenDigest},
    session::{Credential, Sessions},
    token::{KeyFacts, RootKeys, TOKEN_BYTES},
};
use crate::live::Snapshot;
use domain::{id::OrganizationId, organization, time::Timestamp};
use infra::secrets::Keyring;
use moka::sync::Cache;
use std::{fmt, sync::Arc};

/// The most memory that verified tokens take, in bytes, roughly.
const CACHE_BYTES: u64 = 16 << 20;

/// Knows callers by their tokens. Clones share the cache of verified tokens.
#[derive(Clone)]
pub struct Authenticator(Arc<Inner>);

struct Inner {
    roots: RootKeys,
    sessions: Sessions,
    operator: OperatorToken,
    operator_caller: Arc<Caller>,
    verified: Cache<TokenDigest, Arc<Caller>>,
}

impl Authenticator {
    /// Accepts keys that any gateway with the same master key made, and the operator by `operator_token`.
    #[must_use]
    pub fn new(keyring: &Keyring, operator_token: &str) -> Self {
        let default = OrganizationId::named(organization::DEFAULT_NAME);
        Self(Arc::new(Inner {
            roots: RootKeys::new(keyring),
            sessions: Sessions::new(keyring),
            operator: OperatorToken::new(operator_token),
            operator_caller: Arc::new(Caller::operator(default)),
            verified: Cache::builder()
                .max_capacity(CACHE_BYTES)
                .weigher(|_, caller: &Arc<Caller>| {
                    u32::try_from(caller.bytes()).unwrap_or(u32::MAX)
                })
                .build(),
        }))
    }

    /// Who holds `token`, as `snapshot` knows them at `now`.
    ///
    /// # Errors
    /// When the token is missing, none of this hub's, revoked or expired.
    pub fn authenticate(
        &self,
        token: &str,
        snapshot: &Snapshot,
        now: Timestamp,
    ) -> Result<Arc<Caller>, Unauthenticated> {
        if token.is_empty() {
            return Err(Unauthenticated::Missing);
        }
        if token.len() > TOKEN_BYTES {
            return Err(Unauthenticated::Invalid);
        }
        let digest = operator::digest(token);
        if self.0.operator.is(&digest) {
            return Ok(self.0.operator_caller.clone());
        }
        let caller = self.verified(token, digest)?;
        let view = snapshot.organization(caller.organization);
        caller.current(view.map(Arc::as_ref), now)
    }

    /// A session for `caller`, who signed in with `token` just now.
    ///
    /// # Errors
    /// When the token is too long for a cookie.
    pub fn begin_session(
        &self,
        token: &str,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Begun, TooLong> {
        let credential = if caller.is_operator() {
            Credential::Operator(operator::digest(token))
        } else {
            Credential::Key(token.to_owned().into())
        };
        self.0.sessions.begin(&credential, now)
    }

    /// Whose session `cookie` holds, as `snapshot` knows them at `now`.
    ///
    /// # Errors
    /// When it has ended, by itself, by signing out, or with what was signed in with.
    pub fn resume_session(
        &self,
        cookie: &str,
        snapshot: &Snapshot,
        now: Timestamp,
    ) -> Result<(Arc<Caller>, Session), Unauthenticated> {
        let opened = self.0.sessions.open(cookie, now);
        let (credential, session) = opened.ok_or(Unauthenticated::SessionEnded)?;
        if snapshot.ended_sessions.contains_key(&session.id) {
            return Err(Unauthenticated::SessionEnded);
        }
        let caller = match credential {
            Credential::Operator(digest) if self.0.operator.is(&digest) => {
                self.0.operator_caller.clone()
            }
            Credential::Operator(_) => return Err(Unauthenticated::SessionEnded),
            Credential::Key(token) => self.authenticate(&token, snapshot, now)?,
        };
        Ok((caller, session))
    }

    /// The token of a new key.
    #[must_use]
    pub fn mint(&self, key: &KeyFacts) -> String {
        self.0.roots.mint(key)
    }

    fn verified(&self, token: &str, digest: TokenDigest) -> Result<Arc<Caller>, Unauthenticated> {
        if let Some(caller) = self.0.verified.get(&digest) {
            return Ok(caller);
        }
        let verified = self.0.roots.verify(token);
        let (key, restrictions) = verified.ok_or(Unauthenticated::Invalid)?;
        let caller = Arc::new(Caller::key(key, restrictions));
        self.0.verified.insert(digest, caller.clone());
        Ok(caller)
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator").finish_non_exhaustive()
    }
}
