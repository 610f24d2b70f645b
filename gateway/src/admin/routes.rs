//! Which function answers which route.
use super::{
    check, credentials, discover, keys, kinds, me, models, organizations, prices, providers,
    routing, session, start, sync,
};
use crate::{
    analytics, audit,
    place::at,
    problem::{Problem, Reason},
    request_id,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::Method,
    web::{self, PathConfig, ServiceConfig},
};

/// Adds every route below `/api`. They need as app data, each in a `web::Data`: `Live`,
/// `Executor<JetStreamLog>`, `Authenticator`, `Keyring`, `Limits`, `Directory`, `Upstream`, `Throttle`, `Origin` and
/// `FirstSteps`, and those of the analytics.
pub fn configure(config: &mut ServiceConfig) {
    let no_such_id =
        PathConfig::default().error_handler(|_, _| Problem::not_found("resource").into());
    config.service(
        web::scope("/api")
            .app_data(no_such_id)
            .configure(provider_routes)
            .configure(credential_routes)
            .configure(model_routes)
            .configure(model_name_routes)
            .configure(crate::routing::configure)
            .configure(price_routes)
            .configure(key_routes)
            .configure(organization_routes)
            .configure(analytics::configure)
            .configure(session_routes)
            .configure(audit::configure)
            .default_service(web::to(unknown_route))
            .wrap_fn(request_id::name),
    );
}

fn provider_routes(config: &mut ServiceConfig) {
    let all = at("/providers")
        .on(Method::GET, providers::list)
        .on(Method::POST, providers::add);
    let one = at("/providers/{id}")
        .on(Method::GET, providers::show)
        .on(Method::PATCH, providers::change)
        .on(Method::DELETE, providers::remove);
    let discover = at("/providers/{id}/discover").on(Method::POST, discover::discover);
    let check = at("/providers/{id}/check").on(Method::POST, check::check_provider);
    let kinds = at("/provider-kinds").on(Method::GET, kinds::list);
    config
        .service(all.finish())
        .service(one.finish())
        .service(discover.finish())
        .service(check.finish())
        .service(kinds.finish());
}

fn credential_routes(config: &mut ServiceConfig) {
    let all = at("/providers/{id}/credentials")
        .on(Method::GET, credentials::list)
        .on(Method::POST, credentials::add);
    let one = at("/providers/{id}/credentials/{cid}")
        .on(Method::GET, credentials::show)
        .on(Method::PATCH, credentials::change)
        .on(Method::DELETE, credentials::remove);
    let check = at("/providers/{id}/credentials/{cid}/check").on(Method::POST, check::check);
    config
        .service(all.finish())
        .service(one.finish())
        .service(check.finish());
}

fn model_routes(config: &mut ServiceConfig) {
    let all = at("/models")
        .on(Method::GET, models::list)
        .on(Method::POST, models::add);
    let one = at("/models/{provider}/{model:.+}")
        .on(Method::GET, models::show)
        .on(Method::PATCH, models::change)
        .on(Method::DELETE, models::remove);
    config.service(all.finish()).service(one.finish());
}

fn model_name_routes(config: &mut ServiceConfig) {
    let all = at("/routes")
        .on(Method::GET, routing::list)
        .on(Method::POST, routing::add);
    let one = at("/routes/{id}")
        .on(Method::GET, routing::show)
        .on(Method::PATCH, routing::change)
        .on(Method::DELETE, routing::remove);
    config.service(all.finish()).service(one.finish());
}

fn price_routes(config: &mut ServiceConfig) {
    let all = at("/prices").on(Method::GET, prices::list);
    let preview = at("/prices/preview").on(Method::POST, prices::preview);
    let sync = at("/prices/sync").on(Method::POST, sync::sync);
    for route in [all, preview, sync] {
        config.service(route.finish());
    }
}

fn key_routes(config: &mut ServiceConfig) {
    let all = at("/keys")
        .on(Method::GET, keys::list)
        .on(Method::POST, keys::add);
    let one = at("/keys/{id}")
        .on(Method::GET, keys::show)
        .on(Method::PATCH, keys::change)
        .on(Method::DELETE, keys::revoke);
    config.service(all.finish()).service(one.finish());
}

fn organization_routes(config: &mut ServiceConfig) {
    let all = at("/organizations")
        .on(Method::GET, organizations::list)
        .on(Method::POST, organizations::add);
    let one = at("/organizations/{id}").on(Method::GET, organizations::show);
    config.service(all.finish()).service(one.finish());
}

fn session_routes(config: &mut ServiceConfig) {
    let session = at("/session")
        .on(Method::GET, session::show)
        .on(Method::POST, session::begin)
        .on(Method::DELETE, session::end);
    config
        .service(session.finish())
        .service(at("/me").on(Method::GET, me::show).finish())
        .service(at("/start").on(Method::GET, start::show).finish());
}

async fn unknown_route(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let detail = format!(
        "there is no route {}: /docs lists those that are",
        request.path()
    );
    Err(Problem::new(Reason::NotFound, detail))
}
