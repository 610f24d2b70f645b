//! `/api/routes`: names that clients call, and where their calls go.
use super::{
    access::Admin,
    answer::{created, gone, shown},
    body::{Body, given},
    creation::{Creation, CreationParameters},
    field::described,
    page::{List, Page, PageParameters},
    route_target::{NewTarget, RetriesChange, RetriesResource, TargetResource, targets},
    version::{ChangeParameters, Expected},
};
use crate::{
    live::{OrganizationView, RouteView},
    problem::Problem,
};
use actix_web::{
    HttpResponse,
    web::{Json, Path},
};
use domain::{
    Aggregate, AggregateId,
    id::RouteId,
    provider::ModelName,
    route::{Command, Error, Retries, Route, RouteSettings, RouteTarget, State},
    routing::Strategy,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Names a route in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path")]
pub(crate) struct RoutePath {
    /// The route.
    id: Uuid,
}

/// A route to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "fast", "strategy": "weighted", "targets": [{"provider": "openai", "model": "gpt-4o-mini"}]}))]
pub(crate) struct NewRoute {
    /// What clients send as `model`. A name that begins with a provider's and a slash is that provider's model and
    /// never reaches the route.
    #[schema(value_type = described::ModelName)]
    name: ModelName,
    /// `fallback` where absent.
    #[schema(value_type = Option<described::Strategy>)]
    strategy: Option<Strategy>,
    #[schema(min_items = 1, max_items = 16)]
    targets: Vec<NewTarget>,
    /// Where calls go when every target failed, in order.
    #[schema(max_items = 15)]
    fallbacks: Option<Vec<NewTarget>>,
    retries: Option<RetriesChange>,
    /// Whether calls may name it; true where absent.
    enabled: Option<bool>,
}

/// What to change of a route: what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"strategy": "latency", "enabled": true}))]
pub(crate) struct RouteChange {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = described::Strategy, required = false)]
    strategy: Option<Strategy>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<NewTarget>, required = false, min_items = 1, max_items = 16)]
    targets: Option<Vec<NewTarget>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<NewTarget>, required = false, max_items = 15)]
    fallbacks: Option<Vec<NewTarget>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = RetriesChange, required = false)]
    retries: Option<RetriesChange>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false)]
    enabled: Option<bool>,
}

/// A name that clients call, and where their calls go.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Route)]
pub(crate) struct RouteResource {
    #[schema(value_type = Uuid)]
    id: RouteId,
    #[schema(value_type = described::ModelName)]
    name: ModelName,
    #[schema(value_type = described::Strategy)]
    strategy: Strategy,
    targets: Vec<TargetResource>,
    fallbacks: Vec<TargetResource>,
    retries: RetriesResource,
    enabled: bool,
    #[schema(value_type = described::Timestamp)]
    created_at: Timestamp,
    #[schema(value_type = described::Timestamp)]
    updated_at: Timestamp,
}

impl RouteResource {
    fn of(view: &OrganizationView, route: &RouteView) -> Self {
        let settings = &route.settings;
        Self {
            id: route.id,
            name: route.name.clone(),
            strategy: settings.strategy,
            targets: TargetResource::all(view, &settings.targets),
            fallbacks: TargetResource::all(view, &settings.fallbacks),
            retries: settings.retries.into(),
            enabled: settings.enabled,
            created_at: route.created_at,
            updated_at: route.updated_at,
        }
    }
}

impl NewRoute {
    fn settings(&self, view: &OrganizationView) -> Result<RouteSettings, Problem> {
        let fallbacks = self.fallbacks.as_deref().unwrap_or_default();
        let retries = self.retries.clone().unwrap_or_default();
        Ok(RouteSettings {
            strategy: self.strategy.unwrap_or_default(),
            targets: targets(view, "targets", &self.targets)?,
            fallbacks: targets(view, "fallbacks", fallbacks)?,
            retries: retries.applied_to(Retries::default()),
            enabled: self.enabled.unwrap_or(true),
        })
    }
}

/// A change whose targets are known to be there.
struct Checked<'a> {
    change: &'a RouteChange,
    targets: Option<Vec<RouteTarget>>,
    fallbacks: Option<Vec<RouteTarget>>,
}

impl<'a> Checked<'a> {
    fn of(change: &'a RouteChange, view: &OrganizationView) -> Result<Self, Problem> {
        let known = |field: &str, sent: &Option<Vec<NewTarget>>| {
            let sent = sent.as_deref();
            sent.map(|sent| targets(view, field, sent)).transpose()
        };
        Ok(Self {
            targets: known("targets", &change.targets)?,
            fallbacks: known("fallbacks", &change.fallbacks)?,
            change,
        })
    }

    fn applied_to(&self, settings: &RouteSettings) -> RouteSettings {
        let retries = self.change.retries.clone().unwrap_or_default();
        let old = settings.clone();
        RouteSettings {
            strategy: self.change.strategy.unwrap_or(old.strategy),
            targets: self.targets.clone().unwrap_or(old.targets),
            fallbacks: self.fallbacks.clone().unwrap_or(old.fallbacks),
            retries: retries.applied_to(old.retries),
            enabled: self.change.enabled.unwrap_or(old.enabled),
        }
    }
}

/// List routes
///
/// In the order of their names.
#[utoipa::path(get, path = "/api/routes", tag = "routes", params(PageParameters),
    responses((status = 200, description = "One page", body = List<RouteResource>)))]
pub(crate) async fn list(admin: Admin, page: Page) -> Result<Json<List<RouteResource>>, Problem> {
    let view = admin.view()?;
    let routes = view.routes.values();
    let rest = routes.filter(|one| page.includes(one.name.as_str()));
    let list = page.of(rest.map(|one| RouteResource::of(&view, one)), |one| {
        one.name.to_string()
    });
    Ok(Json(list))
}

/// Add a route
///
/// A call's `model` is looked up in this order: `provider/model` is that provider's model, and never a route; then
/// the enabled route of that name; then every enabled provider that lists the model, in the order of their names.
#[utoipa::path(post, path = "/api/routes", tag = "routes", params(CreationParameters),
    request_body = NewRoute,
    responses((status = 201, description = "The route that was added", body = RouteResource,
        headers(("ETag" = String, description = "Its version"), ("Location" = String, description = "Where it is")))))]
pub(crate) async fn add(
    admin: Admin,
    creation: Creation,
    body: Body<NewRoute>,
) -> Result<HttpResponse, Problem> {
    let settings = body.value.settings(&*admin.view()?)?;
    let command = creation.command(&admin, &body.bytes).await?;
    let name = body.value.name;
    let id = RouteId::named(admin.organization, name.as_str());
    let add = Command::Add {
        command,
        name,
        settings,
    };
    admin
        .execute::<Route>(&aggregate(&admin, id), command.0, add)
        .await?;
    let (resource, revision) = find(&admin, id)?;
    let location = format!("/api/routes/{id}");
    Ok(created(&location, &resource, revision))
}

/// Show a route
#[utoipa::path(get, path = "/api/routes/{id}", tag = "routes", params(RoutePath),
    responses((status = 200, description = "The route", body = RouteResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn show(admin: Admin, id: Path<RouteId>) -> Result<HttpResponse, Problem> {
    let (resource, revision) = find(&admin, *id)?;
    Ok(shown(&resource, revision))
}

/// Change a route
///
/// What is absent stays; targets and fallbacks are replaced as a whole.
#[utoipa::path(patch, path = "/api/routes/{id}", tag = "routes", params(RoutePath, ChangeParameters),
    request_body = RouteChange,
    responses((status = 200, description = "The route as it is now", body = RouteResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn change(
    admin: Admin,
    id: Path<RouteId>,
    expected: Expected,
    body: Body<RouteChange>,
) -> Result<HttpResponse, Problem> {
    let checked = Checked::of(&body.value, &*admin.view()?)?;
    admin
        .change::<Route>(&aggregate(&admin, *id), expected, |State(present)| {
            let route = present.as_ref().ok_or(Error::Unknown)?;
            Ok(Command::Change {
                expected: Some(expected.or(route.revision)),
                settings: checked.applied_to(&route.value),
            })
        })
        .await?;
    let (resource, revision) = find(&admin, *id)?;
    Ok(shown(&resource, revision))
}

/// Remove a route
#[utoipa::path(delete, path = "/api/routes/{id}", tag = "routes", params(RoutePath, ChangeParameters),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn remove(
    admin: Admin,
    id: Path<RouteId>,
    Expected(expected): Expected,
) -> Result<HttpResponse, Problem> {
    let remove = Command::Remove { expected };
    admin
        .execute::<Route>(&aggregate(&admin, *id), admin.request, remove)
        .await?;
    Ok(gone())
}

fn find(
    admin: &Admin,
    id: RouteId,
) -> Result<(RouteResource, domain::provider::Revision), Problem> {
    let view = admin.view()?;
    let route = view.route(id).ok_or_else(|| Problem::not_found("route"))?;
    Ok((RouteResource::of(&view, route), route.revision))
}

fn aggregate(admin: &Admin, id: RouteId) -> AggregateId {
    Route::aggregate_id(admin.organization, id)
}
