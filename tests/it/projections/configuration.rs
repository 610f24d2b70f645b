//! What is configured can be read as it is now.

use domain::actor::Actor;
use domain::api_key::{self, ApiKey, ApiKeySettings, ModelPattern, Scope};
use domain::event::Event;
use domain::id::{
    ApiKeyId, CommandId, CommitId, CredentialId, OrganizationId, ProviderId, RouteId,
};
use domain::organization::{self, Organization};
use domain::provider::{
    self, CredentialSettings, DisabledReason, ModelSettings, ModelType, Provider, ProviderKind,
    ProviderSettings, SealedSecret,
};
use domain::route::{self, Retries, Route, RouteSettings, RouteTarget};
use domain::routing::Strategy;
use domain::time::Timestamp;
use domain::{Aggregate, AggregateId};
use schemas::Commit;
use tests::projected::Projected;
use tests::stack::{databases, log};
use uuid::Uuid;

/// Records an organisation with a provider, a rotated credential, a changed model and a revoked key.
pub(super) async fn configure(models: &Projected) -> anyhow::Result<()> {
    let organization = Organization::aggregate_id(acme(), acme().0);
    let provider = Provider::aggregate_id(acme(), ProviderId::named(acme(), "openai"));
    let key = ApiKey::aggregate_id(acme(), ApiKeyId::created_by(command(5)));
    let mut events: Vec<(AggregateId, Event)> = vec![(organization, created().into())];
    events.extend(provider_events()?.map(|event| (provider, event.into())));
    events.extend(credential_events().map(|event| (provider, event.into())));
    events.extend(model_events()?.map(|event| (provider, event.into())));
    let fast = Route::aggregate_id(acme(), RouteId::named(acme(), "fast"));
    events.extend(route_events()?.map(|event| (fast, event.into())));
    events.extend(key_events().map(|event| (key, event.into())));
    for (number, (aggregate, event)) in (0..).zip(events) {
        models.configure(&aggregate, &commit(number, event)).await?;
    }
    Ok(())
}

fn commit(number: u32, event: Event) -> Commit {
    Commit {
        id: CommitId(Uuid::from_u128(0xc0 + u128::from(number))),
        time: Timestamp::from_micros(1_795_000_000_000_000 + i64::from(number)),
        organization: acme(),
        actor: Actor::OPERATOR,
        cause: Some(Uuid::from_u128(9)),
        events: vec![event],
    }
}

fn acme() -> OrganizationId {
    OrganizationId::named("acme")
}

fn command(number: u128) -> CommandId {
    CommandId(Uuid::from_u128(number))
}

fn created() -> organization::Event {
    organization::Event::Created {
        command: command(1),
        name: "acme".into(),
        display_name: None,
    }
}

fn provider_events() -> anyhow::Result<[provider::Event; 2]> {
    let settings = |enabled| ProviderSettings {
        display_name: Some("Open\0AI".into()),
        base_url: None,
        region: None,
        api_version: None,
        enabled,
    };
    Ok([
        provider::Event::Added {
            command: command(2),
            name: "openai".to_owned().try_into()?,
            kind: ProviderKind::OPENAI,
            settings: settings(false),
        },
        provider::Event::Changed {
            settings: settings(true),
        },
    ])
}

fn credential_events() -> [provider::Event; 3] {
    let credential = CredentialId::created_by(command(3));
    let sealed = |hint: &str| SealedSecret {
        master_key: 1,
        data_key: "wrapped".into(),
        ciphertext: "ciphertext".into(),
        hint: hint.into(),
    };
    [
        provider::Event::CredentialAdded {
            command: command(3),
            credential,
            settings: CredentialSettings {
                name: "main".into(),
                weight: 3,
                enabled: true,
            },
            sealed: sealed("aaaa"),
        },
        provider::Event::CredentialRotated {
            credential,
            sealed: sealed("bbbb"),
        },
        provider::Event::CredentialDisabled {
            credential,
            reason: DisabledReason::Unauthorized,
        },
    ]
}

fn model_events() -> anyhow::Result<[provider::Event; 2]> {
    let settings = |max_output_tokens| ModelSettings {
        r#type: ModelType::Chat,
        context_window: Some(128_000),
        max_output_tokens,
        capabilities: vec!["tools".into(), "vision".into()],
        enabled: true,
    };
    Ok([
        provider::Event::ModelAdded {
            command: command(4),
            model: "gpt-4o-mini".to_owned().try_into()?,
            settings: settings(None),
        },
        provider::Event::ModelChanged {
            model: "gpt-4o-mini".to_owned().try_into()?,
            settings: settings(Some(4096)),
        },
    ])
}

fn route_events() -> anyhow::Result<[route::Event; 2]> {
    let target = RouteTarget {
        provider: "openai".to_owned().try_into()?,
        model: "gpt-4o-mini".to_owned().try_into()?,
        weight: 1,
        timeout_ms: None,
    };
    let settings = |strategy| RouteSettings {
        strategy,
        targets: vec![target.clone()],
        fallbacks: Vec::new(),
        retries: Retries::default(),
        enabled: true,
    };
    Ok([
        route::Event::Added {
            command: command(6),
            name: "fast".to_owned().try_into()?,
            settings: settings(Strategy::Weighted),
        },
        route::Event::Changed {
            settings: settings(Strategy::Cost),
        },
    ])
}

fn key_events() -> [api_key::Event; 2] {
    let settings = ApiKeySettings {
        name: "ci".into(),
        scopes: vec![Scope::Chat, Scope::Models],
        models: vec![ModelPattern::any()],
        expires_at: None,
    };
    [
        api_key::Event::Created {
            command: command(5),
            owner: None,
            settings,
        },
        api_key::Event::Revoked {},
    ]
}

#[tokio::test]
async fn what_is_configured_can_be_read_as_it_is_now() -> anyhow::Result<()> {
    let log = log()?;
    let models = Projected::over(&log, databases()?).await?;
    configure(&models).await?;
    let live = models.start();
    models.caught_up().await?;
    live.stop().await?;
    for (query, expected) in [
        ("SELECT name FROM directory.organizations", "acme"),
        (
            "SELECT display_name FROM directory.providers",
            "Open\u{fffd}AI",
        ),
        (
            "SELECT revision::text || enabled::text FROM directory.providers",
            "2true",
        ),
        (
            "SELECT hint || revision::text || disabled_reason FROM directory.credentials",
            "bbbb2unauthorized",
        ),
        (
            "SELECT name || strategy || revision::text || (settings->'targets'->0->>'model') FROM directory.routes",
            "fastcost2gpt-4o-mini",
        ),
        (
            "SELECT max_output_tokens::text || array_to_string(capabilities, '+') FROM directory.models",
            "4096tools+vision",
        ),
        (
            "SELECT (revoked_at = updated_at)::text || revision::text FROM directory.api_keys",
            "true2",
        ),
        (
            "SELECT string_agg(version::text, ',' ORDER BY position) FROM journal.commits",
            "1,1,2,3,4,5,6,7,1,2,1,2",
        ),
        (
            "SELECT payload->'events'->0->>'type' FROM journal.commits WHERE position = 4",
            "credential.added.v1",
        ),
        (
            "SELECT array_to_string(types, '+') FROM journal.commits WHERE position = 12",
            "api_key.revoked.v1",
        ),
    ] {
        let found: String = models.postgres.query_one(query, &[]).await?.get(0);
        assert_eq!(found, expected, "{query}");
    }
    let secrets = "SELECT countIf(data LIKE '%ciphertext%' OR data LIKE '%wrapped%'), countIf(data LIKE '%bbbb%') FROM config_changes";
    let found: (u64, u64) = models.clickhouse().query_raw(secrets).fetch_one().await?;
    assert_eq!(found, (0, 1));
    Ok(())
}
