//! What it costs to know a caller and to let a call through.
mod timing;

use domain::{
    api_key::{ApiKeySettings, ModelPattern, Scope},
    id::{ApiKeyId, OrganizationId},
    time::Timestamp,
};
use gateway::{
    auth::{Authenticator, Call, KeyFacts, Narrowing, attenuate},
    live::Snapshot,
};
use infra::secrets::{InvalidKeyring, Keyring};
use timing::time;
use uuid::Uuid;

const MASTER_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

fn main() -> Result<(), InvalidKeyring> {
    let keyring = Keyring::from_base64(MASTER_KEY)?;
    let new = || Authenticator::new(&keyring, "operator");
    let key = KeyFacts {
        organization: OrganizationId::named("default"),
        api_key: ApiKeyId(Uuid::from_u128(1)),
        owner: None,
        settings: ApiKeySettings {
            name: String::new(),
            scopes: Scope::CALLS.to_vec(),
            models: vec![ModelPattern::any()],
            expires_at: None,
        },
    };
    let plain = new().mint(&key);
    let narrowing = Narrowing {
        models: vec![ModelPattern::any()],
        expires_at: Some(Timestamp::from_micros(NOW.micros() + 1_000_000)),
        ..Narrowing::default()
    };
    let narrowed = attenuate(&plain, &narrowing).unwrap_or_default();
    time("mint", 100, || new().mint(&key));
    for (name, token) in [("plain", &plain), ("narrowed", &narrowed)] {
        let snapshot = Snapshot::default();
        let warm = new();
        let authorize = |authenticator: &Authenticator| {
            let caller = authenticator.authenticate(token, &snapshot, NOW);
            caller.is_ok_and(|caller| caller.may_call(&CALL).is_ok())
        };
        assert!(
            authorize(&warm),
            "{name}: a benchmark of a refusal says nothing"
        );
        time(
            &format!("{name} ({} bytes): first call", token.len()),
            100,
            || authorize(&new()),
        );
        time(&format!("{name}: every further call"), 10_000, || {
            authorize(&warm)
        });
    }
    Ok(())
}

const CALL: Call<'_> = Call {
    scope: Scope::Chat,
    model: Some("openai/gpt-4o-mini"),
    source_ip: None,
    now: NOW,
};
