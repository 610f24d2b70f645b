//! What the gateway depends on, and how each of it is.
use crate::{analytics::Analytics, directory::Directory, live::Live};
use actix_web::{
    FromRequest, HttpRequest, dev::Payload, error::ErrorInternalServerError, web::Data,
};
use async_nats::jetstream;
use infra::{
    event_log::{Sequence, Stream, last_sequence},
    journal::Journal,
};
use serde::Serialize;
use std::{
    future::{Ready, ready},
    time::Duration,
};
use tokio::time::timeout;
use utoipa::ToSchema;

/// The longest wait for a dependency's answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whether the gateway can serve proxied calls, and how it is with all that it depends on.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readiness {
    pub(super) status: Status,
    /// The event log: changes need it.
    nats: Dependency,
    /// The configuration in memory; its lag is in commits.
    live: Dependency,
    /// The read models: lists need them; their lag is in commits.
    postgres: Dependency,
    /// The analytics: usage and past requests need them.
    clickhouse: Dependency,
    /// The gateway's own journal of calls; its lag is in bytes on disk, of which some may be in the log already.
    journal: Dependency,
}

/// Whether proxied calls are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    /// They are.
    Ready,
    /// They are not.
    Unready,
}

/// How one of the dependencies is.
#[derive(Debug, Serialize, ToSchema)]
struct Dependency {
    state: State,
    /// How far it is behind; null where that can't be told.
    #[schema(required)]
    lag: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum State {
    /// It answers.
    Up,
    /// It does not.
    Down,
    /// There is none.
    Absent,
}

/// All that the gateway depends on.
pub(super) struct Dependencies {
    live: Data<Live>,
    journal: Data<Journal>,
    log: Data<jetstream::Context>,
    directory: Option<Data<Directory>>,
    analytics: Option<Data<Analytics>>,
}

impl FromRequest for Dependencies {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(dependencies(request))
    }
}

fn dependencies(request: &HttpRequest) -> Result<Dependencies, actix_web::Error> {
    Ok(Dependencies {
        live: of_app(request)?,
        journal: of_app(request)?,
        log: of_app(request)?,
        directory: request.app_data().cloned(),
        analytics: request.app_data().cloned(),
    })
}

fn of_app<T: 'static>(request: &HttpRequest) -> Result<Data<T>, actix_web::Error> {
    let part = request.app_data::<Data<T>>().cloned();
    part.ok_or_else(|| ErrorInternalServerError("a part of the gateway is not set up"))
}

impl Dependencies {
    /// Asks each of them.
    pub(super) async fn look(&self) -> Readiness {
        let folded = self.live.folded();
        let (last, postgres, clickhouse) =
            tokio::join!(self.last(), self.postgres(folded), self.clickhouse());
        let journal = self.journal();
        let ready = journal.state == State::Up;
        Readiness {
            status: if ready {
                Status::Ready
            } else {
                Status::Unready
            },
            nats: Dependency {
                state: if last.is_some() {
                    State::Up
                } else {
                    State::Down
                },
                lag: None,
            },
            live: Dependency {
                state: State::Up,
                lag: last.map(|last| last.saturating_sub(folded)),
            },
            postgres,
            clickhouse,
            journal,
        }
    }

    async fn last(&self) -> Option<Sequence> {
        let last = last_sequence(&self.log, Stream::Control);
        timeout(PATIENCE, last).await.ok()?.ok()
    }

    async fn postgres(&self, folded: Sequence) -> Dependency {
        let Some(directory) = &self.directory else {
            return Dependency {
                state: State::Absent,
                lag: None,
            };
        };
        match timeout(PATIENCE, directory.checkpoint()).await {
            Ok(Ok(read)) => Dependency {
                state: State::Up,
                lag: Some(folded.saturating_sub(read)),
            },
            Ok(Err(_)) | Err(_) => Dependency {
                state: State::Down,
                lag: None,
            },
        }
    }

    async fn clickhouse(&self) -> Dependency {
        let state = match &self.analytics {
            None => State::Absent,
            Some(analytics) => match timeout(PATIENCE, analytics.ping()).await {
                Ok(Ok(())) => State::Up,
                Ok(Err(_)) | Err(_) => State::Down,
            },
        };
        Dependency { state, lag: None }
    }

    fn journal(&self) -> Dependency {
        let state = if self.journal.is_full() {
            State::Down
        } else {
            State::Up
        };
        Dependency {
            state,
            lag: Some(self.journal.bytes()),
        }
    }
}
