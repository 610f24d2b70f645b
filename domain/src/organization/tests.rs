//! What may be asked of an organisation, and what comes of it.
use super::{Command, Error, Event, Organization};
use crate::{id::CommandId, testing::given};
use uuid::Uuid;

const COMMAND: CommandId = CommandId(Uuid::from_u128(1));

fn create(command: CommandId) -> Command {
    Command::Create {
        command,
        name: "acme".into(),
        display_name: None,
    }
}

fn created() -> Event {
    Event::Created {
        command: COMMAND,
        name: "acme".into(),
        display_name: None,
    }
}

#[test]
fn an_organisation_is_created() {
    given::<Organization>([])
        .when(create(COMMAND))
        .then([created()]);
}

#[test]
fn creating_it_again_by_the_same_command_changes_nothing() {
    given::<Organization>([created()])
        .when(create(COMMAND))
        .then([]);
}

#[test]
fn a_second_organisation_of_the_same_name_is_refused() {
    given::<Organization>([created()])
        .when(create(CommandId(Uuid::from_u128(2))))
        .then_error(Error::Exists);
}
