//! How the hub is reached from outside.
use crate::auth::SessionCookie;
use actix_web::HttpRequest;

/// How the hub is reached, as far as its operator said.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Origin {
    always_https: bool,
}

impl Origin {
    /// By `public_url`, where it is set.
    #[must_use]
    pub(crate) fn of(public_url: Option<&str>) -> Self {
        let https = |url: &str| url.to_ascii_lowercase().starts_with("https://");
        Self {
            always_https: public_url.is_some_and(https),
        }
    }

    /// Whether a request came by HTTPS: because it always does, or because the proxy in front says so by `Forwarded`
    /// or `X-Forwarded-Proto`. A client that lies about it only fools itself.
    #[must_use]
    pub(crate) fn is_https(self, http: &HttpRequest) -> bool {
        self.always_https || http.connection_info().scheme() == "https"
    }

    /// The cookie for a session that begins by this request.
    #[must_use]
    pub(crate) fn session_cookie(self, http: &HttpRequest) -> SessionCookie {
        if self.is_https(http) {
            SessionCookie::Secure
        } else {
            SessionCookie::Plain
        }
    }
}
