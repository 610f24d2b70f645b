//! Keys over their life, on several gateways.
use super::*;
use domain::{Decider, api_key, id::CommandId};

#[test]
fn a_key_is_known_on_every_gateway_with_the_same_master_key() {
    let token = authenticator(MASTER_KEY).mint(&chat_key());
    let caller = caller(&token).unwrap();
    assert_eq!(caller.organization, OrganizationId::named("default"));
    assert_eq!(
        caller.actor,
        Actor::api_key(chat_key().api_key, chat_key().owner)
    );
    assert_eq!(caller.called_by.api_key, Some(chat_key().api_key));
    assert_eq!(caller.called_by.user, chat_key().owner);
    assert!(!caller.is_operator());
}

#[test]
fn a_key_of_another_master_key_is_not_known() {
    let token = authenticator(NEXT_MASTER_KEY).mint(&chat_key());
    assert_eq!(caller(&token).unwrap_err(), Unauthenticated::Invalid);
}

#[test]
fn keys_outlive_the_rotation_of_the_master_key_until_the_old_one_is_removed() {
    let both = format!("1:{MASTER_KEY} 2:{NEXT_MASTER_KEY}");
    let old = authenticator(MASTER_KEY).mint(&chat_key());
    let new = authenticator(&both).mint(&chat_key());
    let known = |keys: &str, token: &str| {
        authenticator(keys)
            .authenticate(token, &Snapshot::default(), noon())
            .is_ok()
    };
    assert!(known(&both, &old));
    assert!(known(&both, &new));
    assert!(!known(MASTER_KEY, &new));
    assert!(!known(&format!("2:{NEXT_MASTER_KEY}"), &old));
}

#[test]
fn a_key_may_do_what_its_scopes_and_patterns_say() {
    let token = authenticator(MASTER_KEY).mint(&chat_key());
    let caller = caller(&token).unwrap();
    let embedding = Call {
        scope: Scope::Embeddings,
        ..call("openai/gpt-4o")
    };
    assert_eq!(caller.may_call(&call("openai/gpt-4o")), Ok(()));
    assert_eq!(caller.may_call(&call("azure/gpt-4o")), Err(Denied::Model));
    assert_eq!(caller.may_call(&embedding), Err(Denied::Scope));
    let listing = Call {
        model: None,
        ..call("")
    };
    assert_eq!(caller.may_call(&listing), Ok(()));
}

#[test]
fn a_key_ends_at_its_expiry_to_the_microsecond() {
    let mut key = chat_key();
    key.settings.expires_at = Some(at("2026-11-23T12:00:00.000001Z"));
    let authenticator = authenticator(MASTER_KEY);
    let token = authenticator.mint(&key);
    let known = |now| authenticator.authenticate(&token, &Snapshot::default(), now);
    let caller = known(noon()).unwrap();
    assert_eq!(caller.may_call(&call("openai/gpt-4o")), Ok(()));
    let later = Call {
        now: at("2026-11-23T12:00:00.000001Z"),
        ..call("openai/gpt-4o")
    };
    assert_eq!(caller.may_call(&later), Err(Denied::Expired));
    let expired = known(later.now).unwrap_err();
    assert!(
        matches!(expired, Unauthenticated::Expired(known) if known.called_by == caller.called_by)
    );
}

#[test]
fn a_revoked_key_is_refused_though_its_token_is_cached() {
    let authenticator = authenticator(MASTER_KEY);
    let token = authenticator.mint(&chat_key());
    assert!(
        authenticator
            .authenticate(&token, &Snapshot::default(), noon())
            .is_ok()
    );
    let revoked = snapshot(&chat_key(), &[Event::Revoked {}]);
    let error = authenticator
        .authenticate(&token, &revoked, noon())
        .unwrap_err();
    let known = Known {
        organization: chat_key().organization,
        called_by: domain::request::CalledBy {
            api_key: Some(chat_key().api_key),
            user: chat_key().owner,
        },
    };
    assert_eq!(error, Unauthenticated::Revoked(known));
}

#[test]
fn a_key_that_was_changed_goes_by_its_newest_settings() {
    let authenticator = authenticator(MASTER_KEY);
    let mut key = chat_key();
    key.settings.expires_at = Some(at("2026-11-23T11:00:00Z"));
    let token = authenticator.mint(&key);
    let changed = snapshot(
        &key,
        &[Event::Changed {
            settings: settings(&[Scope::Embeddings], &["azure/*"]),
        }],
    );
    let caller = authenticator
        .authenticate(&token, &changed, noon())
        .unwrap();
    assert_eq!(caller.may_call(&call("openai/gpt-4o")), Err(Denied::Scope));
    let embedding = Call {
        scope: Scope::Embeddings,
        ..call("azure/ada")
    };
    assert_eq!(caller.may_call(&embedding), Ok(()));
}

#[test]
fn a_change_can_end_a_key_at_once() {
    let authenticator = authenticator(MASTER_KEY);
    let token = authenticator.mint(&chat_key());
    let ended = ApiKeySettings {
        expires_at: Some(noon()),
        ..chat_key().settings
    };
    let changed = snapshot(&chat_key(), &[Event::Changed { settings: ended }]);
    let error = authenticator
        .authenticate(&token, &changed, noon())
        .unwrap_err();
    assert!(matches!(error, Unauthenticated::Expired(_)));
}

#[test]
fn the_operator_may_do_everything_and_act_in_any_organisation() {
    let operator = caller(OPERATOR).unwrap();
    assert!(operator.is_operator());
    assert_eq!(operator.organization, OrganizationId::named("default"));
    assert_eq!(operator.may_call(&call("openai/gpt-4o")), Ok(()));
    let other = OrganizationId::named("other");
    assert_eq!(operator.acting_in(other).unwrap().organization, other);
}

#[test]
fn a_key_never_leaves_its_organisation() {
    let token = authenticator(MASTER_KEY).mint(&chat_key());
    assert!(
        caller(&token)
            .unwrap()
            .acting_in(OrganizationId::named("other"))
            .is_none()
    );
}

#[test]
fn an_empty_operators_token_lets_nobody_in() {
    let keyring = Keyring::from_base64(MASTER_KEY).unwrap();
    let authenticator = Authenticator::new(&keyring, "");
    let error = authenticator
        .authenticate("", &Snapshot::default(), noon())
        .unwrap_err();
    assert_eq!(error, Unauthenticated::Missing);
}

#[test]
fn nothing_that_is_printed_holds_a_token() {
    let authenticator = authenticator(MASTER_KEY);
    let token = authenticator.mint(&chat_key());
    let narrowed = attenuate(&token, &Narrowing::default()).unwrap();
    let caller = authenticator.authenticate(&narrowed, &Snapshot::default(), noon());
    let printed = format!("{authenticator:?} {caller:?}");
    assert!(
        !printed.contains(OPERATOR) && !printed.contains(&token[..40]),
        "{printed}"
    );
}

#[test]
fn the_longest_key_that_the_rules_allow_is_known_and_can_be_narrowed() {
    let with = |count: usize| ApiKeySettings {
        models: (0..count).map(|at| pattern(&format!("{at:03}"))).collect(),
        ..settings(&Scope::CALLS, &[])
    };
    let allowed = |count: &usize| {
        let create = api_key::Command::Create {
            command: CommandId(Uuid::nil()),
            owner: None,
            settings: with(*count),
        };
        ApiKey::decide(&api_key::State::default(), create).is_ok()
    };
    let most = (1..1_000).rev().find(allowed).unwrap();
    let key = key(with(most));
    let token = authenticator(MASTER_KEY).mint(&key);
    let narrowed = Narrowing {
        models: key.settings.models[..40].to_vec(),
        ..Narrowing::default()
    };
    let narrowed = attenuate(&token, &narrowed).unwrap();
    for token in [token, narrowed] {
        assert_eq!(
            caller(&token).unwrap().may_call(&call("039")),
            Ok(()),
            "{}",
            token.len()
        );
    }
}
