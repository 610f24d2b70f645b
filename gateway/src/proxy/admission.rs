//! Steps 1 to 3: who calls, what is asked, and where it goes.
use super::{
    Arrival, Proxy,
    plan::{Occasion, Plan},
    record::Party,
    refusal::Refusal,
    unsupported::UnsupportedParams,
};
use crate::{
    aigne, anthropic,
    auth::{self, Caller, Denied},
    call::Call,
    format::Format,
    gemini,
    live::Resolved,
    openai::{body, error::ApiError, multipart},
};
use actix_web::{
    HttpRequest,
    http::header::{self, HeaderName, HeaderValue},
    web,
};
use bytes::Bytes;
use domain::{
    api_key::Scope,
    request::{Operation, Usage},
    time::Timestamp,
};
use infra::clock;
use std::sync::Arc;

/// What a route is for, and in which format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Endpoint {
    pub(super) format: Format,
    pub(super) operation: Operation,
}

/// A call that may go to its provider.
pub(super) struct Admitted {
    pub(super) arrival: Arrival,
    pub(super) party: Party,
    pub(super) call: Call,
    pub(super) plan: Plan,
    /// What becomes of parameters that a target has no equivalent of.
    pub(super) unsupported: UnsupportedParams,
}

/// Takes a call as far as its plan.
///
/// # Errors
/// When the call is turned away.
pub(super) async fn admit(
    proxy: &Proxy,
    http: &HttpRequest,
    endpoint: Endpoint,
    body: web::Payload,
    arrival: Arrival,
) -> Result<Admitted, Refusal> {
    let caller = authenticate(proxy, http, arrival.at)?;
    let party = Party {
        organization: caller.organization,
        actor: caller.actor,
        called_by: caller.called_by,
    };
    let refused = |error: ApiError| Refusal::of(&party, error);
    let unsupported = proxy.unsupported_params.or_as_asked(http.headers());
    let unsupported = unsupported.map_err(refused)?;
    let bytes = whole_body(http, body, proxy.limits.request_bytes)
        .await
        .map_err(refused)?;
    let mut call = decode(http, endpoint, bytes).map_err(refused)?;
    call.passed = passed(http, endpoint.format);
    match plan(proxy, http, &caller, (arrival, &call)) {
        Ok(plan) => Ok(Admitted {
            arrival,
            party,
            call,
            plan,
            unsupported,
        }),
        Err(error) => Err(refused(error).for_model(call.requested_model)),
    }
}

/// Who sent this, for the routes that leave no record.
///
/// # Errors
/// When nobody known did.
pub(super) fn known_caller(
    proxy: &Proxy,
    http: &HttpRequest,
) -> Result<(Arc<Caller>, Timestamp), ApiError> {
    let now = clock::now();
    let caller = authenticate(proxy, http, now).map_err(Refusal::into_error)?;
    Ok((caller, now))
}

/// Asks for a permission that is about no call.
///
/// # Errors
/// When the caller lacks it.
pub(super) fn require_scope(
    caller: &Caller,
    http: &HttpRequest,
    (scope, model, now): (Scope, Option<&str>, Timestamp),
) -> Result<(), ApiError> {
    let asked = auth::Call {
        scope,
        model,
        source_ip: http.peer_addr().map(|address| address.ip()),
        now,
    };
    caller
        .may_call(&asked)
        .map_err(|denied| forbidden(denied, &asked))
}

fn authenticate(proxy: &Proxy, http: &HttpRequest, now: Timestamp) -> Result<Arc<Caller>, Refusal> {
    let (token, snapshot) = (auth::token_of(http), proxy.live.snapshot());
    let identified = auth::identify((http, token), &proxy.authenticator, &snapshot, now)?;
    Ok(auth::in_named_organization(identified.caller, http))
}

async fn whole_body(
    http: &HttpRequest,
    body: web::Payload,
    limit: usize,
) -> Result<Bytes, ApiError> {
    let declared = http.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Err(ApiError::body_too_large(limit));
    }
    match body.to_bytes_limited(limit).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(ApiError::invalid(None, "The request body broke off.")),
        Err(_) => Err(ApiError::body_too_large(limit)),
    }
}

fn decode(http: &HttpRequest, endpoint: Endpoint, bytes: Bytes) -> Result<Call, ApiError> {
    let Endpoint { format, operation } = endpoint;
    let content_type = http.headers().get(header::CONTENT_TYPE);
    let content_type = content_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let expected = content_type_of(endpoint);
    if !essence.eq_ignore_ascii_case(expected) {
        return Err(ApiError::unsupported_media_type(expected));
    }
    match (format, operation) {
        (Format::Gemini, _) => gemini_target(http)?.call(bytes),
        (Format::Aigne, _) => aigne::call(operation, bytes),
        (_, Operation::ImageEdit | Operation::Transcription) => {
            multipart::decode(operation, content_type, bytes)
        }
        _ => body::decode(format, operation, bytes),
    }
}

/// The content type of an endpoint's bodies.
const fn content_type_of(endpoint: Endpoint) -> &'static str {
    match (endpoint.format, endpoint.operation) {
        (Format::OpenAi, Operation::ImageEdit | Operation::Transcription) => "multipart/form-data",
        _ => "application/json",
    }
}

/// The client's headers that a provider of its own format has to see.
fn passed(http: &HttpRequest, format: Format) -> Vec<(HeaderName, HeaderValue)> {
    match format {
        Format::OpenAi
        | Format::Completions
        | Format::Responses
        | Format::Gemini
        | Format::Aigne => Vec::new(),
        Format::Anthropic => anthropic::passed(http.headers()),
    }
}

/// What the path of a call in Gemini's format asks for.
///
/// # Errors
/// When there is no such method.
pub(super) fn gemini_target(http: &HttpRequest) -> Result<gemini::Target, ApiError> {
    gemini::Target::read(http.match_info().query("model"), http.query_string())
}

/// Where a call goes that its caller may make.
fn plan(
    proxy: &Proxy,
    http: &HttpRequest,
    caller: &Caller,
    (arrival, call): (Arrival, &Call),
) -> Result<Plan, ApiError> {
    let snapshot = proxy.live.snapshot();
    let organization = snapshot.organization(caller.organization);
    let not_found = || ApiError::model_not_found(&call.requested_model);
    let mut resolved = organization
        .ok_or_else(not_found)?
        .resolve(&call.requested_model);
    let allowed = authorize(caller, http, call, (&mut resolved, arrival.at));
    if resolved.targets.is_empty() {
        allowed?;
        return Err(not_found());
    }
    let occasion = Occasion {
        at: arrival.at,
        dice: arrival.request.0.as_u64_pair().1,
        estimate: &estimate(call),
    };
    Plan::of(resolved, &proxy.healths, occasion)
}

/// Whether a call of a model could go anywhere now, as far as that can be told without one.
pub(super) fn is_available(
    proxy: &Proxy,
    http: &HttpRequest,
    caller: &Caller,
    (model, at): (&str, Timestamp),
) -> bool {
    let snapshot = proxy.live.snapshot();
    let organization = snapshot.organization(caller.organization);
    let mut resolved = organization
        .map(|organization| organization.resolve(model))
        .unwrap_or_default();
    drop(keep_allowed(
        caller,
        http,
        (Scope::Models, at),
        &mut resolved,
    ));
    let occasion = Occasion {
        at,
        dice: 0,
        estimate: &Usage::default(),
    };
    !resolved.targets.is_empty() && Plan::of(resolved, &proxy.healths, occasion).is_ok()
}

/// Leaves only the targets that the key may call, by their full names where there are any, so that a key learns
/// nothing of models that it may not call.
///
/// # Errors
/// When it may call none, with why not the first.
fn authorize(
    caller: &Caller,
    http: &HttpRequest,
    call: &Call,
    (resolved, at): (&mut Resolved, Timestamp),
) -> Result<(), ApiError> {
    let scope = scope_of(call.operation);
    if resolved.targets.is_empty() {
        let model = Some(call.requested_model.as_str());
        return require_scope(caller, http, (scope, model, at));
    }
    keep_allowed(caller, http, (scope, at), resolved)
}

/// Leaves only the targets that the key has `scope` for; of those that it lacks, the first says why.
fn keep_allowed(
    caller: &Caller,
    http: &HttpRequest,
    (scope, at): (Scope, Timestamp),
    resolved: &mut Resolved,
) -> Result<(), ApiError> {
    let mut first = Ok(());
    resolved.targets.retain(|target| {
        let provider = target.provider.name.as_str();
        let model = [provider, "/", target.model.as_str()].concat();
        let allowed = require_scope(caller, http, (scope, Some(&model), at));
        let is_allowed = allowed.is_ok();
        if first.is_ok() {
            first = allowed;
        }
        is_allowed
    });
    first
}

/// What a call may take, as far as that can be told before: enough to compare prices by.
fn estimate(call: &Call) -> Usage {
    /// Bytes of a body for a token of its prompt.
    const BYTES_A_TOKEN: u64 = 4;
    /// Bytes of a second of compressed speech.
    const BYTES_A_SECOND: u64 = 16_000;
    /// Tokens of a common answer.
    const ANSWER: u64 = 500;
    let bytes = u64::try_from(call.body.bytes().len()).unwrap_or(u64::MAX);
    let prompt = Usage {
        input_uncached: bytes / BYTES_A_TOKEN,
        ..Usage::default()
    };
    match call.operation {
        Operation::Chat => Usage {
            output_text: ANSWER,
            ..prompt
        },
        Operation::Embeddings | Operation::Rerank => prompt,
        Operation::Speech => Usage {
            characters: call.body.spoken(),
            ..prompt
        },
        Operation::ImageGeneration | Operation::ImageEdit => Usage {
            images: 1,
            ..Usage::default()
        },
        Operation::Moderation => Usage {
            requests: 1,
            ..Usage::default()
        },
        Operation::Transcription => Usage {
            seconds: bytes / BYTES_A_SECOND,
            ..Usage::default()
        },
    }
}

const fn scope_of(operation: Operation) -> Scope {
    match operation {
        // What has no scope of its own goes with what it is most like: words in or out, or ways to find a text.
        Operation::Chat | Operation::Moderation | Operation::Speech | Operation::Transcription => {
            Scope::Chat
        }
        Operation::Embeddings | Operation::Rerank => Scope::Embeddings,
        Operation::ImageGeneration | Operation::ImageEdit => Scope::Images,
    }
}

fn forbidden(denied: Denied, asked: &auth::Call) -> ApiError {
    match denied {
        Denied::Scope => {
            let scope = asked.scope.as_str();
            let message = format!("This API key lacks the scope `{scope}`.");
            ApiError::forbidden("insufficient_scope", message)
        }
        Denied::Model => {
            let message = format!(
                "This API key may not call the model `{}`.",
                asked.model.unwrap_or_default()
            );
            ApiError::forbidden("model_not_allowed", message)
        }
        Denied::Expired => ApiError::unauthenticated("This API key has expired."),
        Denied::Attenuation => {
            let message = "A restriction that was added to this API key forbids the call.";
            ApiError::forbidden("insufficient_scope", message)
        }
    }
}
