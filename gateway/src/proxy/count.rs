//! How many tokens a message request has: what its provider says, or an estimate. Nothing is generated, so nothing is
//! recorded.
use super::{
    Arrival, Proxy,
    admission::{self, Endpoint},
};
use crate::{anthropic, format::Format, openai::error::ApiError};
use actix_web::{HttpRequest, HttpResponse, web};
use domain::request::Operation;
use serde_json::json;

/// Says that a number is no provider's.
const ESTIMATED: &str = "x-hub-estimated";

/// Counts the tokens of the request in `body`.
///
/// # Errors
/// When the caller may not call the model, or the body is not of the documented form.
pub(super) async fn tokens(
    proxy: &Proxy,
    http: &HttpRequest,
    body: web::Payload,
) -> Result<HttpResponse, ApiError> {
    let endpoint = Endpoint {
        format: Format::Anthropic,
        operation: Operation::Chat,
    };
    let admitted = admission::admit(proxy, http, endpoint, body, Arrival::now()).await;
    let admitted = admitted.map_err(admission::Refusal::into_error)?;
    let tokens = anthropic::estimate(admitted.call.conversation()?);
    let mut head = HttpResponse::Ok();
    head.insert_header((ESTIMATED, "true"));
    Ok(head.json(json!({ "input_tokens": tokens })))
}
