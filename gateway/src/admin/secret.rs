//! What signs calls to a provider, as administrators enter it.
use super::field::{BaseUrl, SecretText, Word};
use crate::problem::Problem;
use domain::provider::{ProviderKind, SealedSecret, SecretForm};
use infra::secrets::{AwsKeys, CredentialSecret, Keyring, SecretOwner, ServiceAccount};
use serde::Deserialize;
use utoipa::ToSchema;
use zeroize::Zeroizing;

/// What signs calls to the provider: `api_key`, or AWS access keys, or a Google service account, as
/// `GET /api/provider-kinds` says of each kind. Never shown again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secret {
    /// The provider's key.
    api_key: Option<SecretText>,
    /// Whose AWS access keys these are; goes with `secret_access_key`.
    access_key_id: Option<SecretText>,
    /// What signs, of AWS access keys.
    secret_access_key: Option<SecretText>,
    /// Goes with AWS access keys that end.
    session_token: Option<SecretText>,
    /// Where calls by AWS access keys go, where that is not the provider's region.
    region: Option<Word>,
    /// The key file of a Google service account, as it was downloaded.
    service_account: Option<KeyFile>,
}

/// The key file of a Google service account: what is not named here is left out.
#[derive(Deserialize, ToSchema)]
pub(crate) struct KeyFile {
    client_email: String,
    /// PKCS#8 as PEM.
    #[schema(value_type = String, write_only)]
    private_key: Pem,
    #[schema(value_type = BaseUrl)]
    token_uri: BaseUrl,
    project_id: String,
}

/// A private key in PEM (RFC 7468). Wiped when dropped, and never written anywhere.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Pem(Zeroizing<String>);

impl TryFrom<String> for Pem {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = Zeroizing::new(text);
        let fits = text.contains("-----BEGIN PRIVATE KEY-----");
        fits.then_some(Self(text))
            .ok_or("the private key of the downloaded key file, in PEM")
    }
}

impl Secret {
    /// The secret, sealed for its owner.
    ///
    /// # Errors
    /// When it is not of the form that signs calls to such a provider.
    pub(super) fn sealed(
        &self,
        kind: ProviderKind,
        keyring: &Keyring,
        owner: &SecretOwner,
    ) -> Result<SealedSecret, Problem> {
        Ok(keyring.seal(owner, &self.of(kind)?))
    }

    fn of(&self, kind: ProviderKind) -> Result<CredentialSecret, Problem> {
        let secret = match kind.secret() {
            SecretForm::ApiKey | SecretForm::OptionalApiKey => self.key(),
            SecretForm::Aws => match self.key() {
                Some(key) => Some(key),
                None => self.keys()?,
            },
            SecretForm::ServiceAccount => self.account(),
        };
        let secret = secret.ok_or_else(|| missing(kind))?;
        if self.given() == 1 {
            return Ok(secret);
        }
        let message = "enter one form of secret, not several";
        Err(Problem::invalid("/secret", message))
    }

    /// How many forms of secret are there.
    fn given(&self) -> usize {
        let aws = self.access_key_id.is_some()
            || self.secret_access_key.is_some()
            || self.session_token.is_some()
            || self.region.is_some();
        let forms = [self.api_key.is_some(), aws, self.service_account.is_some()];
        forms.into_iter().filter(|given| *given).count()
    }

    fn key(&self) -> Option<CredentialSecret> {
        let key = self.api_key.as_ref()?;
        Some(CredentialSecret::key(key.reveal().to_owned()))
    }

    fn keys(&self) -> Result<Option<CredentialSecret>, Problem> {
        let Some(access_key_id) = &self.access_key_id else {
            return Ok(None);
        };
        let revealed = |text: &SecretText| text.reveal().to_owned();
        let secret_access_key = self.secret_access_key.as_ref().ok_or_else(|| {
            let message = "is needed beside access_key_id";
            Problem::invalid("/secret/secret_access_key", message)
        })?;
        Ok(Some(CredentialSecret::Aws(AwsKeys {
            access_key_id: revealed(access_key_id),
            secret_access_key: revealed(secret_access_key),
            session_token: self.session_token.as_ref().map(revealed),
            region: self.region.clone().map(Into::into),
        })))
    }

    fn account(&self) -> Option<CredentialSecret> {
        let file = self.service_account.as_ref()?;
        Some(CredentialSecret::ServiceAccount(ServiceAccount {
            client_email: file.client_email.clone(),
            private_key: file.private_key.0.to_string(),
            token_uri: file.token_uri.clone().into(),
            project_id: file.project_id.clone(),
        }))
    }
}

/// Names the field that the kind's secret lies in.
fn missing(kind: ProviderKind) -> Problem {
    let (pointer, message) = match kind.secret() {
        SecretForm::ApiKey | SecretForm::OptionalApiKey => {
            ("/secret/api_key", "is what signs calls to this provider")
        }
        SecretForm::Aws => (
            "/secret/access_key_id",
            "or api_key is what signs calls to this provider",
        ),
        SecretForm::ServiceAccount => (
            "/secret/service_account",
            "is what signs calls to this provider: the key file of a service account",
        ),
    };
    Problem::invalid(pointer, message)
}
