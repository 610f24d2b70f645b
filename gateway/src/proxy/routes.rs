//! What clients call, one handler a route.
use super::{
    Arrival, Proxy,
    admission::{self, Endpoint},
    aigne, count, exchange,
};
use crate::{
    aigne::MOUNTS,
    auth::Caller,
    format::Format,
    live::{ModelView, OrganizationView},
    openai::error::ApiError,
};
use actix_web::{
    FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, http::header::HeaderName,
    web,
};
use domain::{
    api_key::Scope,
    price::{PriceVersionId, Rates, Tier},
    provider::{ModelName, ModelType, ProviderName},
    request::Operation,
    time::Timestamp,
};
use serde::Serialize;

/// Mounts the routes below `/v1`.
pub fn configure(config: &mut web::ServiceConfig) {
    let model = web::resource("/models/{model:.+}")
        .get(get_model)
        .post(gemini);
    let v1 = web::scope("/v1")
        .service(posted("/chat/completions", chat_completions))
        .service(posted("/completions", completions))
        .service(posted("/responses", responses))
        .service(posted("/messages", messages))
        .service(posted("/messages/count_tokens", count_tokens))
        .service(posted("/embeddings", embeddings))
        .service(posted("/images/generations", image_generations))
        .service(posted("/images/edits", image_edits))
        .service(posted("/moderations", moderations))
        .service(posted("/rerank", rerank))
        .service(posted("/audio/speech", speech))
        .service(posted("/audio/transcriptions", transcriptions))
        .service(
            web::resource("/models")
                .get(list_models)
                .default_service(web::to(wrong_method)),
        )
        .service(model.default_service(web::to(wrong_method)))
        .default_service(web::to(unknown_url));
    let v1beta = web::scope("/v1beta")
        .service(posted("/models/{model:.+}", gemini))
        .default_service(web::to(unknown_url));
    config
        .service(v1)
        .service(v1beta)
        .configure(aigne::configure);
}

pub(super) fn posted<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .post(handler)
        .default_service(web::to(wrong_method))
}

pub(super) async fn chat_completions(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    call(proxy, http, openai(Operation::Chat), body).await
}

pub(super) async fn embeddings(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    call(proxy, http, openai(Operation::Embeddings), body).await
}

pub(super) async fn image_generations(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    call(proxy, http, openai(Operation::ImageGeneration), body).await
}

async fn image_edits(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    call(proxy, http, openai(Operation::ImageEdit), body).await
}

async fn moderations(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    call(proxy, http, openai(Operation::Moderation), body).await
}

async fn rerank(proxy: web::Data<Proxy>, http: HttpRequest, body: web::Payload) -> HttpResponse {
    call(proxy, http, openai(Operation::Rerank), body).await
}

async fn speech(proxy: web::Data<Proxy>, http: HttpRequest, body: web::Payload) -> HttpResponse {
    call(proxy, http, openai(Operation::Speech), body).await
}

async fn transcriptions(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    call(proxy, http, openai(Operation::Transcription), body).await
}

async fn completions(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    let endpoint = Endpoint {
        format: Format::Completions,
        operation: Operation::Chat,
    };
    call(proxy, http, endpoint, body).await
}

async fn responses(proxy: web::Data<Proxy>, http: HttpRequest, body: web::Payload) -> HttpResponse {
    let endpoint = Endpoint {
        format: Format::Responses,
        operation: Operation::Chat,
    };
    call(proxy, http, endpoint, body).await
}

async fn messages(proxy: web::Data<Proxy>, http: HttpRequest, body: web::Payload) -> HttpResponse {
    let mut answer = call(proxy, http, MESSAGES, body).await;
    // Clients of this API read the request's id in a header of another name.
    let id = answer.headers().get("x-request-id").cloned();
    if let Some(id) = id {
        let name = HeaderName::from_static("request-id");
        answer.headers_mut().insert(name, id);
    }
    answer
}

/// What `/v1/messages` and what counts its tokens are for.
pub(super) const MESSAGES: Endpoint = Endpoint {
    format: Format::Anthropic,
    operation: Operation::Chat,
};

/// `generateContent` and its kin, as Google's clients call them.
async fn gemini(proxy: web::Data<Proxy>, http: HttpRequest, body: web::Payload) -> HttpResponse {
    let format = Format::Gemini;
    if !names_a_method(&http) {
        return wrong_method(http).await;
    }
    match admission::gemini_target(&http) {
        Ok(target) => {
            let operation = target.operation;
            call(proxy, http, Endpoint { format, operation }, body).await
        }
        Err(error) => {
            // Strangers learn nothing but that they are.
            let stranger = admission::known_caller(&proxy, &http).err();
            let error = stranger.unwrap_or(error);
            error.head().body(format.error_body(&error))
        }
    }
}

/// Whether a path ends as those of Google's API do, which is what tells them from OpenAI's models.
fn names_a_method(http: &HttpRequest) -> bool {
    let last = http.path().rsplit('/').next();
    http.path().starts_with("/v1beta/") || last.is_some_and(|last| last.contains(':'))
}

async fn count_tokens(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    match count::tokens(&proxy, &http, body).await {
        Ok(answer) => answer,
        Err(error) => error.head().body(Format::Anthropic.error_body(&error)),
    }
}

const fn openai(operation: Operation) -> Endpoint {
    Endpoint {
        format: Format::OpenAi,
        operation,
    }
}

/// The whole line of one call.
pub(super) async fn call(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    endpoint: Endpoint,
    body: web::Payload,
) -> HttpResponse {
    let arrival = Arrival::now();
    match admission::admit(&proxy, &http, endpoint, body, arrival).await {
        Ok(admitted) => exchange::run(proxy, admitted).await,
        Err(refusal) => refusal.answer(&proxy, &arrival, endpoint),
    }
}

/// A model as `OpenAI` lists it, and what the hub knows of it.
#[derive(Serialize)]
struct ListedModel<'a> {
    id: String,
    object: &'static str,
    created: i64,
    owned_by: &'a ProviderName,
    provider: &'a ProviderName,
    r#type: ModelType,
    context_window: Option<u64>,
    max_output_tokens: Option<u64>,
    capabilities: &'a [String],
    pricing: Option<Pricing<'a>>,
}

/// What the provider charges for a model now: US dollars for a million tokens, or for one of what is no token.
#[derive(Serialize)]
struct Pricing<'a> {
    price_version: &'a PriceVersionId,
    rates: &'a Rates,
    tiers: &'a [Tier],
}

#[derive(Serialize)]
struct ModelList<'a> {
    object: &'static str,
    data: Vec<ListedModel<'a>>,
}

async fn list_models(proxy: web::Data<Proxy>, http: HttpRequest) -> Result<HttpResponse, ApiError> {
    let (caller, now) = admission::known_caller(&proxy, &http)?;
    admission::require_scope(&caller, &http, (Scope::Models, None, now))?;
    let snapshot = proxy.live.snapshot();
    let organization = snapshot.organization(caller.organization);
    let visible = organization
        .into_iter()
        .flat_map(|organization| organization.models());
    let data = visible
        .filter(|(provider, model, _)| may_see(&caller, &http, (provider, model), now))
        .map(|model| listed(model, now))
        .collect();
    Ok(HttpResponse::Ok().json(ModelList {
        object: "list",
        data,
    }))
}

async fn get_model(
    proxy: web::Data<Proxy>,
    http: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let (caller, now) = admission::known_caller(&proxy, &http)?;
    admission::require_scope(&caller, &http, (Scope::Models, None, now))?;
    let snapshot = proxy.live.snapshot();
    let found = snapshot
        .organization(caller.organization)
        .and_then(|organization| find(organization, &id))
        .filter(|(provider, model, _)| may_see(&caller, &http, (provider, model), now));
    match found {
        Some(model) => Ok(HttpResponse::Ok().json(listed(model, now))),
        None => Err(ApiError::model_not_found(&id)),
    }
}

type Model<'a> = (&'a ProviderName, &'a ModelName, &'a ModelView);

/// The enabled model that `id` names, with or without its provider.
fn find<'a>(organization: &'a OrganizationView, id: &str) -> Option<Model<'a>> {
    let mut models = organization.models();
    models.find(|(provider, model, _)| {
        let full = id
            .strip_prefix(provider.as_str())
            .and_then(|rest| rest.strip_prefix('/'));
        full == Some(model.as_str()) || id == model.as_str()
    })
}

fn may_see(
    caller: &Caller,
    http: &HttpRequest,
    (provider, model): (&ProviderName, &ModelName),
    now: Timestamp,
) -> bool {
    let id = format!("{provider}/{model}");
    admission::require_scope(caller, http, (Scope::Models, Some(&id), now)).is_ok()
}

fn listed((provider, model, view): Model<'_>, now: Timestamp) -> ListedModel<'_> {
    ListedModel {
        id: format!("{provider}/{model}"),
        object: "model",
        created: view.created_at.seconds(),
        owned_by: provider,
        provider,
        r#type: view.settings.r#type,
        context_window: view.context_window(),
        max_output_tokens: view.max_output_tokens(),
        capabilities: view.capabilities(),
        pricing: pricing(view, now),
    }
}

fn pricing(view: &ModelView, now: Timestamp) -> Option<Pricing<'_>> {
    let version = view.catalogued.as_ref()?.price.as_ref()?.in_force(now)?;
    Some(Pricing {
        price_version: &version.id,
        rates: &version.rates,
        tiers: &version.tiers,
    })
}

pub(super) async fn unknown_url(http: HttpRequest) -> HttpResponse {
    let error = ApiError::unknown_url(http.method().as_str(), http.path());
    error.head().body(format_at(http.path()).error_body(&error))
}

/// The format of whoever calls a path.
fn format_at(path: &str) -> Format {
    if path.starts_with("/v1/messages") {
        Format::Anthropic
    } else {
        Format::OpenAi
    }
}

pub(super) async fn wrong_method(http: HttpRequest) -> HttpResponse {
    let error = ApiError::method_not_allowed(http.method().as_str(), http.path());
    error
        .head()
        .insert_header(("allow", allowed_at(&http)))
        .body(format_at(http.path()).error_body(&error))
}

/// Where AIGNE's clients ask who they are.
const USERS: &str = "/ai-kit/api/user/";

/// The method that a path takes.
fn allowed_at(http: &HttpRequest) -> &'static str {
    let path = http.path();
    let is_read = path == MOUNTS
        || (path.starts_with("/v1/models") && !names_a_method(http))
        || path.ends_with("/models")
        || path.ends_with("/status")
        || path.starts_with(USERS);
    if is_read { "GET" } else { "POST" }
}
