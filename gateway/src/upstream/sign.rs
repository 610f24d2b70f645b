//! How a call proves to its provider who makes it.
use super::{
    SendError,
    aws::{self, Scope, Signable},
};
use crate::anthropic::headers::add_beta;
use actix_web::http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use domain::provider::ProviderSettings;
use infra::{
    clock,
    secrets::{AwsKeys, CredentialSecret},
};
use std::borrow::Cow;

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
    /// AWS access keys, which sign each call, or a key of the service's own as `Authorization: Bearer KEY`.
    Aws {
        /// Where the service is called.
        region: String,
        /// The service's name in signatures.
        service: &'static str,
    },
}

/// What a token of Anthropic's sign-in begins with.
const ANTHROPIC_TOKEN: &str = "sk-ant-oat";

/// What Anthropic wants named with such a token.
const ANTHROPIC_TOKEN_BETA: HeaderValue = HeaderValue::from_static("oauth-2025-04-20");

/// A provider's settings as they are for calls by a credential, which may be for another region.
#[must_use]
pub fn settings_for<'a>(
    settings: &'a ProviderSettings,
    secret: Option<&CredentialSecret>,
) -> Cow<'a, ProviderSettings> {
    match secret.and_then(CredentialSecret::region) {
        Some(region) => Cow::Owned(ProviderSettings {
            region: Some(region.to_owned()),
            ..settings.clone()
        }),
        None => Cow::Borrowed(settings),
    }
}

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
                Self::Bearer
                | Self::Header(_)
                | Self::AnthropicKey
                | Self::ServiceAccount { .. }
                | Self::Aws { .. },
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

    /// The headers that prove who makes a call by keys that sign it.
    pub(super) fn headers(
        &self,
        call: &Signable,
        keys: &AwsKeys,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, SendError> {
        let Self::Aws { region, service } = self else {
            return Err(SendError::Unsendable);
        };
        let scope = Scope { region, service };
        let signature = aws::sign(call, &scope, keys, clock::now());
        let token = keys.session_token.as_deref();
        [
            ("x-amz-date", Some(&*signature.date)),
            ("authorization", Some(&*signature.authorization)),
            ("x-amz-security-token", token),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .map(|(name, value)| {
            let mut value = HeaderValue::try_from(value).map_err(|_| SendError::Unsendable)?;
            value.set_sensitive(name != "x-amz-date");
            Ok((HeaderName::from_static(name), value))
        })
        .collect()
    }

    /// The header that proves who makes a call by a key that is sent as it is.
    pub(super) fn header(
        &self,
        secret: &CredentialSecret,
    ) -> Result<(HeaderName, HeaderValue), SendError> {
        let key = secret.api_key().ok_or(SendError::Unsendable)?;
        let (name, value) = match self {
            Self::Bearer | Self::Aws { .. } => (AUTHORIZATION, ["Bearer ", key].concat()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The header that proves who calls, and the betas beside it.
    fn proof(key: &str) -> (String, String, usize) {
        let secret: CredentialSecret = serde_json::from_value(json!({ "api_key": key })).unwrap();
        let (name, value) = Signing::AnthropicKey.header(&secret).unwrap();
        let mut headers = Vec::new();
        Signing::AnthropicKey.complete(&mut headers, Some(&secret));
        assert!(value.is_sensitive());
        let value = value.to_str().unwrap().to_owned();
        (name.as_str().to_owned(), value, headers.len())
    }

    #[test]
    fn a_key_of_anthropics_has_its_own_header_and_a_token_of_its_sign_in_is_a_bearer() {
        let key = ("x-api-key".into(), "sk-ant-api03-x".into(), 0);
        assert_eq!(proof("sk-ant-api03-x"), key);
        let token = ("authorization".into(), "Bearer sk-ant-oat01-x".into(), 1);
        assert_eq!(proof("sk-ant-oat01-x"), token);
    }
}
