//! What every page is sent with, so that a browser does nothing with it that it is not meant for.
use crate::origin::Origin;
use actix_web::{
    Error,
    dev::ServiceResponse,
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
};

/// Scripts come from here alone, and none is inline. Styles may be inline: the component library writes `<style>` elements
/// while it runs, and a nonce for them would have to be new in each answer, which a page that browsers keep by its
/// `ETag` cannot have. Nothing is loaded from elsewhere, images neither: an answer of a model must not make a
/// browser tell another server anything.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

const ALWAYS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::PERMISSIONS_POLICY, PERMISSIONS_POLICY),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
];

/// For browsers that came by HTTPS: never by anything else.
const HSTS: &str = "max-age=31536000";

/// Gives a page its headers; every other answer stays as it is.
///
/// # Errors
/// When the handler failed.
pub(crate) async fn protect<B>(
    origin: Origin,
    answering: impl Future<Output = Result<ServiceResponse<B>, Error>>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = answering.await?;
    if is_page(response.headers()) {
        let is_https = origin.is_https(response.request());
        let headers = response.headers_mut();
        for (name, value) in ALWAYS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if is_https {
            let hsts = HeaderValue::from_static(HSTS);
            headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts);
        }
    }
    Ok(response)
}

fn is_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
