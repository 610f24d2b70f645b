//! The management routes in the OpenAPI document.
use super::{
    check, credentials, discover, keys, kinds, me, models, organizations, prices, providers,
    routing, session, start, sync,
};
use crate::problem::ProblemBody;
use serde_json::{Value, json};
use utoipa::OpenApi;

/// Every route below `/api`.
#[derive(OpenApi)]
#[openapi(
    paths(
        kinds::list,
        providers::list, providers::add, providers::show, providers::change, providers::remove,
        discover::discover, check::check_provider,
        credentials::list, credentials::add, credentials::show, credentials::change, credentials::remove,
        check::check,
        models::list, models::add, models::show, models::change, models::remove,
        routing::list, routing::add, routing::show, routing::change, routing::remove,
        prices::list, prices::preview, sync::sync,
        keys::list, keys::add, keys::show, keys::change, keys::revoke,
        organizations::list, organizations::add, organizations::show,
        session::show, session::begin, session::end, me::show, start::show,
    ),
    components(schemas(ProblemBody)),
    tags(
        (name = "providers", description = "Where models are called"),
        (name = "credentials", description = "What signs the calls to a provider; a secret goes in and never comes back"),
        (name = "models", description = "What each provider offers"),
        (name = "routes", description = "Names that clients call, and where their calls go"),
        (name = "prices", description = "What models cost, and since when"),
        (name = "keys", description = "API keys: who may call what, until when"),
        (name = "organizations", description = "Whose data, money and access it is"),
        (name = "session", description = "Who one is, by a token or by a browser's session"),
    )
)]
pub(crate) struct ManagementRoutes;

/// Says of the schemas what no attribute can: an `openai_compatible` provider needs its base URL.
pub(crate) fn refine(document: &mut Value) {
    document["components"]["schemas"]["NewProvider"]["allOf"] = json!([{
        "if": { "properties": { "kind": { "const": "openai_compatible" } } },
        "then": { "required": ["base_url"], "properties": { "base_url": { "type": "string" } } }
    }]);
}
