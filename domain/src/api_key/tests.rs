//! What may be asked of a key, and what comes of it.
use super::{ApiKey, ApiKeySettings, Command, Error, Event, ModelPattern, Scope};
use crate::{id::CommandId, provider::Revision, testing::given};
use uuid::Uuid;

const COMMAND: CommandId = CommandId(Uuid::from_u128(1));

fn named(name: &str) -> ApiKeySettings {
    ApiKeySettings {
        name: name.to_owned(),
        scopes: vec![Scope::Chat],
        models: vec![ModelPattern::any()],
        expires_at: None,
    }
}

fn create(settings: ApiKeySettings) -> Command {
    Command::Create {
        command: COMMAND,
        owner: None,
        settings,
    }
}

fn created() -> Event {
    Event::Created {
        command: COMMAND,
        owner: None,
        settings: named("a"),
    }
}

fn change(name: &str, expected: Option<Revision>) -> Command {
    Command::Change {
        expected,
        settings: named(name),
    }
}

fn changed(name: &str) -> Event {
    Event::Changed {
        settings: named(name),
    }
}

const REVOKE: Command = Command::Revoke { expected: None };

#[test]
fn a_key_is_created_once() {
    given::<ApiKey>([])
        .when(create(named("a")))
        .then([created()]);
    given::<ApiKey>([created()])
        .when(create(named("a")))
        .then([]);
}

#[test]
fn one_command_cannot_create_two_different_keys() {
    given::<ApiKey>([created()])
        .when(create(named("b")))
        .then_error(Error::Different);
}

#[test]
fn a_key_that_could_do_nothing_is_refused() {
    let mut useless = named("a");
    useless.scopes.clear();
    given::<ApiKey>([])
        .when(create(useless))
        .then_error(Error::Useless);
}

#[test]
fn a_change_is_recorded_once() {
    given::<ApiKey>([created()])
        .when(change("b", None))
        .then([changed("b")]);
    given::<ApiKey>([created(), changed("b")])
        .when(change("b", None))
        .then([]);
}

#[test]
fn a_change_to_an_older_revision_is_refused() {
    given::<ApiKey>([created(), changed("b")])
        .when(change("c", Some(Revision(1))))
        .then_error(Error::RevisionMismatch {
            actual: Revision(2),
        });
}

#[test]
fn a_key_is_revoked_once_and_for_ever() {
    given::<ApiKey>([created()])
        .when(REVOKE)
        .then([Event::Revoked {}]);
    given::<ApiKey>([created(), Event::Revoked {}])
        .when(REVOKE)
        .then([]);
    given::<ApiKey>([created(), Event::Revoked {}])
        .when(change("b", None))
        .then_error(Error::Revoked);
}

#[test]
fn an_unknown_key_is_refused() {
    given::<ApiKey>([]).when(REVOKE).then_error(Error::Unknown);
}

#[test]
fn a_key_that_would_not_fit_into_a_token_is_refused() {
    let with = |count: usize| ApiKeySettings {
        models: vec![ModelPattern::any(); count],
        ..named("a")
    };
    let most = (3072 - "chat".len() - 16) / 17;
    let created = Event::Created {
        command: COMMAND,
        owner: None,
        settings: with(most),
    };
    given::<ApiKey>([])
        .when(create(with(most)))
        .then([created.clone()]);
    given::<ApiKey>([])
        .when(create(with(most + 1)))
        .then_error(Error::TooLong);
    let change = Command::Change {
        expected: None,
        settings: with(most + 1),
    };
    given::<ApiKey>([created])
        .when(change)
        .then_error(Error::TooLong);
}
