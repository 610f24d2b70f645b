//! `x-request-id` on every answer, for people to name one by.
use actix_web::{
    Error,
    dev::ServiceResponse,
    http::header::{HeaderName, HeaderValue},
};
use uuid::Uuid;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives an answer an id where its handler gave it none.
///
/// # Errors
/// When the handler failed.
pub async fn identify<B>(
    answering: impl Future<Output = Result<ServiceResponse<B>, Error>>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = answering.await?;
    if !response.headers().contains_key(REQUEST_ID)
        && let Ok(id) = HeaderValue::try_from(Uuid::now_v7().to_string())
    {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response)
}
