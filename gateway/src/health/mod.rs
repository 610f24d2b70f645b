//! Whether the gateway is alive and able to serve, and its metrics.
mod readiness;

use crate::{admin::Operator, place::at, problem::ProblemBody};
use actix_web::{
    HttpResponse,
    http::{Method, StatusCode, header},
    web::{Data, Json, ServiceConfig},
};
use infra::telemetry::Metrics;
use readiness::{Dependencies, Readiness, Status};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

/// The routes of this module.
#[derive(OpenApi)]
#[openapi(
    paths(healthz, readyz, metrics),
    tags((name = "health", description = "For those who run the hub"))
)]
pub(crate) struct HealthRoutes;

/// Adds `/healthz`, `/readyz` and, for the operator, `/metrics`. They need as app data, each in a `web::Data`:
/// `Live`, `Journal`, `jetstream::Context` and `Metrics`; `Directory` and `Analytics` where there are such.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(at("/healthz").on(Method::GET, healthz).finish())
        .service(at("/readyz").on(Method::GET, readyz).finish())
        .service(at("/metrics").on(Method::GET, metrics).finish());
}

/// Adds `/metrics` for whoever can reach it: for a port of its own.
pub fn configure_metrics(config: &mut ServiceConfig) {
    config.service(at("/metrics").on(Method::GET, open_metrics).finish());
}

/// The process is alive.
#[derive(Debug, Serialize, ToSchema)]
struct Alive {
    status: AliveStatus,
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AliveStatus {
    Alive,
}

/// Is it alive?
///
/// Says nothing of what it depends on.
#[utoipa::path(get, path = "/healthz", tag = "health", security(()),
    responses((status = 200, description = "It is", body = Alive)))]
async fn healthz() -> Json<Alive> {
    Json(Alive {
        status: AliveStatus::Alive,
    })
}

/// Can it serve?
///
/// Proxied calls need the folded configuration and room in the journal. While the log, Postgres or ClickHouse
/// is away they are still served: changes, lists and analytics are not.
#[utoipa::path(get, path = "/readyz", tag = "health", security(()),
    responses((status = 200, description = "It can", body = Readiness),
        (status = 503, description = "It can't", body = Readiness)))]
async fn readyz(dependencies: Dependencies) -> HttpResponse {
    let readiness = dependencies.look().await;
    let status = match readiness.status {
        Status::Ready => StatusCode::OK,
        Status::Unready => StatusCode::SERVICE_UNAVAILABLE,
    };
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(readiness)
}

/// Metrics
///
/// In Prometheus's text format. With the operator's token here; without on the port of `HUB_METRICS_LISTEN`.
#[utoipa::path(get, path = "/metrics", tag = "health",
    responses((status = 200, description = "Every metric of this gateway", body = String, content_type = "text/plain"),
        (status = 401, description = "No valid token", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Not the operator's token", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such organisation", body = ProblemBody, content_type = "application/problem+json")))]
async fn metrics(_: Operator, metrics: Data<Metrics>) -> HttpResponse {
    open_metrics(metrics).await
}

async fn open_metrics(metrics: Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics.render())
}
