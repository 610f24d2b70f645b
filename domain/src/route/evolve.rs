//! Events to state. Total and infallible.
use super::{Event, State};
use crate::provider::Versioned;

pub(super) fn evolve(state: State, event: &Event) -> State {
    match (state, event) {
        (
            State(None),
            Event::Added {
                command, settings, ..
            },
        ) => State(Some(Versioned::added(settings.clone(), *command))),
        (State(Some(mut route)), Event::Changed { settings }) => {
            route.write(settings);
            State(Some(route))
        }
        (_, Event::Removed {}) => State(None),
        (state, Event::Added { .. } | Event::Changed { .. }) => state,
    }
}
