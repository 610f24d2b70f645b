//! The log's contract, kept by each of its implementations; and what only a real server can lose.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use async_nats::jetstream::{self, stream};
use domain::id::{CommandId, CredentialId, OrganizationId, ProviderId};
use domain::provider::{
    Command, CredentialSettings, Error, Provider, ProviderKind, ProviderName, ProviderSettings,
    SealedSecret,
};
use domain::{Aggregate, AggregateId};
use infra::event_log::topology::{self, Topology, TopologyError};
use infra::event_log::{
    AppendError, EventLog, ExecuteError, Executor, JetStreamLog, LogError, MemoryLog, Sequence,
    Stream, connect, last_sequence,
};
use tests::log::{LogServer, by_operator, creation, organization, until_ids_are_forgotten};
use tests::wire::Wire;
use uuid::Uuid;

macro_rules! contract {
    ($($behaviour:ident,)+) => {
        mod in_memory {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $behaviour() -> anyhow::Result<()> {
                    super::$behaviour(MemoryLog::default()).await
                }
            )+
        }

        mod on_jetstream {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $behaviour() -> anyhow::Result<()> {
                    let server = LogServer::start().await?;
                    super::$behaviour(server.log()).await
                }
            )+
        }
    };
}

contract! {
    a_commit_is_loaded_as_it_was_appended,
    an_append_that_expects_another_last_commit_conflicts,
    the_same_commit_again_is_the_same_commit,
    a_tail_is_what_follows_a_place,
    a_refusal_is_decided_on_the_newest_state,
    a_repeated_command_changes_nothing,
    concurrent_commands_never_break_a_rule,
}

async fn a_commit_is_loaded_as_it_was_appended(log: impl EventLog) -> anyhow::Result<()> {
    let (one, other) = (organization("one"), organization("other"));
    let commit = creation("one");
    ensure!(log.load(&one, 0).await?.is_empty());
    log.append(&other, 0, &creation("other")).await?;
    let sequence = log.append(&one, 0, &commit).await?;
    let loaded = log.load(&one, 0).await?;
    assert_eq!(loaded.len(), 1);
    assert_eq!((loaded[0].sequence, &loaded[0].commit), (sequence, &commit));
    Ok(())
}

async fn an_append_that_expects_another_last_commit_conflicts(
    log: impl EventLog,
) -> anyhow::Result<()> {
    let one = organization("one");
    let first = log.append(&one, 0, &creation("one")).await?;
    for expected in [0, first + 1] {
        let conflicting = log.append(&one, expected, &creation("one")).await;
        ensure!(
            matches!(conflicting, Err(AppendError::Conflict)),
            "{expected}"
        );
    }
    let second = log.append(&one, first, &creation("one")).await?;
    ensure!(second > first);
    Ok(())
}

async fn the_same_commit_again_is_the_same_commit(log: impl EventLog) -> anyhow::Result<()> {
    let one = organization("one");
    let commit = creation("one");
    let first = log.append(&one, 0, &commit).await?;
    assert_eq!(log.append(&one, 0, &commit).await?, first);
    assert_eq!(log.load(&one, 0).await?.len(), 1);
    Ok(())
}

async fn a_tail_is_what_follows_a_place(log: impl EventLog) -> anyhow::Result<()> {
    let (one, other) = (organization("one"), organization("other"));
    let mut sequences: Vec<Sequence> = Vec::new();
    let mut others = 0;
    for _ in 0..1_100 {
        let last = sequences.last().copied().unwrap_or(0);
        sequences.push(log.append(&one, last, &creation("one")).await?);
        if sequences.len().is_multiple_of(100) {
            others = log.append(&other, others, &creation("other")).await?;
        }
    }
    for known in [0, 1, 99, 100, 101, 1_098, 1_099, 1_100] {
        let after = if known == 0 { 0 } else { sequences[known - 1] };
        let tail = log.load(&one, after).await?;
        let found: Vec<Sequence> = tail.iter().map(|recorded| recorded.sequence).collect();
        assert_eq!(found, sequences[known..], "after {known}");
    }
    Ok(())
}

async fn a_refusal_is_decided_on_the_newest_state(
    log: impl EventLog + Clone,
) -> anyhow::Result<()> {
    let (here, there) = (Executor::new(log.clone()), Executor::new(log));
    let provider = add_provider(&here).await?;
    let credential = add_credential(&here, provider, "taken").await?;
    let remove = Command::RemoveCredential {
        expected: None,
        credential,
    };
    there
        .execute::<Provider>(&provider, by_operator(), remove)
        .await?;
    let again = add_credential(&here, provider, "taken").await?;
    ensure!(again != credential);
    Ok(())
}

async fn a_repeated_command_changes_nothing(log: impl EventLog) -> anyhow::Result<()> {
    let executor = Executor::new(log);
    let provider = add_provider(&executor).await?;
    let command = credential_named("one");
    let execute = || executor.execute::<Provider>(&provider, by_operator(), command.clone());
    let (first, again) = (execute().await?, execute().await?);
    assert_eq!((first.events.len(), again.events.len()), (1, 0));
    assert_eq!((first.sequence, first.state), (again.sequence, again.state));
    Ok(())
}

async fn concurrent_commands_never_break_a_rule(log: impl EventLog + Clone) -> anyhow::Result<()> {
    const NAMES: usize = 6;
    let provider = add_provider(&Executor::new(log.clone())).await?;
    let tasks: Vec<_> = (0..4 * NAMES)
        .map(|n| {
            let executor = Executor::new(log.clone());
            let command = credential_named(&format!("name {}", n % NAMES));
            tokio::spawn(async move {
                executor
                    .execute::<Provider>(&provider, by_operator(), command)
                    .await
            })
        })
        .collect();
    let (mut added, mut refused) = (0, 0);
    for task in tasks {
        match task.await? {
            Ok(executed) => added += executed.events.len(),
            Err(ExecuteError::Refused(Error::CredentialExists)) => refused += 1,
            Err(error) => return Err(error.into()),
        }
    }
    assert_eq!((added, refused), (NAMES, 3 * NAMES));
    assert_eq!(log.load(&provider, 0).await?.len(), 1 + NAMES);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_acknowledgement_is_lost_is_recorded_once() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let wire = Wire::to(server.url()).await?;
    let log = JetStreamLog::new(connect(&wire.url).await?);
    let one = organization("one");
    wire.lose_answers();
    let appending = tokio::spawn(async move { log.append(&one, 0, &creation("one")).await });
    reaches(&server.context(), 1).await?;
    wire.cut();
    assert_eq!(appending.await??, 1);
    assert_eq!(last_sequence(&server.context(), Stream::Control).await?, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_acknowledgement_is_lost_for_longer_than_ids_are_remembered_is_found()
-> anyhow::Result<()> {
    let server = LogServer::with(Topology {
        duplicate_window: Duration::from_millis(100),
        ..Topology::default()
    })
    .await?;
    let wire = Wire::to(server.url()).await?;
    let log = JetStreamLog::new(connect(&wire.url).await?);
    let one = organization("one");
    wire.lose_answers();
    let appending = tokio::spawn(async move { log.append(&one, 0, &creation("one")).await });
    reaches(&server.context(), 1).await?;
    until_ids_are_forgotten(&server.context(), "control.probe").await?;
    wire.cut();
    assert_eq!(appending.await??, 1);
    assert_eq!(server.log().load(&one, 0).await?.len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_go_on_when_the_server_is_killed_among_them() -> anyhow::Result<()> {
    const COMMANDS: usize = 60;
    let server = Arc::new(LogServer::start().await?);
    let executor = Executor::new(server.log());
    let provider = add_provider(&executor).await?;
    let work = tokio::spawn(async move {
        for n in 0..COMMANDS {
            let command = credential_named(&format!("name {n}"));
            until_available(&executor, provider, command).await?;
        }
        anyhow::Ok(())
    });
    reaches(&server.context(), 20).await?;
    server.kill()?;
    work.await??;
    assert_eq!(server.log().load(&provider, 0).await?.len(), 1 + COMMANDS);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_made_once_and_a_different_one_is_named() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let context = server.context();
    topology::ensure(&context, &Topology::default()).await?;
    let aged = Topology {
        traffic_max_age: Some(Duration::from_hours(1)),
        ..Topology::default()
    };
    let error = topology::ensure(&context, &aged).await.unwrap_err();
    ensure!(matches!(
        error,
        TopologyError::Different {
            stream: "TRAFFIC",
            ..
        }
    ));
    assert_eq!(
        error.to_string(),
        "stream TRAFFIC is configured differently: max_age is 0ns, not 3600s"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_commit_can_be_deleted() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    server
        .log()
        .append(&organization("one"), 0, &creation("one"))
        .await?;
    let stream: stream::Stream = server.context().get_stream("CONTROL").await?;
    ensure!(stream.delete_message(1).await.is_err());
    ensure!(stream.purge().await.is_err());
    reaches(&server.context(), 1).await
}

async fn add_provider(executor: &Executor<impl EventLog>) -> anyhow::Result<AggregateId> {
    let organization = OrganizationId::named("one");
    let name = ProviderName::try_from("openai".to_owned())?;
    let provider = Provider::aggregate_id(organization, ProviderId::named(organization, "openai"));
    let add = Command::Add {
        command: CommandId(Uuid::now_v7()),
        name,
        kind: ProviderKind::OPENAI,
        settings: ProviderSettings {
            display_name: None,
            base_url: None,
            region: None,
            api_version: None,
            enabled: true,
        },
    };
    executor
        .execute::<Provider>(&provider, by_operator(), add)
        .await?;
    Ok(provider)
}

fn credential_named(name: &str) -> Command {
    credential(CommandId(Uuid::now_v7()), name)
}

fn credential(command: CommandId, name: &str) -> Command {
    Command::AddCredential {
        command,
        settings: CredentialSettings {
            name: name.to_owned(),
            weight: 1,
            enabled: true,
        },
        sealed: SealedSecret {
            master_key: 1,
            data_key: String::new(),
            ciphertext: String::new(),
            hint: String::new(),
        },
    }
}

async fn add_credential(
    executor: &Executor<impl EventLog>,
    provider: AggregateId,
    name: &str,
) -> anyhow::Result<CredentialId> {
    let command = CommandId(Uuid::now_v7());
    let add = credential(command, name);
    executor
        .execute::<Provider>(&provider, by_operator(), add)
        .await?;
    Ok(CredentialId::created_by(command))
}

async fn until_available(
    executor: &Executor<JetStreamLog>,
    provider: AggregateId,
    command: Command,
) -> anyhow::Result<()> {
    loop {
        let execute = executor.execute::<Provider>(&provider, by_operator(), command.clone());
        match execute.await {
            Ok(_) => return Ok(()),
            Err(ExecuteError::Log(LogError::Unavailable(_))) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Waits until CONTROL holds so many commits.
async fn reaches(context: &jetstream::Context, last: Sequence) -> anyhow::Result<()> {
    while last_sequence(context, Stream::Control).await? < last {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}
