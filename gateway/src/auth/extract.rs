//! What a request says of who sends it.
use super::{Call, Caller, Denied};
use actix_web::{
    HttpRequest,
    http::header::{AUTHORIZATION, HeaderMap},
};
use domain::{api_key::Scope, id::OrganizationId, time::Timestamp};
use std::sync::Arc;

/// Lets the operator say in which organisation to act, by its name or id.
pub const ORGANIZATION: &str = "x-hub-organization";

/// Where SDKs that know no bearer tokens put theirs.
const API_KEY_HEADERS: [&str; 2] = ["x-api-key", "api-key"];

/// The token in `Authorization: Bearer`; the only place for it under `/api`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The token of a request under `/v1`: the bearer token, else what `x-api-key` or `api-key` holds.
#[must_use]
pub fn token_of(http: &HttpRequest) -> Option<&str> {
    let plain = |name: &str| http.headers().get(name)?.to_str().ok();
    let plain = || API_KEY_HEADERS.into_iter().find_map(plain);
    let token = bearer(http.headers()).or_else(plain)?;
    (!token.is_empty()).then_some(token)
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
