//! What may be asked of a route, and what comes of it.
use super::{
    Command, Error, Event, MOST_TARGETS, Retries, Route, RouteSettings, RouteTarget, State,
};
use crate::{
    fold,
    id::CommandId,
    provider::{ModelName, Revision},
    routing::Strategy,
    testing::given,
};
use uuid::Uuid;

const FIRST: CommandId = CommandId(Uuid::from_u128(1));
const SECOND: CommandId = CommandId(Uuid::from_u128(2));

fn name(text: &str) -> ModelName {
    text.to_owned().try_into().unwrap()
}

fn target(provider: &str, model: &str) -> RouteTarget {
    RouteTarget {
        provider: provider.to_owned().try_into().unwrap(),
        model: name(model),
        weight: 1,
        timeout_ms: None,
    }
}

fn to(targets: &[RouteTarget]) -> RouteSettings {
    RouteSettings {
        strategy: Strategy::Weighted,
        targets: targets.to_vec(),
        fallbacks: Vec::new(),
        retries: Retries::default(),
        enabled: true,
    }
}

fn one() -> RouteSettings {
    to(&[target("openai", "gpt-4o")])
}

fn other() -> RouteSettings {
    to(&[target("azure", "gpt-4o")])
}

fn add(command: CommandId, settings: RouteSettings) -> Command {
    Command::Add {
        command,
        name: name("fast"),
        settings,
    }
}

fn added() -> Event {
    Event::Added {
        command: FIRST,
        name: name("fast"),
        settings: one(),
    }
}

fn change(expected: Option<Revision>, settings: RouteSettings) -> Command {
    Command::Change { expected, settings }
}

#[test]
fn a_route_is_added_once() {
    given::<Route>([]).when(add(FIRST, one())).then([added()]);
    given::<Route>([added()]).when(add(FIRST, one())).then([]);
    given::<Route>([added()])
        .when(add(SECOND, one()))
        .then_error(Error::Exists);
}

#[test]
fn a_route_that_leads_nowhere_too_far_or_twice_to_one_place_is_refused() {
    let many: Vec<_> = (0..=MOST_TARGETS)
        .map(|n| target("p", &n.to_string()))
        .collect();
    let twice = RouteSettings {
        fallbacks: one().targets,
        ..one()
    };
    let named_twice = Error::NamedTwice {
        provider: "openai".to_owned().try_into().unwrap(),
        model: name("gpt-4o"),
    };
    for (settings, error) in [
        (to(&[]), Error::NoTarget),
        (to(&many), Error::TooManyTargets),
        (twice, named_twice),
    ] {
        given::<Route>([])
            .when(add(FIRST, settings.clone()))
            .then_error(error.clone());
        given::<Route>([added()])
            .when(change(None, settings))
            .then_error(error);
    }
}

#[test]
fn a_change_is_recorded_once_and_one_to_an_older_revision_is_refused() {
    let changed = Event::Changed { settings: other() };
    given::<Route>([added()])
        .when(change(Some(Revision::FIRST), other()))
        .then([changed.clone()]);
    given::<Route>([added(), changed.clone()])
        .when(change(None, other()))
        .then([]);
    given::<Route>([added(), changed])
        .when(change(Some(Revision::FIRST), one()))
        .then_error(Error::RevisionMismatch {
            actual: Revision(2),
        });
}

#[test]
fn a_removed_routes_name_is_free_again() {
    given::<Route>([added()])
        .when(Command::Remove { expected: None })
        .then([Event::Removed {}]);
    assert_eq!(fold::<Route>(&[added(), Event::Removed {}]), State(None));
}

#[test]
fn nothing_can_be_done_to_a_route_that_is_not_there() {
    for command in [change(None, one()), Command::Remove { expected: None }] {
        given::<Route>([]).when(command).then_error(Error::Unknown);
    }
}
