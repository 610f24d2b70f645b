//! A session: the credential that somebody signed in with, sealed into a cookie.
//!
//! Invariant: nothing of a session is kept here, so that every gateway with the same master key knows it; and it is
//! never worth more than the credential in it, which is looked at anew on each request: a revoked key or a
//! changed operator's token ends it at once, its own end ends it at the latest. Signing out ends it in every gateway:
//! the snapshot has the sessions that were.
use super::operator::{TokenDigest, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{id::SessionId, time::Timestamp};
use infra::secrets::{Keyring, Seal};
use std::{fmt, time::Duration};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// How long a session lasts.
pub const LIFE: Duration = Duration::from_hours(12);

/// The longest value that goes into a cookie: browsers take 4096 bytes with the name and the attributes.
const COOKIE_BYTES: usize = 3800;
const LABEL: &[u8] = b"hub/session/v1";
const CSRF: &str = "hub/session/csrf/v1";
const ID: &str = "hub/session/id/v1";
const OPERATOR: u8 = 0;
const KEY: u8 = 1;

/// The key's token is too long to be kept in a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this key was narrowed so often that its token is too long for a session: sign in with a shorter one"
)]
pub struct TooLong;

/// What a request that came by a session has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Which; follows from the cookie, and tells nothing of it.
    pub id: SessionId,
    /// When it ends by itself.
    pub ends_at: Timestamp,
    /// Follows from the cookie, which nobody but its browser has.
    csrf: TokenDigest,
}

/// A session that begins.
pub struct Begun {
    /// What the browser sends back with each request.
    pub cookie: String,
    /// The session.
    pub session: Session,
}

/// What somebody signed in with.
pub(super) enum Credential {
    /// The operator's token, of which the digest is enough.
    Operator(TokenDigest),
    /// A key's token.
    Key(Zeroizing<String>),
}

/// Seals sessions and opens them.
#[derive(Debug)]
pub(super) struct Sessions(Seal);

impl Session {
    fn of(cookie: &str, ends_at: Timestamp) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&digest(&[ID, cookie].concat())[..16]);
        Self {
            id: SessionId::of_digest(id),
            ends_at,
            csrf: digest(&[CSRF, cookie].concat()),
        }
    }

    /// What a page has to send with every request that changes something. Another site's page can make a browser send
    /// the cookie, but not this.
    #[must_use]
    pub fn csrf_token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.csrf)
    }

    /// Whether `presented` is that, compared in the same time whatever it is.
    #[must_use]
    pub fn is_proven_by(&self, presented: &str) -> bool {
        let expected = self.csrf_token();
        expected.as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

impl Sessions {
    pub(super) fn new(keyring: &Keyring) -> Self {
        Self(Seal::new(keyring, LABEL))
    }

    /// A session with `credential` that begins at `now`.
    pub(super) fn begin(&self, credential: &Credential, now: Timestamp) -> Result<Begun, TooLong> {
        let life = i64::try_from(LIFE.as_micros()).unwrap_or(i64::MAX);
        let ends_at = Timestamp::from_micros(now.micros().saturating_add(life));
        let (kind, credential) = match credential {
            Credential::Operator(digest) => (OPERATOR, &digest[..]),
            Credential::Key(token) => (KEY, token.as_bytes()),
        };
        let plain = [&ends_at.micros().to_be_bytes()[..], &[kind], credential].concat();
        let cookie = self.0.seal(&Zeroizing::new(plain));
        if cookie.len() > COOKIE_BYTES {
            return Err(TooLong);
        }
        let session = Session::of(&cookie, ends_at);
        Ok(Begun { cookie, session })
    }

    /// The session that `cookie` holds, where it is one of this hub's and has not ended.
    pub(super) fn open(&self, cookie: &str, now: Timestamp) -> Option<(Credential, Session)> {
        let plain = self.0.open(cookie)?;
        let (ends_at, rest) = plain.split_first_chunk::<8>()?;
        let ends_at = Timestamp::from_micros(i64::from_be_bytes(*ends_at));
        let credential = match rest.split_first()? {
            (&OPERATOR, digest) => Credential::Operator(digest.try_into().ok()?),
            (&KEY, token) => Credential::Key(Zeroizing::new(String::from_utf8(token.into()).ok()?)),
            _ => return None,
        };
        (now < ends_at).then(|| (credential, Session::of(cookie, ends_at)))
    }
}

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begun").finish_non_exhaustive()
    }
}
