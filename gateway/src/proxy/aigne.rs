//! The routes of AIGNE's own clients, and those of the hub before this one that others still call.
use super::{
    Proxy,
    admission::{self, Endpoint},
    routes::{self, posted},
};
use crate::{
    aigne::{COMPONENT, MOUNT, MOUNTS},
    auth::{self, Caller},
    format::Format,
    live::{CredentialView, ModelView, ProviderView},
    openai::error::ApiError,
};
use actix_web::{HttpRequest, HttpResponse, web};
use domain::{
    api_key::Scope,
    id::OrganizationId,
    organization,
    provider::{ModelName, ModelType},
    request::{Operation, Usage},
    time::Timestamp,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use std::sync::Arc;

/// Mounts the routes.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    let read = |path: &'static str| web::resource(path);
    let wrong_method = || web::to(routes::wrong_method);
    let mounted = web::scope(MOUNT)
        .service(posted("/api/v2/chat", chat))
        .service(posted("/api/v2/image", image))
        .service(posted("/api/v2/video", video))
        .service(posted("/api/v2/chat/completions", routes::chat_completions))
        .service(posted("/api/v2/embeddings", routes::embeddings))
        .service(posted(
            "/api/v2/image/generations",
            routes::image_generations,
        ))
        .service(
            read("/api/v2/status")
                .get(status)
                .default_service(wrong_method()),
        )
        .service(
            read("/api/ai/models")
                .get(models)
                .default_service(wrong_method()),
        )
        .service(
            read("/api/user/info")
                .get(user_info)
                .default_service(wrong_method()),
        )
        .service(
            read("/api/user/credit/balance")
                .get(credit_balance)
                .default_service(wrong_method()),
        )
        .default_service(web::to(routes::unknown_url));
    let mounts = read(MOUNTS).get(mounts).default_service(wrong_method());
    config.service(mounts).service(mounted);
}

async fn chat(proxy: web::Data<Proxy>, http: HttpRequest, body: web::Payload) -> HttpResponse {
    routes::call(proxy, http, own(Operation::Chat), body).await
}

async fn image(proxy: web::Data<Proxy>, http: HttpRequest, body: web::Payload) -> HttpResponse {
    routes::call(proxy, http, own(Operation::ImageGeneration), body).await
}

/// No provider's dialect makes videos, so that nobody is called.
async fn video(proxy: web::Data<Proxy>, http: HttpRequest) -> Result<HttpResponse, ApiError> {
    admission::known_caller(&proxy, &http)?;
    let message = format!(
        "This hub offers no model that makes videos. GET {MOUNT}/api/ai/models lists what it offers."
    );
    Err(ApiError {
        code: Some("unsupported".into()),
        ..ApiError::invalid(None, message)
    })
}

const fn own(operation: Operation) -> Endpoint {
    Endpoint {
        format: Format::Aigne,
        operation,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedForm {
    #[serde(rename = "type")]
    _form: Json,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Json {
    Json,
}

/// Where the hub's routes lie on this origin; anybody may ask.
async fn mounts(http: HttpRequest) -> Result<HttpResponse, ApiError> {
    let _: WantedForm = query(&http, "type")?;
    let mounts = json!([{ "did": COMPONENT, "mountPoint": MOUNT }]);
    Ok(HttpResponse::Ok().json(json!({ "componentMountPoints": mounts })))
}

fn query<T: DeserializeOwned>(http: &HttpRequest, param: &'static str) -> Result<T, ApiError> {
    let query = web::Query::<T>::from_query(http.query_string());
    query.map(web::Query::into_inner).map_err(|_| {
        let message = format!("Invalid query: `{param}` is missing, wrong or not alone.");
        ApiError::invalid(Some(param), message)
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    model: Option<String>,
}

/// Whether calls can be made, of a model where one is named.
async fn status(proxy: web::Data<Proxy>, http: HttpRequest) -> Result<HttpResponse, ApiError> {
    let (caller, now) = admission::known_caller(&proxy, &http)?;
    admission::require_scope(&caller, &http, (Scope::Models, None, now))?;
    let asked: Asked = query(&http, "model")?;
    let is_available = match &asked.model {
        Some(model) => admission::is_available(&proxy, &http, &caller, (model, now)),
        None => true,
    };
    let status = if is_available {
        json!({ "available": true })
    } else {
        let why = "There is no such model, or no credential of its provider can be used.";
        json!({ "available": false, "error": why })
    };
    Ok(HttpResponse::Ok().json(status))
}

/// Who a key belongs to, as these clients show it: the organisation that it calls for. The organisation pays its providers
/// itself, so that there are no credits.
async fn user_info(proxy: web::Data<Proxy>, http: HttpRequest) -> Result<HttpResponse, ApiError> {
    let (caller, _) = admission::known_caller(&proxy, &http)?;
    let snapshot = proxy.live.snapshot();
    let organization = snapshot.organization(caller.organization);
    let name = organization.map(|view| view.display_name.as_ref().unwrap_or(&view.name));
    let id = caller.called_by.api_key.map(|key| key.to_string());
    Ok(HttpResponse::Ok().json(json!({
        "user": {
            "fullName": name.map_or("", |name| name),
            "email": "",
            "did": id.as_deref().unwrap_or("operator"),
        },
        "enableCredit": false,
        "creditBalance": null,
        "paymentLink": null,
        "profileLink": null,
    })))
}

/// What is left of the caller's credits: there are none where an organisation pays its providers itself.
async fn credit_balance(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    admission::known_caller(&proxy, &http)?;
    Ok(HttpResponse::Ok().json(json!({
        "enableCredit": false,
        "balance": "0",
        "total": "0",
        "grantCount": 0,
        "pendingCredit": "0",
    })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    r#type: Option<Kind>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Chat,
    Embedding,
    Image,
    Video,
}

impl Kind {
    const fn is(self, r#type: ModelType) -> bool {
        match self {
            Self::Chat => matches!(r#type, ModelType::Chat),
            Self::Embedding => matches!(r#type, ModelType::Embedding),
            Self::Image => matches!(r#type, ModelType::Image),
            Self::Video => false,
        }
    }
}

/// A model as these clients list it.
#[derive(Serialize)]
struct Listed<'a> {
    r#type: ModelType,
    model: &'a ModelName,
    provider: &'a str,
    #[serde(rename = "providerDisplayName")]
    provider_display_name: &'a str,
    input_credits_per_token: String,
    output_credits_per_token: String,
    status: Status,
}

#[derive(Serialize)]
struct Status {
    available: bool,
}

/// Lists the models that the caller may see; these clients ask without a key, so that strangers see the default
/// organisation's where the hub's operator allows it.
async fn models(proxy: web::Data<Proxy>, http: HttpRequest) -> Result<HttpResponse, ApiError> {
    let (caller, now) = seen_by(&proxy, &http)?;
    let listing: Listing = query(&http, "type")?;
    let snapshot = proxy.live.snapshot();
    let id = caller.as_ref().map_or_else(
        || OrganizationId::named(organization::DEFAULT_NAME),
        |caller| caller.organization,
    );
    let Some(organization) = snapshot.organization(id) else {
        return Ok(HttpResponse::Ok().json(json!([])));
    };
    let is_visible = |provider: &str, model: &ModelName| {
        caller.as_ref().is_none_or(|caller| {
            let id = format!("{provider}/{model}");
            admission::require_scope(caller, &http, (Scope::Models, Some(&id), now)).is_ok()
        })
    };
    let models: Vec<Listed> = organization
        .models()
        .filter(|(_, _, view)| {
            listing
                .r#type
                .is_none_or(|kind| kind.is(view.settings.r#type))
        })
        .filter(|(provider, model, _)| is_visible(provider.as_str(), model))
        .filter_map(|(provider, model, view)| {
            let provider = organization.providers.get(provider)?;
            Some(listed(provider, (model, view), now))
        })
        .collect();
    Ok(HttpResponse::Ok().json(models))
}

/// Who asks; nobody where strangers may, too.
fn seen_by(
    proxy: &Proxy,
    http: &HttpRequest,
) -> Result<(Option<Arc<Caller>>, Timestamp), ApiError> {
    match admission::known_caller(proxy, http) {
        Ok((caller, now)) => {
            admission::require_scope(&caller, http, (Scope::Models, None, now))?;
            Ok((Some(caller), now))
        }
        Err(_) if proxy.public_models && auth::token_of(http).is_none() => {
            Ok((None, infra::clock::now()))
        }
        Err(error) => Err(error),
    }
}

fn listed<'a>(
    provider: &'a ProviderView,
    (model, view): (&'a ModelName, &'a ModelView),
    now: Timestamp,
) -> Listed<'a> {
    let name = provider.name.as_str();
    let input = Usage {
        input_uncached: 1,
        ..Usage::default()
    };
    let output = Usage {
        output_text: 1,
        ..Usage::default()
    };
    Listed {
        r#type: view.settings.r#type,
        model,
        provider: name,
        provider_display_name: provider.settings.display_name.as_deref().unwrap_or(name),
        input_credits_per_token: price(view, &input, now),
        output_credits_per_token: price(view, &output, now),
        status: Status {
            available: provider.is_unsigned()
                || provider.credentials.iter().any(CredentialView::is_usable),
        },
    }
}

/// What the provider charges for `usage`, in US dollars. These clients insist on a text: it is empty where that is not known,
/// which is not nothing.
fn price(view: &ModelView, usage: &Usage, now: Timestamp) -> String {
    let priced = view.catalogued.as_ref();
    let priced = priced.and_then(|model| model.price.as_ref()?.cost(usage, now));
    priced.map_or_else(String::new, |cost| cost.usd.to_string())
}
