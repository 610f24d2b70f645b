//! `/api/organizations`, for the operator.
use super::{
    access::{Admin, Operator},
    body::Body,
    creation::{Creation, CreationParameters},
    field::{Label, OrganizationName, described},
    page::{List, Page, PageParameters},
};
use crate::{live::OrganizationView, problem::Problem};
use actix_web::{
    HttpResponse,
    http::header,
    web::{Json, Path},
};
use domain::{
    Aggregate,
    id::OrganizationId,
    organization::{Command, Organization},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Names an organisation in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path")]
pub(crate) struct OrganizationPath {
    /// The organisation.
    id: Uuid,
}

/// An organisation to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "acme", "display_name": "Acme Ltd."}))]
pub(crate) struct NewOrganization {
    name: OrganizationName,
    display_name: Option<Label>,
}

/// An organisation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organization)]
pub(crate) struct OrganizationResource {
    #[schema(value_type = Uuid)]
    id: OrganizationId,
    name: String,
    #[schema(required)]
    display_name: Option<String>,
    #[schema(value_type = described::Timestamp)]
    created_at: Timestamp,
    #[schema(value_type = described::Timestamp)]
    updated_at: Timestamp,
}

impl From<&OrganizationView> for OrganizationResource {
    fn from(organization: &OrganizationView) -> Self {
        Self {
            id: organization.id,
            name: organization.name.clone(),
            display_name: organization.display_name.clone(),
            created_at: organization.created_at,
            updated_at: organization.created_at,
        }
    }
}

/// List organisations
///
/// In the order of their names. Only with the operator's token.
#[utoipa::path(get, path = "/api/organizations", tag = "organizations", params(PageParameters),
    responses((status = 200, description = "One page", body = List<OrganizationResource>)))]
pub(crate) async fn list(
    Operator(admin): Operator,
    page: Page,
) -> Result<Json<List<OrganizationResource>>, Problem> {
    let all = admin.organizations();
    let rest = all.iter().filter(|one| page.includes(&one.name));
    Ok(Json(page.of(
        rest.map(|one| OrganizationResource::from(&**one)),
        |one| one.name.clone(),
    )))
}

/// Create an organisation
///
/// Only with the operator's token. `x-hub-organization` with its name or id then says that a request acts on it.
#[utoipa::path(post, path = "/api/organizations", tag = "organizations", params(CreationParameters),
    request_body = NewOrganization,
    responses((status = 201, description = "The organisation that was created", body = OrganizationResource,
        headers(("Location" = String, description = "Where it is")))))]
pub(crate) async fn add(
    Operator(admin): Operator,
    creation: Creation,
    body: Body<NewOrganization>,
) -> Result<HttpResponse, Problem> {
    let command = creation.command(&admin, &body.bytes).await?;
    let name = String::from(body.value.name);
    let id = OrganizationId::named(&name);
    let display_name = body.value.display_name.map(Into::into);
    let create = Command::Create {
        command,
        name,
        display_name,
    };
    let aggregate = Organization::aggregate_id(id, id);
    admin
        .execute::<Organization>(&aggregate, command.0, create)
        .await?;
    let location = format!("/api/organizations/{id}");
    let organization = find(&admin, id)?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .json(organization))
}

/// Show an organisation
///
/// Only with the operator's token.
#[utoipa::path(get, path = "/api/organizations/{id}", tag = "organizations", params(OrganizationPath),
    responses((status = 200, description = "The organisation", body = OrganizationResource)))]
pub(crate) async fn show(
    Operator(admin): Operator,
    id: Path<OrganizationId>,
) -> Result<Json<OrganizationResource>, Problem> {
    find(&admin, *id).map(Json)
}

fn find(admin: &Admin, id: OrganizationId) -> Result<OrganizationResource, Problem> {
    let all = admin.organizations();
    let found = all.iter().find(|one| one.id == id);
    let found = found.ok_or_else(|| Problem::not_found("organisation"))?;
    Ok(OrganizationResource::from(&**found))
}
