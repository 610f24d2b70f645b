//! Where a route leads, and how often a call is tried, as they are sent and shown.
use super::{
    body::given,
    field::{Milliseconds, Times, Weight, described},
};
use crate::{live::OrganizationView, problem::Problem};
use domain::{
    provider::{ModelName, ProviderName},
    route::{Retries, RouteTarget},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where calls may go.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRouteTarget)]
pub(super) struct NewTarget {
    /// The name of a provider that is there.
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    /// Its share of the calls, relative to the other targets; 1 where absent.
    weight: Option<Weight>,
    /// The longest wait for the first byte of its answer; the hub's own where absent.
    timeout_ms: Option<Milliseconds>,
}

/// How often and how fast a call is tried again; what is absent stays, or is as it is by default.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RetriesChange {
    /// The most attempts of one call, the first among them; 5 by default.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Times, required = false)]
    max_attempts: Option<Times>,
    /// The pause before the same target is tried again, doubled each time; 100 by default.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Milliseconds, required = false)]
    backoff_ms: Option<Milliseconds>,
    /// The time after a call's arrival from which on no attempt begins; 60,000 by default.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Milliseconds, required = false)]
    deadline_ms: Option<Milliseconds>,
}

/// Where calls may go, and whether they can.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RouteTarget)]
pub(super) struct TargetResource {
    #[schema(value_type = described::ProviderName)]
    provider: ProviderName,
    #[schema(value_type = described::ModelName)]
    model: ModelName,
    weight: u32,
    #[schema(required)]
    timeout_ms: Option<u64>,
    /// Whether calls can go to it: its provider is there and enabled, and so is its model where it is listed.
    callable: bool,
}

/// How often and how fast a call is tried again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Retries)]
pub(super) struct RetriesResource {
    max_attempts: u32,
    backoff_ms: u64,
    deadline_ms: u64,
}

impl NewTarget {
    fn target(&self) -> RouteTarget {
        RouteTarget {
            provider: self.provider.clone(),
            model: self.model.clone(),
            weight: self.weight.map_or(1, Into::into),
            timeout_ms: self.timeout_ms.map(Into::into),
        }
    }
}

/// The targets in a body's `field`, each of a provider that is there.
pub(super) fn targets(
    view: &OrganizationView,
    field: &str,
    sent: &[NewTarget],
) -> Result<Vec<RouteTarget>, Problem> {
    let is_unknown = |target: &NewTarget| !view.providers.contains_key(&target.provider);
    if let Some(place) = sent.iter().position(is_unknown) {
        let pointer = format!("/{field}/{place}/provider");
        let detail = "there is no such provider: GET /api/providers lists those that are";
        return Err(Problem::invalid(pointer, detail));
    }
    Ok(sent.iter().map(NewTarget::target).collect())
}

impl RetriesChange {
    pub(super) fn applied_to(&self, retries: Retries) -> Retries {
        let max_attempts = self.max_attempts.map(Into::into);
        let backoff_ms = self.backoff_ms.map(Into::into);
        let deadline_ms = self.deadline_ms.map(Into::into);
        Retries {
            max_attempts: max_attempts.unwrap_or(retries.max_attempts),
            backoff_ms: backoff_ms.unwrap_or(retries.backoff_ms),
            deadline_ms: deadline_ms.unwrap_or(retries.deadline_ms),
        }
    }
}

impl TargetResource {
    pub(super) fn all(view: &OrganizationView, targets: &[RouteTarget]) -> Vec<Self> {
        let shown = |target: &RouteTarget| Self {
            provider: target.provider.clone(),
            model: target.model.clone(),
            weight: target.weight,
            timeout_ms: target.timeout_ms,
            callable: view.is_callable(target),
        };
        targets.iter().map(shown).collect()
    }
}

impl From<Retries> for RetriesResource {
    fn from(retries: Retries) -> Self {
        Self {
            max_attempts: retries.max_attempts,
            backoff_ms: retries.backoff_ms,
            deadline_ms: retries.deadline_ms,
        }
    }
}
