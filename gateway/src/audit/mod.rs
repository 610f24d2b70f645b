//! The audit trail: what is in the log, searched and followed. Read from the log itself, so that it is whole
//! whatever else is away; names alone come from elsewhere.
//!
//! Invariant: nobody sees another organisation's events, and nobody sees a sealed secret.
mod entry;
mod events;
mod filter;
mod lines;
mod names;
mod query;
mod tail;
mod walk;

pub(crate) use tail::Followers;

use crate::place::at;
use actix_web::{http::Method, web::ServiceConfig};
use utoipa::OpenApi;

/// The routes of this module.
#[derive(OpenApi)]
#[openapi(
    paths(events::list, tail::tail),
    tags((name = "audit", description = "What happened: every change of configuration and every call, as the log has them"))
)]
pub(crate) struct AuditRoutes;

/// Adds the routes below `/api/audit`, to a scope `/api`. They need as app data, each in a `web::Data`: what
/// [`crate::admin`] needs, `jetstream::Context`, `Followers` and `LastCall`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config
        .service(at("/audit/events").on(Method::GET, events::list).finish())
        .service(
            at("/audit/events/tail")
                .on(Method::GET, tail::tail)
                .finish(),
        );
}
