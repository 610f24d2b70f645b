//! `GET /api/me`: who one is, and what one may do.
use super::{access::Visitor, field::described};
use crate::{
    auth::{Caller, Identified, Session, may_manage},
    problem::Problem,
};
use actix_web::{HttpRequest, HttpResponse, http::header::CACHE_CONTROL};
use domain::{
    api_key::Scope,
    id::{ApiKeyId, OrganizationId},
    time::Timestamp,
};
use infra::clock;
use serde::Serialize;
use utoipa::ToSchema;

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    kind: Kind,
    /// The key; null for the operator.
    #[schema(value_type = Option<uuid::Uuid>, required)]
    id: Option<ApiKeyId>,
    /// The key's name; null for the operator, and while the log is away.
    #[schema(required)]
    name: Option<String>,
    organization: ActedIn,
    may: May,
    /// What to send as `x-csrf-token`; null where the request came by no session.
    #[schema(required)]
    csrf_token: Option<String>,
    /// When the session ends; null where the request came by none.
    #[schema(value_type = Option<described::Timestamp>, required)]
    session_ends_at: Option<Timestamp>,
}

/// What kind of party asks.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CallerKind)]
enum Kind {
    /// The platform's operator.
    Operator,
    /// The holder of a key.
    ApiKey,
}

/// The organisation that is acted in.
#[derive(Debug, Serialize, ToSchema)]
struct ActedIn {
    #[schema(value_type = uuid::Uuid)]
    id: OrganizationId,
    name: String,
    #[schema(required)]
    display_name: Option<String>,
}

/// What one may do.
#[derive(Debug, Serialize, ToSchema)]
struct May {
    /// Manage the organisation.
    manage: bool,
    /// Run the hub: every organisation, and its metrics.
    operate: bool,
    #[schema(value_type = Vec<described::Scope>)]
    scopes: Vec<Scope>,
    #[schema(value_type = Vec<described::ModelPattern>)]
    models: Vec<String>,
}

/// Who am I?
///
/// For whoever has a token or a session, whatever it allows.
#[utoipa::path(get, path = "/api/me", tag = "session",
    responses((status = 200, description = "Who asks", body = Me)))]
pub(crate) async fn show(visitor: Visitor, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let me = moved(&visitor, visitor.identified(&http)?, &http).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(me))
}

/// Who sent `http`, in the organisation that it names.
pub(super) async fn moved(
    visitor: &Visitor,
    identified: Identified,
    http: &HttpRequest,
) -> Result<Me, Problem> {
    let caller = visitor.moved(identified.caller, http)?;
    Ok(me(visitor, (&caller, identified.session.as_ref()), http).await)
}

async fn me(
    visitor: &Visitor,
    (caller, session): (&Caller, Option<&Session>),
    http: &HttpRequest,
) -> Me {
    let key = caller.key_settings();
    let name = match key {
        Some((api_key, _)) => visitor.key_name(caller.organization, api_key).await,
        None => None,
    };
    Me {
        kind: key.map_or(Kind::Operator, |_| Kind::ApiKey),
        id: key.map(|(api_key, _)| api_key),
        name,
        organization: acted_in(visitor, caller.organization),
        may: May {
            manage: may_manage(caller, http, clock::now()).is_ok(),
            operate: caller.is_operator(),
            scopes: key.map_or_else(every_scope, |(_, settings)| settings.scopes.clone()),
            models: key.map_or_else(
                || vec!["*".to_owned()],
                |(_, settings)| settings.models.iter().map(ToString::to_string).collect(),
            ),
        },
        csrf_token: session.map(Session::csrf_token),
        session_ends_at: session.map(|session| session.ends_at),
    }
}

fn acted_in(visitor: &Visitor, id: OrganizationId) -> ActedIn {
    let view = visitor.live.snapshot().organization(id).cloned();
    ActedIn {
        id,
        name: view
            .as_ref()
            .map(|view| view.name.clone())
            .unwrap_or_default(),
        display_name: view.and_then(|view| view.display_name.clone()),
    }
}

fn every_scope() -> Vec<Scope> {
    let mut scopes = Scope::CALLS.to_vec();
    scopes.push(Scope::Manage);
    scopes
}
