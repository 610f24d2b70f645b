//! `GET /api/provider-kinds`: what can be connected, and what each kind asks for.
use super::{access::Admin, field::described};
use actix_web::web::Json;
use domain::provider::{Need, ProviderKind, SecretForm};
use serde::Serialize;
use utoipa::ToSchema;

/// A kind of provider.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Kind)]
pub(crate) struct KindResource {
    #[schema(value_type = described::ProviderKind)]
    kind: ProviderKind,
    /// Its name for people.
    title: &'static str,
    /// Where its API lies, where that is one place.
    #[schema(required)]
    base_url: Option<&'static str>,
    /// What a provider of this kind cannot do without.
    #[schema(value_type = Vec<KindNeed>)]
    needs: &'static [Need],
    /// What signs calls to it.
    #[schema(value_type = KindSecret)]
    secret: SecretForm,
    /// Where its API is described.
    documentation: &'static str,
}

/// Every kind, in the order in which people are shown them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KindList {
    data: Vec<KindResource>,
}

/// Describes [`domain::provider::Need`].
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes a type of the domain")]
pub(crate) enum KindNeed {
    /// A base URL, since everybody's is another.
    BaseUrl,
    /// A region.
    Region,
    /// A version of its API.
    ApiVersion,
}

/// Describes [`domain::provider::SecretForm`].
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "describes a type of the domain")]
pub(crate) enum KindSecret {
    /// `api_key`.
    ApiKey,
    /// `api_key`, or no credential at all.
    OptionalApiKey,
    /// `access_key_id` and `secret_access_key`, or `api_key`.
    Aws,
    /// `service_account`.
    ServiceAccount,
}

impl From<ProviderKind> for KindResource {
    fn from(kind: ProviderKind) -> Self {
        Self {
            kind,
            title: kind.title(),
            base_url: kind.base_url(),
            needs: kind.needs(),
            secret: kind.secret(),
            documentation: kind.documentation(),
        }
    }
}

/// List the kinds of providers
///
/// What can be connected, and what each kind asks for.
#[utoipa::path(get, path = "/api/provider-kinds", tag = "providers",
    responses((status = 200, description = "Every kind", body = KindList)))]
pub(crate) async fn list(_admin: Admin) -> Json<KindList> {
    Json(KindList {
        data: ProviderKind::all().map(KindResource::from).collect(),
    })
}
