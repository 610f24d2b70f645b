//! The description of every route, generated from the code that answers them; kept at
//! `schemas/http/openapi.json`, served at `/openapi.json` and readable at `/docs`.
mod aigne;
mod complete;
mod gemini;
mod passed;
mod proxy;

use crate::{
    admin::{self, ManagementRoutes},
    analytics::AnalyticsRoutes,
    audit::AuditRoutes,
    health::HealthRoutes,
    place::at,
    routing::HealthOfProviders,
};
use actix_web::{
    HttpResponse,
    http::Method,
    web::{self, Bytes, Data, ServiceConfig},
};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "AIGNE Hub",
        description = "One gateway to every model: `/v1` speaks OpenAI's API, `/api` manages providers, credentials, models and keys, and tells what was used.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "This hub")),
    paths(openapi, docs),
    tags((name = "description", description = "This document")),
)]
struct Description;

/// The document as it is sent.
struct Document(Bytes);

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut description = Description::openapi();
    description.merge(ManagementRoutes::openapi());
    description.merge(AnalyticsRoutes::openapi());
    description.merge(AuditRoutes::openapi());
    description.merge(HealthRoutes::openapi());
    description.merge(HealthOfProviders::openapi());
    let mut document = serde_json::to_value(description).unwrap_or_default();
    admin::refine(&mut document);
    proxy::add(&mut document);
    passed::add(&mut document);
    gemini::add(&mut document);
    aigne::add(&mut document);
    complete::complete(&mut document);
    document.sort_all_objects();
    document
}

/// Adds `/openapi.json` and `/docs`.
pub fn configure(config: &mut ServiceConfig) {
    let text = serde_json::to_vec(&document()).unwrap_or_default();
    let swagger = Config::from("/openapi.json").persist_authorization(true);
    config
        .app_data(Data::new(Document(text.into())))
        .service(at("/openapi.json").on(Method::GET, openapi).finish())
        .service(at("/docs").on(Method::GET, docs).finish())
        .service(SwaggerUi::new("/docs/{_:.*}").config(swagger));
}

/// This document
#[utoipa::path(get, path = "/openapi.json", tag = "description",
    responses((status = 200, description = "OpenAPI 3.1", body = Object)), security(()))]
async fn openapi(document: Data<Document>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("application/json")
        .body(document.0.clone())
}

/// This document, to read and to try
#[utoipa::path(get, path = "/docs", tag = "description",
    responses((status = 308, description = "At `/docs/`")), security(()))]
async fn docs() -> web::Redirect {
    web::Redirect::to("/docs/").permanent()
}

#[cfg(test)]
mod tests {
    use super::document;
    use std::{env, fs, path::PathBuf};

    #[test]
    fn the_document_kept_in_the_repository_is_that_of_the_code() {
        let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../schemas/http/openapi.json"]
            .iter()
            .collect();
        let text = serde_json::to_string_pretty(&document()).unwrap() + "\n";
        if env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == text,
            "UPDATE_SCHEMAS=1 cargo test -p gateway openapi writes it anew"
        );
    }

    /// Every route that clients rely on.
    const ROUTES: &[(&str, &[&str])] = &[
        ("/api/providers", &["get", "post"]),
        ("/api/providers/{id}", &["get", "patch", "delete"]),
        ("/api/providers/{id}/credentials", &["post"]),
        (
            "/api/providers/{id}/credentials/{cid}",
            &["patch", "delete"],
        ),
        ("/api/providers/{id}/credentials/{cid}/check", &["post"]),
        ("/api/providers/{id}/discover", &["post"]),
        ("/api/models", &["get", "post"]),
        (
            "/api/models/{provider}/{model}",
            &["get", "patch", "delete"],
        ),
        ("/api/provider-kinds", &["get"]),
        ("/api/routes", &["get", "post"]),
        ("/api/routes/{id}", &["get", "patch", "delete"]),
        ("/api/health/providers", &["get"]),
        ("/api/prices", &["get"]),
        ("/api/prices/preview", &["post"]),
        ("/api/prices/sync", &["post"]),
        ("/api/keys", &["get", "post"]),
        ("/api/keys/{id}", &["get", "patch", "delete"]),
        ("/api/organizations", &["get", "post"]),
        ("/api/organizations/{id}", &["get"]),
        ("/api/analytics/usage", &["get"]),
        ("/api/requests", &["get"]),
        ("/api/requests/{id}", &["get"]),
        ("/api/requests/tail", &["get"]),
        ("/api/session", &["get", "post", "delete"]),
        ("/api/me", &["get"]),
        ("/api/start", &["get"]),
        ("/api/audit/events", &["get"]),
        ("/api/audit/events/tail", &["get"]),
        ("/v1/chat/completions", &["post"]),
        ("/v1/completions", &["post"]),
        ("/v1/responses", &["post"]),
        ("/v1/messages", &["post"]),
        ("/v1/messages/count_tokens", &["post"]),
        ("/v1/embeddings", &["post"]),
        ("/v1/images/generations", &["post"]),
        ("/v1/images/edits", &["post"]),
        ("/v1/moderations", &["post"]),
        ("/v1/rerank", &["post"]),
        ("/v1/audio/speech", &["post"]),
        ("/v1/audio/transcriptions", &["post"]),
        ("/v1/models/{model}:generateContent", &["post"]),
        ("/v1/models/{model}:streamGenerateContent", &["post"]),
        ("/v1/models/{model}:embedContent", &["post"]),
        ("/v1/models/{model}:batchEmbedContents", &["post"]),
        ("/v1beta/models/{model}:generateContent", &["post"]),
        ("/v1beta/models/{model}:streamGenerateContent", &["post"]),
        ("/v1beta/models/{model}:embedContent", &["post"]),
        ("/v1beta/models/{model}:batchEmbedContents", &["post"]),
        ("/__blocklet__.js", &["get"]),
        ("/ai-kit/api/v2/chat", &["post"]),
        ("/ai-kit/api/v2/image", &["post"]),
        ("/ai-kit/api/v2/chat/completions", &["post"]),
        ("/ai-kit/api/v2/embeddings", &["post"]),
        ("/ai-kit/api/v2/image/generations", &["post"]),
        ("/ai-kit/api/v2/status", &["get"]),
        ("/ai-kit/api/ai/models", &["get"]),
        ("/v1/models", &["get"]),
        ("/v1/models/{model}", &["get"]),
        ("/healthz", &["get"]),
        ("/readyz", &["get"]),
        ("/metrics", &["get"]),
        ("/openapi.json", &["get"]),
        ("/docs", &["get"]),
    ];

    #[test]
    fn every_route_of_the_contract_is_described() {
        let document = document();
        for (path, methods) in ROUTES {
            for method in *methods {
                let operation = &document["paths"][path][method];
                assert!(operation["responses"].is_object(), "{method} {path}");
                assert!(operation["operationId"].is_string(), "{method} {path}");
            }
        }
    }
}
