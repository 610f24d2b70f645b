//! Which provider a call goes to, with which credential. Pure.
use crate::{
    live::{CredentialView, ModelView, OrganizationView, Resolution, Target},
    openai::error::ApiError,
    providers::Recipient,
};
use domain::{
    id::{CredentialId, RequestId},
    price::Cost,
    provider::{ProviderKind, SecretForm},
    request::{FailureReason, Usage},
    time::Timestamp,
};
use infra::secrets::HeldSecret;

/// Where a call goes.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The provider, and its name for the model.
    pub(super) target: Target,
    /// Which of the provider's credentials signs the call, by its place; none where it takes calls unsigned.
    credential: Option<usize>,
}

impl Plan {
    /// The provider's name.
    pub(super) fn provider(&self) -> &str {
        self.target.provider.name.as_str()
    }

    /// The provider's dialect.
    pub(super) fn kind(&self) -> ProviderKind {
        self.target.provider.kind
    }

    /// The provider as its dialect needs to know it.
    pub(super) fn recipient(&self) -> Recipient<'_> {
        let Target {
            provider,
            model,
            catalogued,
        } = &self.target;
        let listed = provider.models.get(model);
        let listed = listed.and_then(ModelView::max_output_tokens);
        let known = catalogued.as_ref();
        Recipient {
            kind: provider.kind,
            provider: &provider.name,
            settings: &provider.settings,
            model,
            max_output_tokens: listed.or_else(|| known?.max_output_tokens),
        }
    }

    /// What the provider charges for a call that began at `at`, where the model has a price.
    pub(super) fn cost(&self, usage: &Usage, at: Timestamp) -> Option<Cost> {
        let price = self.target.catalogued.as_ref()?.price.as_ref()?;
        price.cost(usage, at)
    }

    /// The credential that signs the call, and its secret.
    pub(super) fn credential(&self) -> Option<(CredentialId, &HeldSecret)> {
        let credential = &self.target.provider.credentials[self.credential?];
        Some((credential.id, &credential.secret))
    }
}

/// The first provider that offers `requested`, and one of its credentials by their weights.
///
/// # Errors
/// When nobody offers the model, or the provider has no credential that is enabled.
pub(super) fn plan(
    organization: &OrganizationView,
    requested: &str,
    request: RequestId,
) -> Result<Plan, ApiError> {
    let not_found = || ApiError::model_not_found(requested);
    let Resolution::Targets(targets) = organization.resolve(requested) else {
        return Err(not_found());
    };
    let target = targets.into_iter().next().ok_or_else(not_found)?;
    let provider = &target.provider;
    let no_credential = || ApiError::upstream(FailureReason::NoCredential, provider.name.as_str());
    let dice = request.0.as_u64_pair().1;
    let credential = by_weight(&provider.credentials, dice);
    if credential.is_none() && provider.kind.secret() != SecretForm::OptionalApiKey {
        return Err(no_credential());
    }
    Ok(Plan { target, credential })
}

/// The place of one of the enabled credentials, as often as its weight says.
fn by_weight(credentials: &[CredentialView], dice: u64) -> Option<usize> {
    let weight = |credential: &CredentialView| {
        let enabled = credential.settings.enabled;
        if enabled {
            u64::from(credential.settings.weight)
        } else {
            0
        }
    };
    let mut drawn = dice.checked_rem(credentials.iter().map(weight).sum())?;
    credentials.iter().position(|credential| {
        let weight = weight(credential);
        let chosen = drawn < weight;
        drawn = drawn.saturating_sub(weight);
        chosen
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        provider::{CredentialSettings, Revision, SealedSecret},
        time::Timestamp,
    };
    use uuid::Uuid;

    fn credential(weight: u32) -> CredentialView {
        CredentialView {
            id: CredentialId(Uuid::nil()),
            settings: CredentialSettings {
                name: String::new(),
                weight,
                enabled: true,
            },
            secret: HeldSecret::new(SealedSecret {
                master_key: 1,
                data_key: String::new(),
                ciphertext: String::new(),
                hint: String::new(),
            }),
            revision: Revision::FIRST,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
        }
    }

    fn disabled(weight: u32) -> CredentialView {
        let mut credential = credential(weight);
        credential.settings.enabled = false;
        credential
    }

    #[test]
    fn a_credential_is_drawn_as_often_as_its_weight_says() {
        let credentials = [credential(1), disabled(9), credential(0), credential(3)];
        let mut drawn = [0; 4];
        for dice in 0..400 {
            drawn[by_weight(&credentials, dice).unwrap()] += 1;
        }
        assert_eq!(drawn, [100, 0, 0, 300]);
    }

    #[test]
    fn without_an_enabled_credential_there_is_none_to_draw() {
        assert_eq!(by_weight(&[], 7), None);
        assert_eq!(by_weight(&[disabled(1), credential(0)], 7), None);
    }
}
