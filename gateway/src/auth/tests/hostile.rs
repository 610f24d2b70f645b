//! Tokens that somebody made up, cut or made costly.
use super::*;
use crate::auth::{
    restrictions::{Restrictions, STEPS, cost},
    token::RootKeys,
};
use biscuit_auth::{
    Algorithm, Authorizer, Biscuit, BlockBuilder, KeyPair, UnverifiedBiscuit,
    builder::{BiscuitBuilder, Fact},
};
use proptest::prelude::*;

fn token() -> String {
    authenticator(MASTER_KEY).mint(&chat_key())
}

fn appended(datalog: &str) -> String {
    let block = BlockBuilder::new().code(datalog).unwrap();
    let token = UnverifiedBiscuit::from_base64(token()).unwrap();
    token.append(block).unwrap().to_base64().unwrap()
}

#[test]
fn what_is_no_token_of_this_hub_is_refused_in_one_way() {
    let foreign = KeyPair::new_with_algorithm(Algorithm::Ed25519);
    let facts = BlockBuilder::new()
        .code(r#"scope("manage"); model_pattern("*");"#)
        .unwrap();
    let forged = |id: Option<u32>| {
        let builder = BiscuitBuilder::new().merge(facts.clone());
        let builder = id.map_or(builder.clone(), |id| builder.root_key_id(id));
        builder.build(&foreign).unwrap().to_base64().unwrap()
    };
    for presented in [
        "sk-1234567890".to_owned(),
        "a".repeat(8 << 10),
        "a".repeat((8 << 10) + 1),
        "a".repeat(1 << 20),
        "\u{fffd}\u{0}".to_owned(),
        forged(None),
        forged(Some(1)),
        forged(Some(2)),
        format!("{} ", token()),
        token().replace('_', "/").replace('-', "+") + "!",
    ] {
        let error = caller(&presented).unwrap_err();
        assert_eq!(error, Unauthenticated::Invalid, "{}", &presented[..8]);
    }
}

#[test]
fn a_token_that_was_cut_is_refused() {
    let token = token();
    for length in 1..token.trim_end_matches('=').len() {
        assert_eq!(
            caller(&token[..length]).unwrap_err(),
            Unauthenticated::Invalid,
            "{length}"
        );
    }
}

/// What this hub finds in `token` before anything of it runs.
fn loaded(token: &str) -> (Biscuit, Authorizer) {
    let keyring = Keyring::from_base64(MASTER_KEY).unwrap();
    RootKeys::new(&keyring).load(token).unwrap()
}

/// As many facts as this.
fn many(facts: usize) -> String {
    let facts = (0..facts).map(|at| format!("f({at});"));
    facts.collect::<Vec<_>>().concat()
}

#[test]
fn blocks_that_could_run_for_long_are_refused_before_they_run() {
    let many = many(100);
    let bombs = [
        format!("{many} check if f($a), f($b), f($c), f($d), f($e), $a + $b + $c + $d + $e < 0;"),
        format!("{many} check if f($a), f($b), $a < 0; check if f($a), f($b), $a < 1;"),
        "g($x) <- model($x);".to_owned(),
        r#"check if model($m), $m.matches("(a*)*b");"#.to_owned(),
        "check if [1, 2].any($x -> [1, 2].any($y -> $x + $y > 9));".to_owned(),
        "check if model($m), $m.extern::test();".to_owned(),
    ];
    for bomb in bombs {
        let token = appended(&bomb);
        assert_eq!(caller(&token).unwrap_err(), Unauthenticated::Invalid);
        let (token, loaded) = loaded(&token);
        assert!(Restrictions::of(token, &loaded).is_err(), "{bomb}");
        assert!(cost(&loaded).is_none_or(|steps| steps > STEPS), "{bomb}");
        let ran = (loaded.iterations(), loaded.execution_time());
        assert_eq!(ran, (0, None), "{bomb}");
    }
}

#[test]
fn what_a_block_may_take_is_counted_in_steps_and_not_in_time() {
    let joined = |facts: usize| {
        let datalog = format!("{} check if f($a), f($b), $a < $b;", many(facts));
        let token = appended(&datalog);
        (cost(&loaded(&token).1).unwrap(), caller(&token))
    };
    // Ten facts of the call and of the authority block and the block's own, joined with two of its own, in four operations.
    let (steps, bounded) = joined(25);
    assert_eq!(steps, (10 + 25) * 25 * 25 * 4);
    assert!(steps <= STEPS && bounded.is_ok());
    let (steps, unbounded) = joined(27);
    assert_eq!(steps, (10 + 27) * 27 * 27 * 4);
    assert!(steps > STEPS);
    assert_eq!(unbounded.unwrap_err(), Unauthenticated::Invalid);
}

#[test]
fn more_blocks_than_anybody_needs_are_refused() {
    let narrowed = |times: usize| {
        (0..times).fold(token(), |token, _| {
            attenuate(&token, &Narrowing::default()).unwrap()
        })
    };
    assert!(caller(&narrowed(16)).is_ok());
    assert_eq!(caller(&narrowed(17)).unwrap_err(), Unauthenticated::Invalid);
}

#[test]
fn a_sealed_token_is_good_and_can_not_be_narrowed() {
    let sealed = UnverifiedBiscuit::from_base64(token())
        .unwrap()
        .seal()
        .unwrap();
    let sealed = sealed.to_base64().unwrap();
    assert!(caller(&sealed).is_ok());
    assert_eq!(
        attenuate(&sealed, &Narrowing::default()),
        Err(NarrowingError::Token)
    );
}

#[test]
fn an_authority_block_without_its_ids_is_refused() {
    let keyring = Keyring::from_base64(MASTER_KEY).unwrap();
    let seed = keyring.derive(b"hub/biscuit/root/v1");
    let root = biscuit_auth::PrivateKey::from_bytes(seed.as_slice(), Algorithm::Ed25519).unwrap();
    let fact = Fact::try_from(r#"scope("manage")"#).unwrap();
    let builder = BiscuitBuilder::new().root_key_id(1).fact(fact).unwrap();
    let token = builder
        .build(&KeyPair::from(&root))
        .unwrap()
        .to_base64()
        .unwrap();
    assert_eq!(caller(&token).unwrap_err(), Unauthenticated::Invalid);
}

proptest! {
    #[test]
    fn any_text_is_refused(text in ".{1,300}") {
        prop_assert_eq!(caller(&text).unwrap_err(), Unauthenticated::Invalid);
    }

    /// Some bytes carry nothing, such as unknown fields: a change there is no other key.
    #[test]
    fn a_changed_character_makes_no_other_key(at in 0usize..300, to in "[A-Za-z0-9_-]") {
        let token = token();
        let at = at % token.len();
        let changed = [&token[..at], &to, &token[at + 1..]].concat();
        match (caller(&changed), caller(&token).unwrap()) {
            (Ok(found), made) => prop_assert_eq!(format!("{found:?}"), format!("{made:?}")),
            (Err(error), _) => prop_assert_eq!(error, Unauthenticated::Invalid),
        }
    }

    #[test]
    fn any_bytes_in_an_appended_block_are_refused_or_restrict(
        name in "[a-z\"\\\\\n;(){} ]{0,12}",
        value in any::<String>(),
        number in any::<i64>(),
    ) {
        use biscuit_auth::builder::Term;
        let facts = vec![
            Fact::new(name.clone(), [Term::Str(value.clone()), Term::Integer(number)]),
            Fact::new(value, [Term::Str(name)]),
        ];
        let block = BlockBuilder { facts, ..BlockBuilder::default() };
        let token = UnverifiedBiscuit::from_base64(token()).unwrap();
        let token = token.append(block).unwrap().to_base64().unwrap();
        if let Ok(caller) = caller(&token) {
            prop_assert_eq!(caller.may_call(&call("azure/gpt-4o")), Err(Denied::Model));
        }
    }
}
