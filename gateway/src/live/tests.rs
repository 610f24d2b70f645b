//! From commits to the snapshot.
use super::*;
use domain::{
    actor::Actor,
    api_key::{self, ApiKeySettings, ModelPattern, Scope},
    event::Event,
    id::{
        ApiKeyId, CommandId, CommitId, CredentialId, OrganizationId, ProviderId, RouteId, SessionId,
    },
    organization,
    provider::{
        self, CredentialSettings, ModelName, ModelSettings, ModelType, ProviderKind, ProviderName,
        ProviderSettings, Revision, SealedSecret,
    },
    route::{self, Retries, RouteSettings, RouteTarget},
    routing::{Role, Strategy as Rule},
    session,
    time::Timestamp,
};
use proptest::prelude::*;
use schemas::{Commit, subject::ControlSubject};
use std::{collections::BTreeMap, time::Duration};
use uuid::Uuid;

const NOBODY: CommandId = CommandId(Uuid::nil());

/// What happened to one aggregate.
#[derive(Clone, Debug)]
struct Happened {
    organization: OrganizationId,
    noun: &'static str,
    id: Uuid,
    event: Event,
}

fn organization(name: &str) -> OrganizationId {
    OrganizationId::named(name)
}

fn provider_name(name: &str) -> ProviderName {
    ProviderName::try_from(name.to_owned()).unwrap()
}

fn model_name(name: &str) -> ModelName {
    ModelName::try_from(name.to_owned()).unwrap()
}

fn at_provider(owner: &str, name: &str, event: provider::Event) -> Happened {
    let organization = organization(owner);
    Happened {
        organization,
        noun: "provider",
        id: ProviderId::named(organization, name).0,
        event: event.into(),
    }
}

fn at_route(name: &str, event: route::Event) -> Happened {
    let organization = organization("default");
    Happened {
        organization,
        noun: "route",
        id: RouteId::named(organization, name).0,
        event: event.into(),
    }
}

fn at_key(owner: &str, key: u128, event: api_key::Event) -> Happened {
    Happened {
        organization: organization(owner),
        noun: "api_key",
        id: Uuid::from_u128(key),
        event: event.into(),
    }
}

fn created(name: &str) -> Happened {
    let event = organization::Event::Created {
        command: NOBODY,
        name: name.to_owned(),
        display_name: None,
    };
    Happened {
        organization: organization(name),
        noun: "organization",
        id: organization(name).0,
        event: event.into(),
    }
}

fn provider_settings(display_name: &str) -> ProviderSettings {
    ProviderSettings {
        display_name: Some(display_name.to_owned()),
        base_url: None,
        region: None,
        api_version: None,
        enabled: true,
    }
}

fn model_settings() -> ModelSettings {
    ModelSettings {
        r#type: ModelType::Chat,
        context_window: None,
        max_output_tokens: None,
        capabilities: Vec::new(),
        enabled: true,
    }
}

fn credential_settings(weight: u32) -> CredentialSettings {
    CredentialSettings {
        name: "main".to_owned(),
        weight,
        enabled: true,
    }
}

fn sealed(hint: &str) -> SealedSecret {
    SealedSecret {
        master_key: 1,
        data_key: String::new(),
        ciphertext: String::new(),
        hint: hint.to_owned(),
    }
}

fn key_settings(name: &str) -> ApiKeySettings {
    ApiKeySettings {
        name: name.to_owned(),
        scopes: vec![Scope::Chat],
        models: vec![ModelPattern::any()],
        expires_at: None,
    }
}

fn provider_added(name: &str) -> provider::Event {
    provider::Event::Added {
        command: NOBODY,
        name: provider_name(name),
        kind: ProviderKind::OPENAI,
        settings: provider_settings(name),
    }
}

fn model_added(name: &str) -> provider::Event {
    provider::Event::ModelAdded {
        command: NOBODY,
        model: model_name(name),
        settings: model_settings(),
    }
}

/// The event, with what it adds or changes disabled.
fn disabled(mut event: provider::Event) -> provider::Event {
    use provider::Event::{Added, Changed, ModelAdded, ModelChanged};
    if let Added { settings, .. } | Changed { settings } = &mut event {
        settings.enabled = false;
    } else if let ModelAdded { settings, .. } | ModelChanged { settings, .. } = &mut event {
        settings.enabled = false;
    }
    event
}

/// The commit of one event, at the microsecond of its sequence.
fn commit(sequence: Sequence, happened: &Happened) -> Commit {
    Commit {
        id: CommitId(Uuid::from_u128(sequence.into())),
        time: Timestamp::from_micros(sequence.cast_signed()),
        organization: happened.organization,
        actor: Actor::OPERATOR,
        cause: None,
        events: vec![happened.event.clone()],
    }
}

fn fold(folder: &mut Folder, sequence: Sequence, happened: &Happened) {
    let subject = ControlSubject {
        organization: happened.organization,
        noun: happened.noun,
        id: happened.id,
    };
    folder.fold(sequence, &subject, &commit(sequence, happened));
}

/// The control plane after all of it, published once.
fn folded(history: &[Happened]) -> (Live, Folder) {
    let (live, mut folder) = Folder::new();
    for (sequence, happened) in (1..).zip(history) {
        fold(&mut folder, sequence, happened);
    }
    folder.publish();
    (live, folder)
}

fn view(history: &[Happened]) -> Arc<OrganizationView> {
    let (live, _) = folded(history);
    live.snapshot()
        .organization(organization("default"))
        .unwrap()
        .clone()
}

#[test]
fn a_provider_is_seen_with_its_credentials_and_models_and_when_they_were_written() {
    let credential = CredentialId(Uuid::from_u128(3));
    let of = |event| at_provider("default", "openai", event);
    let view = view(&[
        created("default"),
        of(provider_added("openai")),
        of(model_added("gpt")),
        of(provider::Event::CredentialAdded {
            command: NOBODY,
            credential,
            settings: credential_settings(1),
            sealed: sealed("old"),
        }),
        of(provider::Event::CredentialRotated {
            credential,
            sealed: sealed("new"),
        }),
        of(provider::Event::CredentialChanged {
            credential,
            settings: credential_settings(2),
        }),
    ]);
    assert_eq!(view.name, "default");
    let provider = &view.providers["openai"];
    assert_eq!(provider.id, ProviderId::named(view.id, "openai"));
    assert_eq!(view.provider(provider.id), Some(provider));
    assert_eq!(provider.revision, Revision::FIRST);
    assert_eq!(provider.updated_at, Timestamp::from_micros(2));
    assert_eq!(provider.models["gpt"].created_at, Timestamp::from_micros(3));
    let [found] = provider.credentials.as_slice() else {
        panic!("one credential");
    };
    assert_eq!(
        (found.secret.sealed().hint.as_str(), found.settings.weight),
        ("new", 2)
    );
    assert_eq!(found.revision, Revision(3));
    assert_eq!(found.created_at, Timestamp::from_micros(4));
    assert_eq!(found.updated_at, Timestamp::from_micros(6));
}

#[test]
fn a_removed_provider_is_gone_and_may_come_back_new() {
    let of = |event| at_provider("default", "openai", event);
    let mut history = vec![
        of(provider_added("openai")),
        of(model_added("gpt")),
        of(provider::Event::Removed {}),
    ];
    let gone = view(&history);
    assert!(gone.providers.is_empty() && gone.provider_names.is_empty());
    history.push(of(provider_added("openai")));
    assert!(view(&history).providers["openai"].models.is_empty());
}

#[test]
fn a_provider_that_is_there_is_not_added_again() {
    let of = |event| at_provider("default", "openai", event);
    let added = [provider_added("openai"), disabled(provider_added("openai"))].map(of);
    assert!(view(&added).providers["openai"].settings.enabled);
}

#[test]
fn a_key_that_was_only_created_takes_no_memory() {
    let created = api_key::Event::Created {
        command: NOBODY,
        owner: None,
        settings: key_settings("ci"),
    };
    let view = view(&[at_key("default", 1, created)]);
    assert!(view.revoked_keys.is_empty() && view.changed_keys.is_empty());
}

#[test]
fn a_changed_key_is_known_until_it_is_revoked() {
    let changed = api_key::Event::Changed {
        settings: key_settings("new"),
    };
    let key = ApiKeyId(Uuid::from_u128(1));
    let mut history = vec![at_key("default", 1, changed)];
    assert_eq!(view(&history).changed_keys[&key].name, "new");
    history.push(at_key("default", 1, api_key::Event::Revoked {}));
    let revoked = view(&history);
    assert!(revoked.revoked_keys.contains(&key) && revoked.changed_keys.is_empty());
}

#[test]
fn an_ended_session_is_known_until_its_time_has_long_passed() {
    let hour = 3_600_000_000;
    let (live, mut folder) = Folder::new();
    let mut end = |sequence: Sequence, id: u128, at: i64| {
        let owner = organization("default");
        let subject = ControlSubject {
            organization: owner,
            noun: "session",
            id: Uuid::from_u128(id),
        };
        let ends_at = Timestamp::from_micros(at + 12 * hour);
        let commit = Commit {
            id: CommitId(Uuid::from_u128(sequence.into())),
            time: Timestamp::from_micros(at),
            organization: owner,
            actor: Actor::OPERATOR,
            cause: None,
            events: vec![session::Event::Ended { ends_at }.into()],
        };
        folder.fold(sequence, &subject, &commit);
        folder.publish();
        let mut known: Vec<_> = live.snapshot().ended_sessions.keys().copied().collect();
        known.sort_unstable();
        known
    };
    let of = |id| SessionId(Uuid::from_u128(id));
    assert_eq!(end(1, 7, 0), [of(7)]);
    assert_eq!(end(2, 8, 12 * hour), [of(7), of(8)]);
    assert_eq!(end(3, 9, 14 * hour), [of(8), of(9)]);
}

#[test]
fn two_organisations_see_nothing_of_each_other() {
    let (live, _) = folded(&[
        at_provider("default", "openai", provider_added("openai")),
        at_provider("other", "azure", provider_added("azure")),
    ]);
    let snapshot = live.snapshot();
    let names = |name| -> Vec<String> {
        let view = snapshot.organization(organization(name)).unwrap();
        view.providers.keys().map(ToString::to_string).collect()
    };
    assert_eq!(names("default"), ["openai"]);
    assert_eq!(names("other"), ["azure"]);
}

#[test]
fn a_reader_keeps_the_snapshot_that_it_took() {
    let (live, mut folder) = folded(&[at_provider("default", "a", provider_added("a"))]);
    let before = live.snapshot();
    let untouched = before
        .organization(organization("default"))
        .unwrap()
        .providers["a"]
        .clone();
    fold(
        &mut folder,
        2,
        &at_provider("default", "b", provider_added("b")),
    );
    assert!(
        Arc::ptr_eq(&live.snapshot(), &before),
        "nothing is seen before it is published"
    );
    folder.publish();
    let after = live.snapshot();
    assert_eq!(
        before
            .organization(organization("default"))
            .unwrap()
            .providers
            .len(),
        1
    );
    let view = after.organization(organization("default")).unwrap();
    assert_eq!(view.providers.len(), 2);
    assert!(
        Arc::ptr_eq(&view.providers["a"], &untouched),
        "what did not change is shared"
    );
}

#[tokio::test]
async fn a_writer_waits_until_its_own_commit_is_seen() {
    let (live, mut folder) = Folder::new();
    let writer = live.clone();
    let waiting = tokio::spawn(async move { writer.reached(1).await });
    fold(&mut folder, 1, &created("default"));
    folder.publish();
    assert_eq!(waiting.await.unwrap(), Ok(()));
    assert_eq!(live.folded(), 1);
    let early = tokio::time::timeout(Duration::from_millis(20), live.reached(2)).await;
    assert!(early.is_err(), "the second commit is not there yet");
}

#[tokio::test]
async fn a_writer_is_told_when_nothing_is_folded_any_more() {
    let (live, folder) = Folder::new();
    drop(folder);
    assert_eq!(live.reached(1).await, Err(Stopped));
}

fn offering() -> Arc<OrganizationView> {
    view(&offered())
}

fn offered() -> Vec<Happened> {
    let of = |provider: &'static str, event| at_provider("default", provider, event);
    vec![
        of("b", provider_added("b")),
        of("a", provider_added("a")),
        of("off", disabled(provider_added("off"))),
        of("a", model_added("gpt")),
        of("b", model_added("gpt")),
        of("off", model_added("gpt")),
        of("off", model_added("only-here")),
        of("a", disabled(model_added("disabled"))),
        of("b", model_added("meta/llama")),
        of("b", model_added("a/gpt")),
    ]
}

#[test]
fn a_models_name_stands_for_what_can_be_called() {
    let view = offering();
    for (requested, expected) in [
        ("a/gpt", &["a gpt"][..]),
        ("b/gpt", &["b gpt"]),
        ("gpt", &["a gpt", "b gpt"]),
        ("a/unknown", &["a unknown"]),
        ("a/deep/er:free", &["a deep/er:free"]),
        ("meta/llama", &["b meta/llama"]),
        ("b/meta/llama", &["b meta/llama"]),
        ("b/a/gpt", &["b a/gpt"]),
        ("off/gpt", &[]),
        ("off/unknown", &[]),
        ("only-here", &[]),
        ("a/disabled", &[]),
        ("disabled", &[]),
        ("unknown", &[]),
        ("nobody/gpt", &[]),
        ("a/", &[]),
        ("a/with space", &[]),
        ("/gpt", &[]),
        ("", &[]),
    ] {
        assert_eq!(targets(&view, requested), expected, "{requested}");
    }
}

/// What a name stands for, each as its provider and model.
fn targets(view: &OrganizationView, requested: &str) -> Vec<String> {
    let targets = view.resolve(requested).targets.into_iter();
    targets
        .map(|target| format!("{} {}", target.provider.name, target.model))
        .collect()
}

fn routed(name: &str, targets: &[(&str, &str)]) -> route::Event {
    let target = |(provider, model): &(&str, &str)| RouteTarget {
        provider: provider_name(provider),
        model: (*model).to_owned().try_into().unwrap(),
        weight: 1,
        timeout_ms: Some(9),
    };
    let mut targets: Vec<_> = targets.iter().map(target).collect();
    route::Event::Added {
        command: NOBODY,
        name: name.to_owned().try_into().unwrap(),
        settings: RouteSettings {
            strategy: Rule::Latency,
            fallbacks: targets.split_off(1),
            targets,
            retries: Retries::default(),
            enabled: name != "meta/llama",
        },
    }
}

#[test]
fn a_route_stands_before_the_models_of_its_name_and_behind_a_provider_that_is_named() {
    let to = [("b", "gpt"), ("off", "gpt"), ("gone", "x"), ("a", "any")];
    let mut history = offered();
    history.extend([
        at_route("gpt", routed("gpt", &to)),
        at_route("a/gpt", routed("a/gpt", &to[..1])),
        at_route("meta/llama", routed("meta/llama", &[("a", "gpt")])),
        at_route("fast", routed("fast", &to[1..2])),
        at_route("brief", routed("brief", &to)),
        at_route("brief", route::Event::Removed {}),
    ]);
    let view = view(&history);
    for (requested, expected) in [
        ("gpt", &["b gpt", "a any"][..]),
        ("a/gpt", &["a gpt"]),
        ("meta/llama", &["b meta/llama"]),
        ("fast", &[]),
        ("brief", &[]),
    ] {
        assert_eq!(targets(&view, requested), expected, "{requested}");
    }
    let resolved = view.resolve("gpt");
    assert_eq!(resolved.strategy, Rule::Latency);
    assert_eq!(resolved.targets[1].role, Role::Fallback);
    assert_eq!(resolved.targets[1].timeout, Some(Duration::from_millis(9)));
}

#[test]
fn the_models_that_are_listed_are_those_that_are_enabled() {
    let view = offering();
    let listed: Vec<String> = view.models().map(|(p, m, _)| format!("{p}/{m}")).collect();
    assert_eq!(listed, ["a/gpt", "b/a/gpt", "b/gpt", "b/meta/llama"]);
}

fn any_provider_event(name: &'static str) -> impl Strategy<Value = provider::Event> {
    use provider::Event;
    let credential = (0u128..2).prop_map(|id| CredentialId(Uuid::from_u128(id)));
    let model = "[xy]".prop_map(|name| model_name(&name));
    let enabled = prop_oneof![
        Just(provider_added(name)),
        Just(Event::Changed {
            settings: provider_settings("changed")
        }),
        Just(Event::Removed {}),
        (credential.clone(), 0u32..3).prop_map(|(credential, weight)| Event::CredentialAdded {
            command: NOBODY,
            credential,
            settings: credential_settings(weight),
            sealed: sealed("one"),
        }),
        (credential.clone(), 0u32..3).prop_map(|(credential, weight)| Event::CredentialChanged {
            credential,
            settings: credential_settings(weight),
        }),
        credential
            .clone()
            .prop_map(|credential| Event::CredentialRotated {
                credential,
                sealed: sealed("two"),
            }),
        credential.prop_map(|credential| Event::CredentialRemoved { credential }),
        "[xy]".prop_map(|name| model_added(&name)),
        model.clone().prop_map(|model| Event::ModelChanged {
            model,
            settings: model_settings(),
        }),
        model.prop_map(|model| Event::ModelRemoved { model }),
    ];
    (enabled, any::<bool>()).prop_map(|(event, off)| if off { disabled(event) } else { event })
}

fn any_key_event() -> impl Strategy<Value = api_key::Event> {
    prop_oneof![
        "[ab]".prop_map(|name| api_key::Event::Changed {
            settings: key_settings(&name)
        }),
        Just(api_key::Event::Revoked {}),
    ]
}

fn anything() -> impl Strategy<Value = Happened> {
    let owner = || prop_oneof![Just("default"), Just("other")];
    prop_oneof![
        owner().prop_map(created),
        (owner(), any_provider_event("a"))
            .prop_map(|(owner, event)| at_provider(owner, "a", event)),
        (owner(), any_provider_event("b"))
            .prop_map(|(owner, event)| at_provider(owner, "b", event)),
        (owner(), 0u128..3, any_key_event())
            .prop_map(|(owner, key, event)| at_key(owner, key, event)),
    ]
}

proptest! {
    #[test]
    fn however_commits_come_in_batches_the_snapshot_is_the_same(
        history in prop::collection::vec(anything(), 0..60),
        cuts in prop::collection::vec(any::<bool>(), 60),
    ) {
        let (whole, _) = folded(&history);
        let (live, mut folder) = Folder::new();
        let mut readers = Vec::new();
        for ((sequence, happened), cut) in (1..).zip(&history).zip(cuts) {
            fold(&mut folder, sequence, happened);
            if cut {
                folder.publish();
                readers.push((sequence, live.snapshot()));
            }
        }
        folder.publish();
        prop_assert_eq!(&live.snapshot(), &whole.snapshot());
        for (sequence, seen) in readers {
            let (again, _) = folded(&history[..usize::try_from(sequence).unwrap()]);
            prop_assert_eq!(seen, again.snapshot());
        }
    }

    #[test]
    fn a_commit_that_comes_again_changes_nothing(history in prop::collection::vec(anything(), 1..30)) {
        let (live, mut folder) = folded(&history);
        let before = live.snapshot();
        for (sequence, happened) in (1..).zip(&history) {
            fold(&mut folder, sequence, happened);
        }
        folder.publish();
        prop_assert!(Arc::ptr_eq(&before, &live.snapshot()));
    }

    #[test]
    fn what_is_seen_of_a_provider_is_what_the_rules_know(
        events in prop::collection::vec(any_provider_event("a"), 0..40),
    ) {
        let history: Vec<_> = events.iter().map(|event| at_provider("default", "a", event.clone())).collect();
        let (live, _) = folded(&history);
        let snapshot = live.snapshot();
        let view = snapshot.organization(organization("default"));
        let seen = view.and_then(|view| view.providers.get("a"));
        let known = domain::fold::<provider::Provider>(&events).0;
        prop_assert_eq!(seen.is_some(), known.is_some());
        if let (Some(seen), Some(known)) = (seen, known) {
            prop_assert_eq!(&seen.settings, &known.provider.value);
            prop_assert_eq!(seen.revision, known.provider.revision);
            let models = seen.models.iter().map(|(name, view)| (name, &view.settings, view.revision));
            let rules = known.models.iter().map(|(name, model)| (name, &model.value, model.revision));
            prop_assert!(models.eq(rules));
            let seen: BTreeMap<_, _> = seen.credentials.iter().map(|view| (view.id, view)).collect();
            let credentials = seen.values().map(|view| (&view.id, &view.settings, view.revision));
            let rules = known.credentials.iter().map(|(id, known)| (id, &known.value, known.revision));
            prop_assert!(credentials.eq(rules));
        }
    }
}
