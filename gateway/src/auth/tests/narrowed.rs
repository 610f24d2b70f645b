//! Keys that their holders narrowed.
use super::*;
use biscuit_auth::{BlockBuilder, UnverifiedBiscuit};
use std::net::IpAddr;

fn token() -> String {
    authenticator(MASTER_KEY).mint(&key(settings(&[Scope::Chat, Scope::Manage], &["openai/*"])))
}

/// The key with a block of this datalog appended.
fn appended(token: &str, datalog: &str) -> String {
    let block = BlockBuilder::new().code(datalog).unwrap();
    UnverifiedBiscuit::from_base64(token)
        .unwrap()
        .append(block)
        .unwrap()
        .to_base64()
        .unwrap()
}

fn narrowed(narrowing: &Narrowing) -> Arc<Caller> {
    caller(&attenuate(&token(), narrowing).unwrap()).unwrap()
}

#[test]
fn a_narrowed_key_may_call_only_the_models_that_are_left() {
    let caller = narrowed(&Narrowing {
        models: vec![
            pattern("openai/gpt-4o"),
            pattern("openai/o*-mini"),
            pattern("azure/*"),
        ],
        ..Narrowing::default()
    });
    for model in ["openai/gpt-4o", "openai/o3-mini"] {
        assert_eq!(caller.may_call(&call(model)), Ok(()), "{model}");
    }
    for model in ["openai/gpt-4o-mini", "openai/o-min", "openai/o3"] {
        assert_eq!(
            caller.may_call(&call(model)),
            Err(Denied::Attenuation),
            "{model}"
        );
    }
    assert_eq!(caller.may_call(&call("azure/gpt-4o")), Err(Denied::Model));
}

#[test]
fn the_ends_of_a_pattern_do_not_overlap() {
    let caller = narrowed(&Narrowing {
        models: vec![pattern("openai/ab*ba")],
        ..Narrowing::default()
    });
    assert_eq!(
        caller.may_call(&call("openai/aba")),
        Err(Denied::Attenuation)
    );
    assert_eq!(caller.may_call(&call("openai/abba")), Ok(()));
}

#[test]
fn a_narrowed_key_keeps_only_the_scopes_that_are_left() {
    let caller = narrowed(&Narrowing {
        scopes: vec![Scope::Chat],
        ..Narrowing::default()
    });
    let managing = Call {
        scope: Scope::Manage,
        model: None,
        ..call("")
    };
    assert_eq!(caller.may_call(&call("openai/gpt-4o")), Ok(()));
    assert_eq!(caller.may_call(&managing), Err(Denied::Attenuation));
}

#[test]
fn a_key_that_is_narrowed_to_models_manages_nothing() {
    let caller = narrowed(&Narrowing {
        models: vec![pattern("*")],
        ..Narrowing::default()
    });
    let managing = Call {
        scope: Scope::Manage,
        model: None,
        ..call("")
    };
    assert_eq!(caller.may_call(&managing), Err(Denied::Attenuation));
}

#[test]
fn a_narrowed_key_ends_when_it_says() {
    let caller = narrowed(&Narrowing {
        expires_at: Some(at("2026-11-23T12:00:01Z")),
        ..Narrowing::default()
    });
    let later = Call {
        now: at("2026-11-23T12:00:01Z"),
        ..call("openai/gpt-4o")
    };
    assert_eq!(caller.may_call(&call("openai/gpt-4o")), Ok(()));
    assert_eq!(caller.may_call(&later), Err(Denied::Attenuation));
}

#[test]
fn a_narrowed_key_is_good_from_the_addresses_that_it_names() {
    let caller = narrowed(&Narrowing {
        source_ips: vec!["10.0.0.1".parse().unwrap()],
        ..Narrowing::default()
    });
    let from = |ip: Option<&str>| {
        let source_ip = ip.map(|ip| ip.parse::<IpAddr>().unwrap());
        caller.may_call(&Call {
            source_ip,
            ..call("openai/gpt-4o")
        })
    };
    assert_eq!(from(Some("10.0.0.1")), Ok(()));
    assert_eq!(from(Some("::ffff:10.0.0.1")), Ok(()));
    assert_eq!(from(Some("10.0.0.2")), Err(Denied::Attenuation));
    assert_eq!(from(None), Err(Denied::Attenuation));
}

#[test]
fn a_key_can_be_narrowed_again_and_every_restriction_holds() {
    let models = Narrowing {
        models: vec![pattern("openai/gpt-4o*")],
        ..Narrowing::default()
    };
    let fewer = Narrowing {
        models: vec![pattern("openai/*-mini")],
        ..Narrowing::default()
    };
    let token = attenuate(&attenuate(&token(), &models).unwrap(), &fewer).unwrap();
    let caller = caller(&token).unwrap();
    assert_eq!(caller.may_call(&call("openai/gpt-4o-mini")), Ok(()));
    assert_eq!(
        caller.may_call(&call("openai/gpt-4o")),
        Err(Denied::Attenuation)
    );
    assert_eq!(
        caller.may_call(&call("openai/o3-mini")),
        Err(Denied::Attenuation)
    );
}

#[test]
fn revoking_a_key_kills_what_was_narrowed_from_it() {
    let authenticator = authenticator(MASTER_KEY);
    let narrowed = attenuate(&authenticator.mint(&chat_key()), &Narrowing::default()).unwrap();
    assert!(
        authenticator
            .authenticate(&narrowed, &Snapshot::default(), noon())
            .is_ok()
    );
    let revoked = snapshot(&chat_key(), &[Event::Revoked {}]);
    let error = authenticator
        .authenticate(&narrowed, &revoked, noon())
        .unwrap_err();
    assert!(matches!(error, Unauthenticated::Revoked(_)));
}

#[test]
fn facts_that_a_holder_appends_give_nothing() {
    let key = authenticator(MASTER_KEY).mint(&chat_key());
    let forged = appended(
        &key,
        r#"scope("manage"); scope("embeddings"); model_pattern("azure/*"); operation("manage");
           model("openai/gpt-4o"); expires_at_micros(9000000000000000); organization(hex:00);
           key(hex:00000000000000000000000000000009);"#,
    );
    let caller = caller(&forged).unwrap();
    assert_eq!(caller.called_by.api_key, Some(chat_key().api_key));
    assert_eq!(caller.organization, chat_key().organization);
    assert_eq!(caller.may_call(&call("azure/gpt-4o")), Err(Denied::Model));
    for scope in [Scope::Manage, Scope::Embeddings] {
        let call = Call {
            scope,
            ..call("openai/gpt-4o")
        };
        assert_eq!(caller.may_call(&call), Err(Denied::Scope));
    }
}

#[test]
fn facts_that_a_holder_appends_meet_no_restriction_before_them() {
    let narrowed = Narrowing {
        models: vec![pattern("openai/gpt-4o")],
        ..Narrowing::default()
    };
    let narrowed = attenuate(&token(), &narrowed).unwrap();
    let caller = caller(&appended(&narrowed, r#"model("openai/gpt-4o");"#)).unwrap();
    assert_eq!(
        caller.may_call(&call("openai/o3")),
        Err(Denied::Attenuation)
    );
}

#[test]
fn any_check_over_the_facts_of_a_call_is_enforced() {
    for (datalog, allowed) in [
        (r#"check if provider("openai")"#, true),
        (r#"check if provider("azure")"#, false),
        (
            r#"check if operation($o), ["chat", "images"].contains($o)"#,
            true,
        ),
        (r#"reject if model("openai/gpt-4o")"#, false),
        (
            "check if time($t), $t > 2026-11-23T11:59:59Z && $t < 2026-11-23T12:00:01Z",
            true,
        ),
        ("check if time($t), $t < 2020-01-01T00:00:00Z || true", true),
        ("check if spend($s), $s < 5", false),
        (r#"check if scope("chat")"#, true),
    ] {
        let caller = caller(&appended(&token(), &format!("{datalog};"))).unwrap();
        let found = caller.may_call(&call("openai/gpt-4o"));
        assert_eq!(found.is_ok(), allowed, "{datalog}");
    }
}

#[test]
fn a_pattern_that_a_restriction_can_not_state_is_refused() {
    let narrowing = Narrowing {
        models: vec![pattern("a*b*")],
        ..Narrowing::default()
    };
    let error = attenuate(&token(), &narrowing).unwrap_err();
    assert_eq!(error, NarrowingError::Pattern(pattern("a*b*")));
    let error = attenuate("no token", &Narrowing::default()).unwrap_err();
    assert_eq!(error, NarrowingError::Token);
}
