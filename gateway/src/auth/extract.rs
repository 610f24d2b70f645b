//! What a request says of who sends it.
use super::{Authenticator, Call, Caller, Denied, Session, Unauthenticated};
use crate::live::Snapshot;
use actix_web::{
    HttpRequest,
    http::{
        Method,
        header::{AUTHORIZATION, COOKIE, HeaderMap},
    },
};
use domain::{api_key::Scope, id::OrganizationId, time::Timestamp};
use std::sync::Arc;

/// Lets the operator say in which organisation to act, by its name or id.
pub const ORGANIZATION: &str = "x-hub-organization";

/// Proves that a request which comes by a session was sent by the session's own page.
pub const CSRF_TOKEN: &str = "x-csrf-token";

/// The cookie that holds a session. Over HTTPS it has the name that browsers take from no other host and no
/// plain connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionCookie {
    /// Over HTTPS.
    Secure,
    /// Over plain HTTP: on one's own machine.
    Plain,
}

impl SessionCookie {
    /// The cookie's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secure => "__Host-hub_session",
            Self::Plain => "hub_session",
        }
    }
}

/// Who sent a request.
#[derive(Clone, Debug)]
pub struct Identified {
    /// Who.
    pub caller: Arc<Caller>,
    /// The session that it came by; nothing where it carried a token.
    pub session: Option<Session>,
}

/// Where SDKs that know no bearer tokens put theirs.
const API_KEY_HEADERS: [&str; 3] = ["x-api-key", "api-key", "x-goog-api-key"];

/// The token in `Authorization: Bearer`; the only place for it under `/api`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The token of a request under `/v1`: the bearer token, else what `x-api-key`, `api-key` or
/// `x-goog-api-key` holds.
#[must_use]
pub fn token_of(http: &HttpRequest) -> Option<&str> {
    let plain = |name: &str| http.headers().get(name)?.to_str().ok();
    let plain = || API_KEY_HEADERS.into_iter().find_map(plain);
    let token = bearer(http.headers()).or_else(plain)?;
    (!token.is_empty()).then_some(token)
}

/// Who sent a request: who holds `token`, where it carried one; else whose session it came by.
///
/// # Errors
/// When nobody is known to have sent it, or when it would change something and does not prove that the session's own
/// page sent it.
pub fn identify(
    (http, token): (&HttpRequest, Option<&str>),
    authenticator: &Authenticator,
    snapshot: &Snapshot,
    now: Timestamp,
) -> Result<Identified, Unauthenticated> {
    if token.is_some() || http.headers().contains_key(AUTHORIZATION) {
        let caller = authenticator.authenticate(token.unwrap_or_default(), snapshot, now)?;
        return Ok(Identified {
            caller,
            session: None,
        });
    }
    let cookie = session_cookie(http.headers()).ok_or(Unauthenticated::Missing)?;
    let (caller, session) = authenticator.resume_session(cookie, snapshot, now)?;
    let changes_nothing = matches!(*http.method(), Method::GET | Method::HEAD);
    if !changes_nothing && !is_proven(http.headers(), &session) {
        return Err(Unauthenticated::Unproven);
    }
    Ok(Identified {
        caller,
        session: Some(session),
    })
}

fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    [SessionCookie::Secure, SessionCookie::Plain]
        .into_iter()
        .find_map(|cookie| cookie_of(headers, cookie.name()))
}

fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(COOKIE)
        .filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';'));
    cookies.find_map(|cookie| {
        let (other, value) = cookie.trim().split_once('=')?;
        (other == name).then_some(value)
    })
}

fn is_proven(headers: &HeaderMap, session: &Session) -> bool {
    let presented = headers
        .get(CSRF_TOKEN)
        .and_then(|token| token.to_str().ok());
    presented.is_some_and(|token| session.is_proven_by(token))
}

/// The organisation that a request names, by its name or id.
#[must_use]
pub fn named_organization(headers: &HeaderMap) -> Option<OrganizationId> {
    let named = headers.get(ORGANIZATION)?.to_str().ok()?;
    let by_name = |_| OrganizationId::named(named);
    Some(named.parse().unwrap_or_else(by_name))
}

/// The operator in the organisation that the request names; any other caller stays in their own.
#[must_use]
pub fn in_named_organization(caller: Arc<Caller>, http: &HttpRequest) -> Arc<Caller> {
    let moved = named_organization(http.headers()).and_then(|named| caller.acting_in(named));
    moved.map_or(caller, Arc::new)
}

/// Whether `caller` may manage their organisation by this request: the operator, or a key with the scope
/// `manage` whose restrictions allow it.
///
/// # Errors
/// When they may not.
pub fn may_manage(caller: &Caller, http: &HttpRequest, now: Timestamp) -> Result<(), Denied> {
    caller.may_call(&Call {
        scope: Scope::Manage,
        model: None,
        source_ip: http.peer_addr().map(|address| address.ip()),
        now,
    })
}
