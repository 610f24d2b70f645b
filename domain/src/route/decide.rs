//! One function a command.
use super::{Command, Error, Event, MOST_TARGETS, Route, RouteSettings, State, evolve::evolve};
use crate::{
    Decider,
    id::CommandId,
    provider::{ModelName, Revision, Versioned},
};
use std::collections::HashSet;

type Decision = Result<Vec<Event>, Error>;

impl Decider for Route {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Error = Error;

    fn decide(state: &State, command: Command) -> Decision {
        match command {
            Command::Add {
                command,
                name,
                settings,
            } => add(state, command, name, settings),
            Command::Change { expected, settings } => change(state, expected, settings),
            Command::Remove { expected } => {
                present(state, expected)?;
                Ok(vec![Event::Removed {}])
            }
        }
    }

    fn evolve(state: State, event: &Event) -> State {
        evolve(state, event)
    }
}

fn add(state: &State, command: CommandId, name: ModelName, settings: RouteSettings) -> Decision {
    match &state.0 {
        Some(route) if route.added_by == command => Ok(Vec::new()),
        Some(_) => Err(Error::Exists),
        None => {
            require_sense(&settings)?;
            Ok(vec![Event::Added {
                command,
                name,
                settings,
            }])
        }
    }
}

fn change(state: &State, expected: Option<Revision>, settings: RouteSettings) -> Decision {
    let route = present(state, expected)?;
    require_sense(&settings)?;
    if route.value == settings {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Changed { settings }])
}

fn present(state: &State, expected: Option<Revision>) -> Result<&Versioned<RouteSettings>, Error> {
    let route = state.0.as_ref().ok_or(Error::Unknown)?;
    if expected.is_some_and(|expected| expected != route.revision) {
        return Err(Error::RevisionMismatch {
            actual: route.revision,
        });
    }
    Ok(route)
}

fn require_sense(settings: &RouteSettings) -> Result<(), Error> {
    if settings.targets.is_empty() {
        return Err(Error::NoTarget);
    }
    if settings.all_targets().count() > MOST_TARGETS {
        return Err(Error::TooManyTargets);
    }
    let mut named = HashSet::new();
    for target in settings.all_targets() {
        if !named.insert((&target.provider, &target.model)) {
            return Err(Error::NamedTwice {
                provider: target.provider.clone(),
                model: target.model.clone(),
            });
        }
    }
    Ok(())
}
