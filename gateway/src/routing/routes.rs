//! `GET /api/health/providers`: what this gateway knows of providers from live calls.
use super::{Healths, TargetHealth};
use crate::{
    admin::{Admin, List, Page, PageParameters, described},
    live::ProviderView,
    place::at,
    problem::Problem,
};
use actix_web::{
    http::Method,
    web::{Data, Json, ServiceConfig},
};
use domain::{
    id::{CredentialId, ProviderId},
    provider::{ModelName, ProviderName},
    time::Timestamp,
};
use infra::clock;
use serde::Serialize;
use std::time::Duration;
use utoipa::{OpenApi, ToSchema};

/// The routes of this module.
#[derive(OpenApi)]
#[openapi(paths(health_of_providers))]
pub(crate) struct HealthOfProviders;

/// Adds the route below `/api`. It needs as app data, each in a `web::Data`: those of management, and `Healths`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    let health = at("/health/providers").on(Method::GET, health_of_providers);
    config.service(health.finish());
}

/// A provider as live calls see it.
#[derive(Debug, Serialize, ToSchema)]
struct ProviderHealth {
    #[schema(value_type = Uuid)]
    id: ProviderId,
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    status: HealthStatus,
    /// Each model that this gateway sent calls to since it started.
    models: Vec<ModelHealth>,
}

/// How things stand, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HealthStatus {
    /// No call in the last minute.
    Unknown,
    /// Calls are answered.
    Healthy,
    /// Some calls fail, or a credential is limited.
    Degraded,
    /// It failed too often: calls go elsewhere where they can.
    Ejected,
}

/// A provider's model as live calls see it.
#[derive(Debug, Serialize, ToSchema)]
struct ModelHealth {
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    status: HealthStatus,
    /// Calls of the last half to whole minute that were answered.
    answered: u32,
    /// Those that failed. Calls that were refused for what they asked, or for their credential, are in neither.
    failed: u32,
    /// The answered among both, from 0 to 1; null where there were none.
    #[schema(required)]
    success_rate: Option<f64>,
    /// How long the first byte takes: a moving average that follows a rise at once and a fall slowly, and that falls
    /// while nobody calls.
    latency_ms: f64,
    /// Calls that are not answered yet.
    in_flight: u32,
    /// How often it was ejected and did not make good for it yet.
    ejections: u32,
    /// Until when calls go elsewhere where they can.
    #[schema(required, value_type = Option<described::Timestamp>)]
    ejected_until: Option<Timestamp>,
    /// The credentials that are left alone for this model.
    cooling: Vec<CoolingCredential>,
}

/// A credential that is left alone for a while.
#[derive(Debug, Serialize, ToSchema)]
struct CoolingCredential {
    #[schema(value_type = Uuid)]
    credential: CredentialId,
    /// Why: `rate_limited` or `refused`.
    reason: &'static str,
    #[schema(value_type = described::Timestamp)]
    until: Timestamp,
}

/// Health of providers
///
/// As this gateway sees it from the calls that it sent; another gateway may see it differently.
#[utoipa::path(get, path = "/api/health/providers", tag = "providers", params(PageParameters),
    responses((status = 200, description = "One page, in the order of the providers' names", body = List<ProviderHealth>)))]
async fn health_of_providers(
    admin: Admin,
    page: Page,
    healths: Data<Healths>,
) -> Result<Json<List<ProviderHealth>>, Problem> {
    let (view, now) = (admin.view()?, clock::now());
    let providers = view.providers.values();
    let rest = providers.filter(|one| page.includes(one.name.as_str()));
    let list = page.of(rest.map(|one| provider(one, &healths, now)), |one| {
        one.provider.to_string()
    });
    Ok(Json(list))
}

fn provider(view: &ProviderView, healths: &Healths, now: Timestamp) -> ProviderHealth {
    let targets = healths.of_provider(view.id).into_iter();
    let models = targets.map(|(name, target)| model(name, &target, now));
    let models: Vec<ModelHealth> = models.collect();
    let worst = models.iter().map(|model| model.status).max();
    ProviderHealth {
        id: view.id,
        provider: view.name.clone(),
        status: worst.unwrap_or(HealthStatus::Unknown),
        models,
    }
}

fn model(model: ModelName, target: &TargetHealth, now: Timestamp) -> ModelHealth {
    let seen = target.with(|seen| seen.clone());
    let recent = seen.health.recent(now);
    let calls = recent.answered + recent.failed;
    let cooling = seen.all_cooling(now);
    let cooling = cooling.map(|(credential, cooling)| CoolingCredential {
        credential,
        reason: cooling.reason.as_str(),
        until: cooling.until,
    });
    let cooling: Vec<CoolingCredential> = cooling.collect();
    let ejected_until = seen.health.ejected_until(now);
    let status = match (ejected_until, calls) {
        (Some(_), _) => HealthStatus::Ejected,
        (None, _) if recent.failed > 0 || !cooling.is_empty() => HealthStatus::Degraded,
        (None, 0) => HealthStatus::Unknown,
        (None, _) => HealthStatus::Healthy,
    };
    let latency = Duration::from_micros(seen.health.latency().micros(now));
    ModelHealth {
        model,
        status,
        answered: recent.answered,
        failed: recent.failed,
        success_rate: (calls > 0).then(|| f64::from(recent.answered) / f64::from(calls)),
        latency_ms: latency.as_secs_f64() * 1_000.0,
        in_flight: seen.in_flight,
        ejections: seen.health.ejections(),
        ejected_until,
        cooling,
    }
}
