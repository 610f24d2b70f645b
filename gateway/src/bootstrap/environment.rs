//! Providers' keys that are in the environment, by the names that their own tools give them.
use domain::provider::{Need, ProviderKind, SecretForm};
use infra::secrets::{AwsKeys, CredentialSecret};

/// A provider that can be called with what is in the environment.
#[derive(Debug)]
pub(super) struct Found {
    /// The variable that holds the secret.
    pub(super) variable: &'static str,
    /// Which kind.
    pub(super) kind: ProviderKind,
    /// Where it is, where that is not its kind's place.
    pub(super) base_url: Option<String>,
    /// Its region, where its kind has regions.
    pub(super) region: Option<String>,
    /// What signs calls to it.
    pub(super) secret: CredentialSecret,
}

/// Every kind whose secret is there with all that the kind needs beside it.
pub(super) fn found(variable: &dyn Fn(&str) -> Option<String>) -> impl Iterator<Item = Found> {
    ProviderKind::all().filter_map(|kind| of_kind(kind, variable))
}

fn of_kind(kind: ProviderKind, variable: &dyn Fn(&str) -> Option<String>) -> Option<Found> {
    let value = |name: &str| variable(name).filter(|value| !value.is_empty());
    let (name, secret) = secret(kind, &value)?;
    let (base_url, region) = match kind.secret() {
        SecretForm::Aws => (
            None,
            value("AWS_REGION").or_else(|| value("AWS_DEFAULT_REGION")),
        ),
        SecretForm::ApiKey | SecretForm::OptionalApiKey | SecretForm::ServiceAccount => {
            (kind_s_own(kind, &value), None)
        }
    };
    let there = kind.needs().iter().all(|need| match need {
        Need::BaseUrl => base_url.is_some(),
        Need::Region => region.is_some(),
        Need::ApiVersion => false,
    });
    there.then_some(Found {
        variable: name,
        kind,
        base_url,
        region,
        secret,
    })
}

/// Where Azure's tools say that a resource is; other kinds' place is known.
fn kind_s_own(kind: ProviderKind, value: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let endpoint = kind
        .needs()
        .contains(&Need::BaseUrl)
        .then(|| value("AZURE_OPENAI_ENDPOINT"))??;
    Some(format!("{}/openai/v1", endpoint.trim_end_matches('/')))
}

fn secret(
    kind: ProviderKind,
    value: &dyn Fn(&str) -> Option<String>,
) -> Option<(&'static str, CredentialSecret)> {
    let named = kind.environment();
    let key = named.and_then(|name| Some((name, CredentialSecret::key(value(name)?))));
    if key.is_some() || kind.secret() != SecretForm::Aws {
        return key;
    }
    let keys = AwsKeys {
        access_key_id: value("AWS_ACCESS_KEY_ID")?,
        secret_access_key: value("AWS_SECRET_ACCESS_KEY")?,
        session_token: value("AWS_SESSION_TOKEN"),
        region: None,
    };
    Some(("AWS_ACCESS_KEY_ID", CredentialSecret::Aws(keys)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(environment: &[(&str, &str)]) -> Vec<(&'static str, &'static str, Option<String>)> {
        let variable = |name: &str| {
            let there = environment.iter().find(|(one, _)| *one == name);
            there.map(|(_, value)| (*value).to_owned())
        };
        found(&variable)
            .map(|found| {
                let place = found.base_url.or(found.region);
                (found.kind.as_str(), found.variable, place)
            })
            .collect()
    }

    #[test]
    fn a_key_in_the_environment_is_its_provider_s() {
        let environment = [
            ("DEEPSEEK_API_KEY", "sk-1"),
            ("MISTRAL_API_KEY", "m"),
            ("OPENAI_API_KEY", ""),
        ];
        let expected = [
            ("deepseek", "DEEPSEEK_API_KEY", None),
            ("mistral", "MISTRAL_API_KEY", None),
        ];
        assert_eq!(kinds(&environment), expected);
    }

    #[test]
    fn keys_of_clouds_need_their_place() {
        let keys = [("AZURE_OPENAI_API_KEY", "a")];
        assert_eq!(kinds(&keys), []);
        let mut placed = keys.to_vec();
        placed.push(("AZURE_OPENAI_ENDPOINT", "https://x.openai.azure.com/"));
        let place = "https://x.openai.azure.com/openai/v1".to_owned();
        let expected = [("azure_openai", "AZURE_OPENAI_API_KEY", Some(place))];
        assert_eq!(kinds(&placed), expected);
    }

    #[test]
    fn bedrock_is_called_with_its_own_key_or_with_access_keys_in_a_region() {
        let keys = [
            ("AWS_ACCESS_KEY_ID", "AKID"),
            ("AWS_SECRET_ACCESS_KEY", "s"),
        ];
        assert_eq!(kinds(&keys), [], "nowhere");
        let region = || Some("eu-central-1".to_owned());
        let mut placed = keys.to_vec();
        placed.push(("AWS_DEFAULT_REGION", "eu-central-1"));
        assert_eq!(kinds(&placed), [("bedrock", "AWS_ACCESS_KEY_ID", region())]);
        placed.push(("AWS_BEARER_TOKEN_BEDROCK", "k"));
        assert_eq!(
            kinds(&placed),
            [("bedrock", "AWS_BEARER_TOKEN_BEDROCK", region())]
        );
        let half = [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "AKID"),
        ];
        assert_eq!(kinds(&half), [], "a key without its secret");
    }
}
