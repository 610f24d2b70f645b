//! How many tokens a message request has: what its provider says, or an estimate where that cannot be asked. Nothing is
//! generated and nothing costs anything, so nothing is recorded.
use super::{Arrival, Proxy, admission, dispatch, refusal::Refusal, routes::MESSAGES};
use crate::{anthropic, openai::error::ApiError};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

/// Says that a number is no provider's.
const ESTIMATED: &str = "x-hub-estimated";

/// Counts the tokens of the request in `body`.
///
/// # Errors
/// When the caller may not call the model, the body is not of the documented form, or the provider does not answer.
pub(super) async fn tokens(
    proxy: &Proxy,
    http: &HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let admitted = admission::admit(proxy, http, MESSAGES, body, Arrival::now()).await;
    let admitted = admitted.map_err(Refusal::into_error)?;
    let counted = dispatch::count(proxy, &admitted).await;
    let mut head = HttpResponse::Ok();
    let tokens = if let Some(tokens) = counted.map_err(|failure| failure.error)? {
        tokens
    } else {
        head.insert_header((ESTIMATED, "true"));
        anthropic::estimate(admitted.call.conversation()?)
    };
    Ok(head.json(json!({ "input_tokens": tokens })))
}
