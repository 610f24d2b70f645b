//! `x-request-id` on every answer, for people to name one by.
use actix_web::{
    Error, HttpRequest,
    dev::{Service, ServiceRequest, ServiceResponse},
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
        && let Some(id) = new()
    {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    Ok(response)
}

/// Names a request before it is handled, in its own header as a proxy in front would, and its answer by the same
/// id. What a client sends there is replaced.
pub(crate) fn name<S, B>(
    mut request: ServiceRequest,
    service: &S,
) -> impl Future<Output = Result<ServiceResponse<B>, Error>> + use<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    let id = new();
    match id.clone() {
        Some(id) => request.headers_mut().insert(REQUEST_ID, id),
        None => request.headers_mut().remove(REQUEST_ID),
    };
    let answering = service.call(request);
    async move {
        let mut response = answering.await?;
        if let Some(id) = id {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        Ok(response)
    }
}

/// The id that [`name`] gave.
pub(crate) fn of(request: &HttpRequest) -> Option<Uuid> {
    let id = request.headers().get(REQUEST_ID)?;
    id.to_str().ok()?.parse().ok()
}

fn new() -> Option<HeaderValue> {
    HeaderValue::try_from(Uuid::now_v7().to_string()).ok()
}
