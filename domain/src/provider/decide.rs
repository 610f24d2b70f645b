//! One function a command.
use super::{
    Command, CredentialSettings, DisabledReason, Error, Event, ModelName, ModelSettings, Need,
    Present, Provider, ProviderKind, ProviderName, ProviderSettings, Revision, SealedSecret, State,
    Versioned, evolve::evolve,
};
use crate::{
    Decider,
    id::{CommandId, CredentialId},
};

type Decision = Result<Vec<Event>, Error>;

impl Decider for Provider {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Error = Error;

    fn decide(state: &State, command: Command) -> Decision {
        if let Command::Add {
            command,
            name,
            kind,
            settings,
        } = command
        {
            return add(state, command, (name, kind, settings));
        }
        let present = state.0.as_ref().ok_or(Error::UnknownProvider)?;
        match command {
            Command::Add { .. } => Ok(Vec::new()),
            Command::Change { expected, settings } => change(present, expected, settings),
            Command::Remove { expected } => remove(present, expected),
            Command::AddCredential {
                command,
                settings,
                sealed,
            } => add_credential(present, command, settings, sealed),
            Command::ChangeCredential {
                expected,
                credential,
                settings,
                sealed,
            } => change_credential(present, expected, credential, settings, sealed),
            Command::DisableCredential {
                refused,
                credential,
                reason,
            } => disable_credential(present, refused, credential, reason),
            Command::EnableCredential { credential } => enable_credential(present, credential),
            Command::RemoveCredential {
                expected,
                credential,
            } => remove_credential(present, expected, credential),
            Command::AddModels { command, models } => add_models(present, command, models),
            Command::ChangeModel {
                expected,
                model,
                settings,
            } => change_model(present, expected, model, settings),
            Command::RemoveModel { expected, model } => remove_model(present, expected, model),
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        evolve(state, event)
    }
}

fn add(
    state: &State,
    command: CommandId,
    (name, kind, settings): (ProviderName, ProviderKind, ProviderSettings),
) -> Decision {
    match &state.0 {
        Some(present) if present.provider.added_by == command => Ok(Vec::new()),
        Some(_) => Err(Error::ProviderExists),
        None => {
            require_needs(kind, &settings)?;
            Ok(vec![Event::Added {
                command,
                name,
                kind,
                settings,
            }])
        }
    }
}

fn change(present: &Present, expected: Option<Revision>, settings: ProviderSettings) -> Decision {
    present.provider.require(expected)?;
    require_needs(present.kind, &settings)?;
    if present.provider.value == settings {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Changed { settings }])
}

fn remove(present: &Present, expected: Option<Revision>) -> Decision {
    present.provider.require(expected)?;
    Ok(vec![Event::Removed {}])
}

fn add_credential(
    present: &Present,
    command: CommandId,
    settings: CredentialSettings,
    sealed: SealedSecret,
) -> Decision {
    let credential = CredentialId::created_by(command);
    if present.credentials.contains_key(&credential) {
        return Ok(Vec::new());
    }
    require_free_name(present, credential, &settings.name)?;
    Ok(vec![Event::CredentialAdded {
        command,
        credential,
        settings,
        sealed,
    }])
}

fn change_credential(
    present: &Present,
    expected: Option<Revision>,
    credential: CredentialId,
    settings: CredentialSettings,
    sealed: Option<SealedSecret>,
) -> Decision {
    let found = credential_of(present, credential)?;
    found.require(expected)?;
    require_free_name(present, credential, &settings.name)?;
    let changed = (found.value != settings).then_some(Event::CredentialChanged {
        credential,
        settings,
    });
    let rotated = sealed.map(|sealed| Event::CredentialRotated { credential, sealed });
    Ok(changed.into_iter().chain(rotated).collect())
}

fn disable_credential(
    present: &Present,
    refused: Revision,
    credential: CredentialId,
    reason: DisabledReason,
) -> Decision {
    credential_of(present, credential)?.require(Some(refused))?;
    if present.disabled.get(&credential) == Some(&reason) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::CredentialDisabled { credential, reason }])
}

fn enable_credential(present: &Present, credential: CredentialId) -> Decision {
    credential_of(present, credential)?;
    if !present.disabled.contains_key(&credential) {
        return Ok(Vec::new());
    }
    Ok(vec![Event::CredentialEnabled { credential }])
}

fn remove_credential(
    present: &Present,
    expected: Option<Revision>,
    credential: CredentialId,
) -> Decision {
    credential_of(present, credential)?.require(expected)?;
    Ok(vec![Event::CredentialRemoved { credential }])
}

fn add_models(
    present: &Present,
    command: CommandId,
    models: Vec<(ModelName, ModelSettings)>,
) -> Decision {
    let mut events: Vec<Event> = Vec::with_capacity(models.len());
    let mut named = std::collections::BTreeSet::new();
    for (model, settings) in models {
        match present.models.get(&model) {
            Some(found) if found.added_by == command => {}
            Some(_) => return Err(Error::ModelExists(model)),
            None if !named.insert(model.clone()) => return Err(Error::ModelExists(model)),
            None => events.push(Event::ModelAdded {
                command,
                model,
                settings,
            }),
        }
    }
    Ok(events)
}

fn change_model(
    present: &Present,
    expected: Option<Revision>,
    model: ModelName,
    settings: ModelSettings,
) -> Decision {
    let found = model_of(present, &model)?;
    found.require(expected)?;
    if found.value == settings {
        return Ok(Vec::new());
    }
    Ok(vec![Event::ModelChanged { model, settings }])
}

fn remove_model(present: &Present, expected: Option<Revision>, model: ModelName) -> Decision {
    model_of(present, &model)?.require(expected)?;
    Ok(vec![Event::ModelRemoved { model }])
}

fn credential_of(
    present: &Present,
    credential: CredentialId,
) -> Result<&Versioned<CredentialSettings>, Error> {
    let found = present.credentials.get(&credential);
    found.ok_or(Error::UnknownCredential)
}

fn model_of<'a>(
    present: &'a Present,
    model: &ModelName,
) -> Result<&'a Versioned<ModelSettings>, Error> {
    present.models.get(model).ok_or(Error::UnknownModel)
}

fn require_free_name(present: &Present, own: CredentialId, name: &str) -> Result<(), Error> {
    let taken = |(id, other): (&CredentialId, &Versioned<CredentialSettings>)| {
        *id != own && other.value.name == name
    };
    if present.credentials.iter().any(taken) {
        return Err(Error::CredentialExists);
    }
    Ok(())
}

/// Refuses settings without what the kind cannot do without.
fn require_needs(kind: ProviderKind, settings: &ProviderSettings) -> Result<(), Error> {
    for need in kind.needs() {
        let (given, error) = match need {
            Need::BaseUrl => (&settings.base_url, Error::BaseUrlRequired),
            Need::Region => (&settings.region, Error::RegionRequired),
            Need::ApiVersion => (&settings.api_version, Error::ApiVersionRequired),
        };
        if given.is_none() {
            return Err(error);
        }
    }
    Ok(())
}

impl<T> Versioned<T> {
    fn require(&self, expected: Option<Revision>) -> Result<(), Error> {
        match expected {
            Some(expected) if expected != self.revision => Err(Error::RevisionMismatch {
                actual: self.revision,
            }),
            Some(_) | None => Ok(()),
        }
    }
}
