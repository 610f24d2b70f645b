//! Who calls, and what they may do.
//!
//! An API key is a biscuit: its authority block, signed by the hub, says which key it is and what it may do;
//! every further block was appended by a holder and can only take away. A token is verified once and then
//! found by its digest; what the key may do is checked natively against the newest snapshot. Only narrowed
//! tokens run datalog: their checks may ask for `time`, `operation` (a scope's name), `model`
//! (`provider/model`), `provider` and `source_ip` of a call.
//!
//! The console comes by a session instead: a cookie that holds the credential that was signed in with, sealed.
mod authenticator;
mod caller;
mod extract;
mod narrowing;
mod operator;
mod restrictions;
mod session;
#[cfg(test)]
mod tests;
mod throttle;
mod token;

pub use authenticator::Authenticator;
pub use caller::{Call, Caller};
pub use extract::{
    CSRF_TOKEN, Identified, ORGANIZATION, SessionCookie, bearer, identify, in_named_organization,
    may_manage, named_organization, token_of,
};
pub use narrowing::{Narrowing, NarrowingError, attenuate};
pub use session::{Begun, LIFE, Session, TooLong};
pub use throttle::Throttle;
pub(crate) use throttle::network;
pub use token::KeyFacts;

use domain::{id::OrganizationId, request::CalledBy};

/// Whose a token is that is known but no longer good: enough to record the refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The key's organisation.
    pub organization: OrganizationId,
    /// The key and its owner.
    pub called_by: CalledBy,
}

/// Why nobody is known to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unauthenticated {
    /// No token came.
    #[error("no token: send `Authorization: Bearer <token>`")]
    Missing,
    /// The token is none of this hub's; it is not said in which way.
    #[error("the token is not valid")]
    Invalid,
    /// The key was revoked.
    #[error("the key was revoked")]
    Revoked(Known),
    /// The key has ended.
    #[error("the key has expired")]
    Expired(Known),
    /// The session has ended, or is none of this hub's.
    #[error("the session has ended: sign in again")]
    SessionEnded,
    /// The request would change something, and does not prove that the session's own page sent it.
    #[error("send the session's `csrf_token`, as `GET /api/me` tells it, in `x-csrf-token`")]
    Unproven,
}

impl Unauthenticated {
    /// Whose the token is that came, where it is one of this hub's.
    #[must_use]
    pub const fn known(self) -> Option<Known> {
        match self {
            Self::Revoked(known) | Self::Expired(known) => Some(known),
            Self::Missing | Self::Invalid | Self::SessionEnded | Self::Unproven => None,
        }
    }
}

/// Why a known caller may not make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The key is not for this.
    #[error("the key may not be used for this")]
    Scope,
    /// The key is not for this model.
    #[error("the key may not call this model")]
    Model,
    /// The key has ended.
    #[error("the key has expired")]
    Expired,
    /// A restriction that a holder of the key appended is not met.
    #[error("a restriction of this narrowed key is not met")]
    Attenuation,
}
