//! What it costs to know a caller and to find where their call goes, beside few and many others.
mod timing;

use domain::{
    Aggregate, AggregateId,
    actor::Actor,
    api_key::{self, ApiKey, ApiKeySettings, ModelPattern, Scope},
    event::Event,
    id::{ApiKeyId, CommandId, CommitId, OrganizationId, ProviderId},
    organization::{self, Organization},
    provider::{self, Provider, ProviderKind, ProviderName, ProviderSettings},
    time::Timestamp,
};
use gateway::{
    auth::{Authenticator, Call, KeyFacts},
    live::{Folder, Live},
};
use infra::secrets::Keyring;
use schemas::{
    Commit,
    subject::{self, ControlSubject},
};
use std::error::Error;
use timing::time;
use uuid::Uuid;

const MASTER_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);
const MODEL: &str = "openai/gpt-4o-mini";
/// How many callers take turns; all of them stay known.
const CALLERS: u32 = 10_000;

/// Of what there are many.
#[derive(Clone, Copy, Debug)]
enum Many {
    /// Keys of one organisation.
    Keys,
    /// Organisations with a key each.
    Organizations,
}

/// A key and whose it is.
#[derive(Clone, Copy)]
struct Place {
    organization: OrganizationId,
    key: ApiKeyId,
}

fn main() -> Result<(), Box<dyn Error>> {
    for many in [Many::Keys, Many::Organizations] {
        for count in [10, 10_000, 1_000_000] {
            measure(many, count)?;
        }
    }
    Ok(())
}

fn measure(many: Many, count: u32) -> Result<(), Box<dyn Error>> {
    let authenticator = Authenticator::new(&Keyring::from_base64(MASTER_KEY)?, "operator");
    let live = folded(many, count)?;
    let step = (count / CALLERS).max(1);
    let places = (0..count).step_by(step as usize);
    let tokens: Vec<String> = places
        .map(|number| token(&authenticator, many.place(number)))
        .collect();
    let admit = |token: &str| {
        let snapshot = live.snapshot();
        let caller = authenticator.authenticate(token, &snapshot, NOW).ok()?;
        caller.may_call(&CALL).ok()?;
        let view = snapshot.organization(caller.organization)?;
        view.resolve(MODEL).targets.into_iter().next()
    };
    let all_known = tokens.iter().all(|token| admit(token).is_some());
    assert!(all_known, "a benchmark of a refusal says nothing");
    time(&format!("{count} {many:?}: one caller"), 10_000, || {
        admit(&tokens[0])
    });
    let mut turns = tokens.iter().cycle();
    let callers = tokens.len();
    time(
        &format!("{count} {many:?}: {callers} callers in turn"),
        10_000,
        || turns.next().and_then(|token| admit(token)),
    );
    Ok(())
}

const CALL: Call<'_> = Call {
    scope: Scope::Chat,
    model: Some(MODEL),
    source_ip: None,
    now: NOW,
};

impl Many {
    fn place(self, number: u32) -> Place {
        let organization = match self {
            Self::Keys => OrganizationId::named("default"),
            Self::Organizations => OrganizationId(Uuid::from_u128(number.into())),
        };
        let key = ApiKeyId(Uuid::from_u128(number.into()));
        Place { organization, key }
    }
}

fn settings() -> ApiKeySettings {
    ApiKeySettings {
        name: String::new(),
        scopes: Scope::CALLS.to_vec(),
        models: vec![ModelPattern::any()],
        expires_at: None,
    }
}

fn token(authenticator: &Authenticator, place: Place) -> String {
    authenticator.mint(&KeyFacts {
        organization: place.organization,
        api_key: place.key,
        owner: None,
        settings: settings(),
    })
}

/// Every key was changed, so that the snapshot holds something of each.
fn folded(many: Many, count: u32) -> Result<Live, Box<dyn Error>> {
    let (live, mut folder) = Folder::new();
    for number in 0..count {
        let place = many.place(number);
        if number == 0 || matches!(many, Many::Organizations) {
            configure(&mut folder, place.organization)?;
        }
        let changed = api_key::Event::Changed {
            settings: settings(),
        };
        let aggregate = ApiKey::aggregate_id(place.organization, place.key);
        fold(&mut folder, &aggregate, changed.into());
    }
    folder.publish();
    Ok(live)
}

/// An organisation with one provider.
fn configure(folder: &mut Folder, id: OrganizationId) -> Result<(), Box<dyn Error>> {
    let created = organization::Event::Created {
        command: CommandId(Uuid::nil()),
        name: id.to_string(),
        display_name: None,
    };
    fold(folder, &Organization::aggregate_id(id, id), created.into());
    let added = provider::Event::Added {
        command: CommandId(Uuid::nil()),
        name: ProviderName::try_from("openai".to_owned())?,
        kind: ProviderKind::OPENAI,
        settings: ProviderSettings {
            display_name: None,
            base_url: None,
            region: None,
            api_version: None,
            enabled: true,
        },
    };
    let provider = ProviderId::named(id, "openai");
    fold(
        folder,
        &Provider::aggregate_id(id, provider.0),
        added.into(),
    );
    Ok(())
}

fn fold(folder: &mut Folder, aggregate: &AggregateId, event: Event) {
    let commit = Commit {
        id: CommitId(Uuid::nil()),
        time: NOW,
        organization: aggregate.organization,
        actor: Actor::OPERATOR,
        cause: None,
        events: vec![event],
    };
    let subject = subject::control(aggregate);
    if let Some(subject) = ControlSubject::parse(&subject) {
        folder.fold(folder.sequence() + 1, &subject, &commit);
    }
}
