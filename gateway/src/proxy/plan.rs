//! Where a call goes: its targets, by which credential, and whom to try next. Pure but for what live calls taught.
use crate::{
    call::Call,
    format::Format,
    live::{CredentialView, ModelView, ProviderView, Resolved, Target},
    openai::error::ApiError,
    providers::Recipient,
    routing::{Healths, Seen, TargetHealth},
};
use domain::{
    id::CredentialId,
    money::Usd,
    price::Cost,
    provider::ProviderKind,
    request::{FailureReason, Usage},
    route::Retries,
    routing::{
        Blame, Candidate, Choice, CoolingReason, Credential, Order, Standing, Strategy, order,
    },
    time::Timestamp,
};
use infra::secrets::HeldSecret;
use std::sync::Arc;

/// Where a call goes.
#[derive(Debug)]
pub(super) struct Plan {
    targets: Vec<Planned>,
    strategy: Strategy,
    /// How often the call is tried again.
    pub(super) retries: Retries,
    dice: u64,
    order: Order,
    chosen: Choice,
    /// From when on what is chosen can be called, where it can't yet.
    ready_at: Option<Timestamp>,
}

#[derive(Debug)]
struct Planned {
    target: Target,
    health: Arc<TargetHealth>,
    price: Option<Usd>,
    /// Whether it was found to have no way to do what is asked.
    is_ruled_out: bool,
    /// Whether it was found to know no text completions.
    lacks_completions: bool,
}

/// What of a call decides where it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Occasion<'a> {
    /// When it came.
    pub(super) at: Timestamp,
    /// Chance.
    pub(super) dice: u64,
    /// What it may take.
    pub(super) estimate: &'a Usage,
}

impl Plan {
    /// The order in which to try `resolved`, of which there is at least one.
    ///
    /// # Errors
    /// When no target has a credential that can be used.
    pub(super) fn of(
        resolved: Resolved,
        healths: &Healths,
        occasion: Occasion,
    ) -> Result<Self, ApiError> {
        let strategy = resolved.strategy;
        let mut plan = Self {
            targets: resolved
                .targets
                .into_iter()
                .map(|target| Planned::of(target, healths, (strategy, occasion)))
                .collect(),
            strategy,
            retries: resolved.retries,
            dice: occasion.dice,
            order: Order::default(),
            chosen: Choice {
                candidate: 0,
                credential: 0,
            },
            ready_at: None,
        };
        if plan.look_again(occasion.at) {
            return Ok(plan);
        }
        Err(ApiError::upstream(
            FailureReason::NoCredential,
            plan.provider(),
        ))
    }

    /// Orders the targets anew by what is known of them at `now`, and chooses the first; or, where every credential
    /// cools down, that which is ready soonest. `false` where there is none at all.
    pub(super) fn look_again(&mut self, now: Timestamp) -> bool {
        let candidates = self.targets.iter().map(|planned| planned.candidate(now));
        let candidates: Vec<Candidate> = candidates.collect();
        self.dice = self.dice.wrapping_add(1);
        self.order = order(&candidates, self.strategy, self.dice);
        self.ready_at = None;
        if let Some(choice) = self.order.next() {
            self.chosen = choice;
            return true;
        }
        if let Some((at, choice)) = self.order.soonest() {
            self.ready_at = Some(at);
            self.chosen = choice;
            return true;
        }
        false
    }

    /// Takes in that what was chosen failed, and chooses the next; `false` where nobody is left.
    pub(super) fn advance(&mut self, blame: Blame) -> bool {
        self.order.failed(self.chosen, blame);
        let next = self.order.next();
        self.chosen = next.unwrap_or(self.chosen);
        next.is_some()
    }

    /// Takes in that the chosen target has no way to do what is asked, so that it is not chosen again.
    pub(super) fn rule_out(&mut self) {
        if let Some(planned) = self.targets.get_mut(self.chosen.candidate) {
            planned.is_ruled_out = true;
        }
    }

    /// Takes in that the chosen target did not find what a call asks for. Where that can be because it knows no text
    /// completions, it is asked as in a conversation from here on; `false` where it cannot.
    pub(super) fn converse(&mut self, call: &Call) -> bool {
        let is_supposed = self.kind() == ProviderKind::OPENAI_COMPATIBLE;
        let is_completion = call.format == Format::Completions;
        let Some(planned) = self.targets.get_mut(self.chosen.candidate) else {
            return false;
        };
        let changes = is_supposed && is_completion && !planned.lacks_completions;
        planned.lacks_completions |= changes;
        changes
    }

    /// Takes in that the chosen target answered, so that the next call asks it in the same way.
    pub(super) fn remember(&self) {
        let planned = self.planned();
        if planned.lacks_completions {
            let provider = Some(planned.target.provider.revision);
            planned
                .health
                .with(|seen| seen.lacks_completions = provider);
        }
    }

    /// From when on what is chosen can be called, where it can't yet.
    pub(super) const fn ready_at(&self) -> Option<Timestamp> {
        self.ready_at
    }

    /// Whether what is chosen was tried before.
    pub(super) fn repeats(&self) -> bool {
        self.order.repeats(self.chosen)
    }

    /// Chance, another with each order.
    pub(super) const fn dice(&self) -> u64 {
        self.dice
    }

    /// The provider, and its name for the model.
    pub(super) fn target(&self) -> &Target {
        &self.planned().target
    }

    /// What live calls say of the target.
    pub(super) fn health(&self) -> &Arc<TargetHealth> {
        &self.planned().health
    }

    /// The provider's name.
    pub(super) fn provider(&self) -> &str {
        self.target().provider.name.as_str()
    }

    /// The provider's dialect.
    pub(super) fn kind(&self) -> ProviderKind {
        self.target().provider.kind
    }

    /// The provider as its dialect needs to know it.
    pub(super) fn recipient(&self) -> Recipient<'_> {
        let Target {
            provider,
            model,
            catalogued,
            ..
        } = self.target();
        let listed = provider.models.get(model);
        let listed = listed.and_then(ModelView::max_output_tokens);
        let known = catalogued.as_ref();
        Recipient {
            kind: provider.kind,
            provider: &provider.name,
            settings: &provider.settings,
            model,
            max_output_tokens: listed.or_else(|| known?.max_output_tokens),
            lacks_completions: self.planned().lacks_completions,
        }
    }

    /// What the provider charges for a call that began at `at`, where the model has a price.
    pub(super) fn cost(&self, usage: &Usage, at: Timestamp) -> Option<Cost> {
        let price = self.target().catalogued.as_ref()?.price.as_ref()?;
        price.cost(usage, at)
    }

    /// The credential that signs the call, and its secret; none where the provider takes calls unsigned.
    pub(super) fn credential(&self) -> Option<(CredentialId, &HeldSecret)> {
        let credential = self.credential_view()?;
        Some((credential.id, &credential.secret))
    }

    /// The credential that signs the call.
    pub(super) fn credential_view(&self) -> Option<&CredentialView> {
        let credentials = &self.target().provider.credentials;
        credentials.get(self.chosen.credential)
    }

    fn planned(&self) -> &Planned {
        &self.targets[self.chosen.candidate]
    }
}

impl Planned {
    fn of(target: Target, healths: &Healths, (strategy, occasion): (Strategy, Occasion)) -> Self {
        let health = health(healths, &target);
        let lacks_completions = health.with(|seen| seen.lacks_completions);
        Self {
            price: match strategy {
                Strategy::Cost => price(&target, occasion),
                Strategy::Weighted | Strategy::Latency | Strategy::Fallback => None,
            },
            is_ruled_out: false,
            lacks_completions: lacks_completions == Some(target.provider.revision),
            health,
            target,
        }
    }

    fn candidate(&self, now: Timestamp) -> Candidate {
        let Target {
            provider,
            role,
            weight,
            ..
        } = &self.target;
        self.health.with(|seen| Candidate {
            role: *role,
            weight: *weight,
            load: seen.health.latency().load(seen.in_flight, now),
            price: self.price,
            is_ejected: seen.health.ejected_until(now).is_some(),
            credentials: if self.is_ruled_out {
                Vec::new()
            } else {
                credentials(provider, seen, now)
            },
        })
    }
}

/// A provider's credentials in their places, and behind them the lack of one, where its kind can do without.
fn credentials(provider: &ProviderView, seen: &Seen, now: Timestamp) -> Vec<Credential> {
    let standing = |view: &CredentialView| {
        let cooling = seen.cooling(view.id, now);
        match cooling.map(|cooling| (cooling.reason, cooling.until)) {
            _ if !view.is_usable() => Standing::Disabled,
            None => Standing::Ready,
            Some((CoolingReason::Refused, _)) => Standing::Doubted,
            Some((CoolingReason::RateLimited, until)) => Standing::Cooling(until),
        }
    };
    let credential = |view: &CredentialView| Credential {
        weight: view.settings.weight,
        standing: standing(view),
    };
    let mut all: Vec<Credential> = provider.credentials.iter().map(credential).collect();
    if provider.is_unsigned() {
        all.push(Credential {
            weight: 1,
            standing: Standing::Ready,
        });
    }
    all
}

/// What is known of a target. One that is listed is known from its first call on, and not only from its first answer.
fn health(healths: &Healths, target: &Target) -> Arc<TargetHealth> {
    let Target {
        provider, model, ..
    } = target;
    let health = healths.of(provider.id, model);
    if provider.models.contains_key(model) {
        healths.keep(provider.id, model, &health);
    }
    health
}

fn price(target: &Target, occasion: Occasion) -> Option<Usd> {
    let price = target.catalogued.as_ref()?.price.as_ref()?;
    let cost = price.cost(occasion.estimate, occasion.at)?;
    Some(cost.usd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        id::ProviderId,
        provider::{
            CredentialSettings, DisabledReason, ModelName, ProviderName, ProviderSettings,
            Revision, SealedSecret,
        },
        routing::Role,
    };
    use std::{collections::BTreeMap, time::Duration};
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::from_micros(1_000_000);

    fn credential(number: u128, weight: u32) -> CredentialView {
        CredentialView {
            id: CredentialId(Uuid::from_u128(number)),
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
            disabled: None,
            revision: Revision::FIRST,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
        }
    }

    fn resolved(credentials: Vec<CredentialView>) -> Resolved {
        let provider = ProviderView {
            id: ProviderId(Uuid::nil()),
            name: ProviderName::try_from("p".to_owned()).unwrap(),
            kind: ProviderKind::OPENAI,
            settings: ProviderSettings {
                display_name: None,
                base_url: None,
                region: None,
                api_version: None,
                enabled: true,
            },
            revision: Revision::FIRST,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            credentials,
            models: BTreeMap::new(),
            catalogued: None,
        };
        let target = Target {
            provider: Arc::new(provider),
            model: ModelName::try_from("m".to_owned()).unwrap(),
            catalogued: None,
            role: Role::Target,
            weight: 1,
            timeout: None,
        };
        Resolved {
            targets: vec![target],
            ..Resolved::default()
        }
    }

    fn planned(credentials: Vec<CredentialView>, dice: u64) -> Result<Plan, ApiError> {
        let occasion = Occasion {
            at: NOW,
            dice,
            estimate: &Usage::default(),
        };
        Plan::of(resolved(credentials), &Healths::default(), occasion)
    }

    fn unusable(how: impl FnOnce(&mut CredentialView)) -> CredentialView {
        let mut credential = credential(9, 9);
        how(&mut credential);
        credential
    }

    #[test]
    fn a_credential_is_drawn_as_often_as_its_weight_says() {
        let off = unusable(|credential| credential.settings.enabled = false);
        let refused = unusable(|one| one.disabled = Some(DisabledReason::Unauthorized));
        let credentials = vec![
            credential(0, 1),
            off,
            credential(2, 0),
            refused,
            credential(4, 3),
        ];
        let mut drawn = [0_i32; 5];
        for dice in 0..4_000 {
            let plan = planned(credentials.clone(), dice).unwrap();
            drawn[plan.chosen.credential] += 1;
        }
        assert!((drawn[0] - 1_000).abs() < 150, "{drawn:?}");
        assert_eq!((drawn[1], drawn[2], drawn[3]), (0, 0, 0));
    }

    #[test]
    fn without_a_credential_that_can_be_used_there_is_no_plan() {
        let off = unusable(|credential| credential.settings.enabled = false);
        for credentials in [vec![], vec![off, credential(1, 0)]] {
            let error = planned(credentials, 7).unwrap_err();
            assert_eq!(error.code.as_deref(), Some("upstream_auth_error"));
        }
    }

    #[test]
    fn where_every_credential_cools_the_one_that_is_ready_soonest_is_chosen() {
        let mut plan = planned(vec![credential(1, 1), credential(2, 1)], 7).unwrap();
        for (number, seconds) in [(1, 9), (2, 3)] {
            let told = (
                CoolingReason::RateLimited,
                Some(Duration::from_secs(seconds)),
            );
            let id = CredentialId(Uuid::from_u128(number));
            plan.health().cool(id, told, (NOW, 1));
        }
        assert!(plan.look_again(NOW));
        assert_eq!(plan.ready_at(), Some(Timestamp::from_micros(4_000_000)));
        assert_eq!(plan.chosen.credential, 1);
    }
}
