//! Asks a provider for its models with one of its credentials, or without one: whether it can be called, and what it
//! offers.
use crate::{
    live::{CredentialView, ProviderView},
    problem::{Problem, Reason},
    providers,
    upstream::{ReadError, SendError, Target, Upstream, settings_for},
};
use domain::{
    id::OrganizationId,
    provider::{ModelName, ProviderKind},
};
use infra::secrets::{Keyring, SecretOwner};
use std::time::Duration;
use thiserror::Error;
use tokio::time::timeout;

/// The longest wait for the whole answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read, in bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Why a provider did not list its models.
#[derive(Debug, Error)]
pub(crate) enum ProbeError {
    /// The secret cannot be opened here.
    #[error("the credential cannot be opened with this hub's master key: enter the secret again")]
    Sealed,
    /// No connection.
    #[error("the provider cannot be reached at its base URL")]
    Unreachable,
    /// Not in time.
    #[error("the provider did not answer within 10 seconds")]
    Slow,
    /// It was called without a key.
    #[error("the provider wants a key (status {0}): add a credential")]
    Unsigned(u16),
    /// The key is not accepted.
    #[error("the provider refused the key (status {0})")]
    Refused(u16),
    /// The service account is not accepted.
    #[error(
        "the service account got no token: its private key cannot be read, or Google refused it"
    )]
    NoToken,
    /// The account's token endpoint failed.
    #[error("the service account's token_uri did not answer with a token")]
    Tokenless,
    /// Any other status.
    #[error("the provider answered with status {0}")]
    Status(u16),
    /// Not the documented form.
    #[error("the provider's answer is no list of models")]
    Malformed,
}

/// What the hub's own calls to a provider are signed by: its first credential that calls may use, or nothing where its kind
/// can do without.
pub(super) fn credential(provider: &ProviderView) -> Result<Option<&CredentialView>, Problem> {
    let usable = provider.usable();
    if usable.is_none() && !provider.is_unsigned() {
        let detail = "the provider has no credential that is enabled: add one first";
        return Err(Problem::new(Reason::Conflict, detail));
    }
    Ok(usable)
}

/// The provider's models, by name, as the credential's holder sees them, or anybody where there is no credential.
pub(crate) async fn models(
    organization: OrganizationId,
    keyring: &Keyring,
    upstream: &Upstream,
    (provider, credential): (&ProviderView, Option<&CredentialView>),
) -> Result<Vec<ModelName>, ProbeError> {
    let secret = match credential {
        Some(credential) => {
            let owner = SecretOwner {
                organization,
                provider: provider.id,
                credential: credential.id,
            };
            let secret = credential.secret.open(keyring, &owner);
            Some(secret.map_err(|_| ProbeError::Sealed)?)
        }
        None => None,
    };
    let kind = provider.kind;
    let settings = settings_for(&provider.settings, secret);
    let to = Target {
        base_url: &providers::list_base_url(kind, &settings),
        signing: &providers::signing(kind, &settings),
        secret,
    };
    let asked = ask(upstream, kind, &to);
    timeout(PATIENCE, asked)
        .await
        .map_err(|_| ProbeError::Slow)?
}

async fn ask(
    upstream: &Upstream,
    kind: ProviderKind,
    to: &Target<'_>,
) -> Result<Vec<ModelName>, ProbeError> {
    let response = upstream.get(to, providers::list(kind)).await?;
    match response.status {
        200..=299 => {}
        status @ (401 | 403) if to.secret.is_none() => return Err(ProbeError::Unsigned(status)),
        status @ (401 | 403) => return Err(ProbeError::Refused(status)),
        status => return Err(ProbeError::Status(status)),
    }
    let body = response.body.whole(MOST_BYTES).await?;
    let models = providers::listed(kind, &body).map_err(|_| ProbeError::Malformed)?;
    let names = models.into_iter();
    let names = names.filter_map(|model| ModelName::try_from(model).ok());
    let mut names: Vec<ModelName> = names.collect();
    names.sort();
    names.dedup();
    Ok(names)
}

impl From<SendError> for ProbeError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Unreachable(_) | SendError::Unsendable => Self::Unreachable,
            SendError::Timeout => Self::Slow,
            SendError::Malformed(_) => Self::Malformed,
            SendError::Unsignable | SendError::Refused => Self::NoToken,
            SendError::NoToken => Self::Tokenless,
        }
    }
}

impl From<ReadError> for ProbeError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Timeout => Self::Slow,
            ReadError::Cut | ReadError::TooLarge => Self::Malformed,
        }
    }
}

impl From<ProbeError> for Problem {
    fn from(error: ProbeError) -> Self {
        let reason = match error {
            ProbeError::Sealed => Reason::Conflict,
            ProbeError::Slow => Reason::UpstreamTimeout,
            ProbeError::Unsigned(_) | ProbeError::Refused(_) | ProbeError::NoToken => {
                Reason::UpstreamAuthError
            }
            ProbeError::Unreachable
            | ProbeError::Tokenless
            | ProbeError::Status(_)
            | ProbeError::Malformed => Reason::UpstreamError,
        };
        Self::new(reason, error.to_string())
    }
}
