//! What may be asked of a provider, and what comes of it.
use super::{
    Command, CredentialSettings, DisabledReason, Error, Event, ModelName, ModelSettings, ModelType,
    Provider, ProviderKind, ProviderName, ProviderSettings, Revision, SealedSecret,
};
use crate::{
    id::{CommandId, CredentialId},
    testing::given,
};
use uuid::Uuid;

const FIRST: CommandId = CommandId(Uuid::from_u128(1));
const SECOND: CommandId = CommandId(Uuid::from_u128(2));

fn name() -> ProviderName {
    "local".to_owned().try_into().unwrap()
}

fn at(base_url: &str) -> ProviderSettings {
    ProviderSettings {
        display_name: None,
        base_url: Some(base_url.to_owned()),
        region: None,
        api_version: None,
        enabled: true,
    }
}

fn add(command: CommandId) -> Command {
    Command::Add {
        command,
        name: name(),
        kind: ProviderKind::OPENAI_COMPATIBLE,
        settings: at("http://one/v1"),
    }
}

fn added() -> Event {
    Event::Added {
        command: FIRST,
        name: name(),
        kind: ProviderKind::OPENAI_COMPATIBLE,
        settings: at("http://one/v1"),
    }
}

fn changed() -> Event {
    Event::Changed {
        settings: at("http://two/v1"),
    }
}

fn change(expected: Option<Revision>) -> Command {
    Command::Change {
        expected,
        settings: at("http://two/v1"),
    }
}

fn credential_named(name: &str) -> CredentialSettings {
    CredentialSettings {
        name: name.to_owned(),
        weight: 1,
        enabled: true,
    }
}

fn sealed(ciphertext: &str) -> SealedSecret {
    SealedSecret {
        master_key: 1,
        data_key: "d".into(),
        ciphertext: ciphertext.to_owned(),
        hint: "1234".into(),
    }
}

fn add_credential(command: CommandId) -> Command {
    Command::AddCredential {
        command,
        settings: credential_named("main"),
        sealed: sealed("a"),
    }
}

fn credential_added() -> Event {
    Event::CredentialAdded {
        command: FIRST,
        credential: CredentialId::created_by(FIRST),
        settings: credential_named("main"),
        sealed: sealed("a"),
    }
}

fn model(name: &str) -> ModelName {
    name.to_owned().try_into().unwrap()
}

fn chat() -> ModelSettings {
    ModelSettings {
        r#type: ModelType::Chat,
        context_window: Some(8192),
        max_output_tokens: None,
        capabilities: Vec::new(),
        enabled: true,
    }
}

fn add_models(command: CommandId, names: &[&str]) -> Command {
    Command::AddModels {
        command,
        models: names.iter().map(|name| (model(name), chat())).collect(),
    }
}

fn model_added(name: &str) -> Event {
    Event::ModelAdded {
        command: FIRST,
        model: model(name),
        settings: chat(),
    }
}

#[test]
fn a_provider_is_added() {
    given::<Provider>([]).when(add(FIRST)).then([added()]);
}

#[test]
fn adding_it_again_by_the_same_command_changes_nothing() {
    given::<Provider>([added()]).when(add(FIRST)).then([]);
}

#[test]
fn a_second_provider_of_the_same_name_is_refused() {
    given::<Provider>([added()])
        .when(add(SECOND))
        .then_error(Error::ProviderExists);
}

#[test]
fn a_removed_providers_name_is_free_again() {
    given::<Provider>([added(), Event::Removed {}])
        .when(Command::Add {
            command: SECOND,
            name: name(),
            kind: ProviderKind::OPENAI,
            settings: at("http://one/v1"),
        })
        .then([Event::Added {
            command: SECOND,
            name: name(),
            kind: ProviderKind::OPENAI,
            settings: at("http://one/v1"),
        }]);
}

#[test]
fn a_compatible_provider_without_a_base_url_is_refused() {
    let settings = ProviderSettings {
        base_url: None,
        ..at("")
    };
    given::<Provider>([])
        .when(Command::Add {
            command: FIRST,
            name: name(),
            kind: ProviderKind::OPENAI_COMPATIBLE,
            settings: settings.clone(),
        })
        .then_error(Error::BaseUrlRequired);
    given::<Provider>([added()])
        .when(Command::Change {
            expected: None,
            settings,
        })
        .then_error(Error::BaseUrlRequired);
}

#[test]
fn a_change_is_recorded_once() {
    given::<Provider>([added()])
        .when(change(None))
        .then([changed()]);
    given::<Provider>([added(), changed()])
        .when(change(None))
        .then([]);
}

#[test]
fn a_change_to_an_older_revision_is_refused() {
    given::<Provider>([added(), changed()])
        .when(change(Some(Revision(1))))
        .then_error(Error::RevisionMismatch {
            actual: Revision(2),
        });
}

#[test]
fn nothing_can_be_done_to_a_provider_that_is_not_there() {
    let commands = [
        change(None),
        Command::Remove { expected: None },
        add_credential(FIRST),
        add_models(FIRST, &["m"]),
    ];
    for command in commands {
        given::<Provider>([])
            .when(command)
            .then_error(Error::UnknownProvider);
    }
}

#[test]
fn a_credential_is_added_once() {
    given::<Provider>([added()])
        .when(add_credential(FIRST))
        .then([credential_added()]);
    given::<Provider>([added(), credential_added()])
        .when(add_credential(FIRST))
        .then([]);
    given::<Provider>([added(), credential_added()])
        .when(add_credential(SECOND))
        .then_error(Error::CredentialExists);
}

#[test]
fn a_credentials_secret_is_replaced_without_touching_its_settings() {
    let credential = CredentialId::created_by(FIRST);
    given::<Provider>([added(), credential_added()])
        .when(Command::ChangeCredential {
            expected: Some(Revision::FIRST),
            credential,
            settings: credential_named("main"),
            sealed: Some(sealed("b")),
        })
        .then([Event::CredentialRotated {
            credential,
            sealed: sealed("b"),
        }]);
}

fn disable(refused: Revision) -> Command {
    Command::DisableCredential {
        refused,
        credential: CredentialId::created_by(FIRST),
        reason: DisabledReason::Unauthorized,
    }
}

fn disabled() -> Event {
    Event::CredentialDisabled {
        credential: CredentialId::created_by(FIRST),
        reason: DisabledReason::Unauthorized,
    }
}

#[test]
fn a_credential_that_is_refused_is_disabled_once_and_enabled_again_when_it_is_taken() {
    let credential = CredentialId::created_by(FIRST);
    let enable = Command::EnableCredential { credential };
    let enabled = Event::CredentialEnabled { credential };
    let there = [added(), credential_added()];
    given::<Provider>(there.clone())
        .when(disable(Revision::FIRST))
        .then([disabled()]);
    given::<Provider>([&there[..], &[disabled()]].concat())
        .when(disable(Revision::FIRST))
        .then([]);
    given::<Provider>([&there[..], &[disabled()]].concat())
        .when(enable.clone())
        .then([enabled]);
    given::<Provider>(there).when(enable).then([]);
}

#[test]
fn a_new_secret_is_used_and_is_not_disabled_for_what_was_refused_before_it() {
    let credential = CredentialId::created_by(FIRST);
    let rotated = Event::CredentialRotated {
        credential,
        sealed: sealed("b"),
    };
    let history = [added(), credential_added(), disabled(), rotated];
    given::<Provider>(history.clone())
        .when(Command::EnableCredential { credential })
        .then([]);
    given::<Provider>(history)
        .when(disable(Revision::FIRST))
        .then_error(Error::RevisionMismatch {
            actual: Revision(2),
        });
}

#[test]
fn an_unknown_credential_is_refused() {
    let credential = CredentialId::created_by(SECOND);
    given::<Provider>([added()])
        .when(Command::RemoveCredential {
            expected: None,
            credential,
        })
        .then_error(Error::UnknownCredential);
    given::<Provider>([added()])
        .when(Command::ChangeCredential {
            expected: None,
            credential,
            settings: credential_named("x"),
            sealed: None,
        })
        .then_error(Error::UnknownCredential);
}

#[test]
fn models_are_added_once_and_together() {
    given::<Provider>([added()])
        .when(add_models(FIRST, &["a", "b"]))
        .then([model_added("a"), model_added("b")]);
    given::<Provider>([added(), model_added("a")])
        .when(add_models(FIRST, &["a", "b"]))
        .then([model_added("b")]);
    given::<Provider>([added(), model_added("a")])
        .when(add_models(SECOND, &["b", "a"]))
        .then_error(Error::ModelExists(model("a")));
    given::<Provider>([added()])
        .when(add_models(FIRST, &["a", "a"]))
        .then_error(Error::ModelExists(model("a")));
}

#[test]
fn a_model_is_changed_and_removed() {
    let off = ModelSettings {
        enabled: false,
        ..chat()
    };
    let change = |model, settings: &ModelSettings| Command::ChangeModel {
        expected: None,
        model,
        settings: settings.clone(),
    };
    given::<Provider>([added(), model_added("a")])
        .when(change(model("a"), &off))
        .then([Event::ModelChanged {
            model: model("a"),
            settings: off.clone(),
        }]);
    given::<Provider>([added(), model_added("a")])
        .when(change(model("a"), &chat()))
        .then([]);
    given::<Provider>([added()])
        .when(change(model("a"), &off))
        .then_error(Error::UnknownModel);
    given::<Provider>([added(), model_added("a")])
        .when(Command::RemoveModel {
            expected: Some(Revision::FIRST),
            model: model("a"),
        })
        .then([Event::ModelRemoved { model: model("a") }]);
}
