//! How a call proves to its provider who makes it.
use super::SendError;
use crate::anthropic::headers::add_beta;
use actix_web::http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use infra::secrets::CredentialSecret;

/// A provider's way of knowing its callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signing {
    /// `Authorization: Bearer KEY` (RFC 6750).
    Bearer,
    /// The key alone in a header of this name.
    Header(&'static str),
    /// `x-api-key` for a key of Anthropic's, `Authorization: Bearer` for a token of its sign-in.
    AnthropicKey,
    /// A token that a Google service account gets for its signature; what is called lies in the account's project.
    ServiceAccount {
        /// Google's region, or `global`.
        location: String,
    },
}

/// What a token of Anthropic's sign-in begins with.
const ANTHROPIC_TOKEN: &str = "sk-ant-oat";

/// What Anthropic wants named with such a token.
const ANTHROPIC_TOKEN_BETA: HeaderValue = HeaderValue::from_static("oauth-2025-04-20");

impl Signing {
    /// Where a call's path lies below the base URL, where that depends on who calls.
    pub(super) fn place(&self, base_url: &str, secret: Option<&CredentialSecret>) -> String {
        match (self, secret) {
            (
                Self::ServiceAccount { location },
                Some(CredentialSecret::ServiceAccount(account)),
            ) if !base_url.contains("/projects/") => {
                let project = &account.project_id;
                format!("/projects/{project}/locations/{location}")
            }
            (
                Self::Bearer | Self::Header(_) | Self::AnthropicKey | Self::ServiceAccount { .. },
                _,
            ) => String::new(),
        }
    }

    /// Adds to a call's headers what its way of signing wants there beside the proof itself.
    pub(super) fn complete(
        &self,
        headers: &mut Vec<(HeaderName, HeaderValue)>,
        secret: Option<&CredentialSecret>,
    ) {
        let key = secret.and_then(CredentialSecret::api_key);
        if *self == Self::AnthropicKey && key.is_some_and(|key| key.starts_with(ANTHROPIC_TOKEN)) {
            add_beta(headers, &ANTHROPIC_TOKEN_BETA);
        }
    }

    /// The header that proves who makes a call by a key that is sent as it is.
    pub(super) fn header(
        &self,
        secret: &CredentialSecret,
    ) -> Result<(HeaderName, HeaderValue), SendError> {
        let key = secret.api_key().ok_or(SendError::Unsendable)?;
        let (name, value) = match self {
            Self::Bearer => (AUTHORIZATION, ["Bearer ", key].concat()),
            Self::Header(name) => (HeaderName::from_static(name), key.to_owned()),
            Self::AnthropicKey if key.starts_with(ANTHROPIC_TOKEN) => {
                (AUTHORIZATION, ["Bearer ", key].concat())
            }
            Self::AnthropicKey => (HeaderName::from_static("x-api-key"), key.to_owned()),
            Self::ServiceAccount { .. } => return Err(SendError::Unsendable),
        };
        let mut value = HeaderValue::try_from(value).map_err(|_| SendError::Unsendable)?;
        value.set_sensitive(true);
        Ok((name, value))
    }
}
