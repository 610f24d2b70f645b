//! How a call proves to its provider who makes it.
use super::SendError;
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
}

/// What a token of Anthropic's sign-in begins with.
const ANTHROPIC_TOKEN: &str = "sk-ant-oat";

impl Signing {
    /// The header that proves who makes a call.
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
        };
        let mut value = HeaderValue::try_from(value).map_err(|_| SendError::Unsendable)?;
        value.set_sensitive(true);
        Ok((name, value))
    }
}
