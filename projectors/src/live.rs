//! Keeps every read model up to date until told to stop.
use crate::{
    analytics::AnalyticsModel, error::ProjectorError, follower::Follower, line::ReadModel,
    postgres::PostgresModel, projector::Projector, reader::Source, record::Batch,
    settings::Settings,
};
use infra::{
    event_log::{ConsumerName, Stream},
    telemetry::names,
};
use metrics::{counter, gauge};
use std::{error::Error, time::Duration};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep},
};

/// The pause after a first failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// A projector's share in one stream.
#[derive(Clone, Copy, Debug)]
struct Line {
    projector: Projector,
    stream: Stream,
}

/// Runs every projector, each stream of each in a task and on connections of its own, until `shutdown`.
/// The batches being written then are finished. Losing the log or a database only means waiting for it.
pub async fn run(settings: Settings, shutdown: impl Future<Output = ()>) {
    let (stop, stopped) = watch::channel(());
    let mut lines = JoinSet::new();
    for projector in Projector::ALL {
        for &stream in projector.streams() {
            let line = Line { projector, stream };
            lines.spawn(line.keep(settings.clone(), stopped.clone()));
        }
    }
    shutdown.await;
    drop(stop);
    lines.join_all().await;
}

impl Line {
    async fn keep(self, settings: Settings, mut stopped: watch::Receiver<()>) {
        let mut pause = FIRST_PAUSE;
        loop {
            let began = Instant::now();
            let Err(error) = self.follow(&settings, &mut stopped).await else {
                return;
            };
            self.report(&error);
            if began.elapsed() > LONGEST_PAUSE {
                pause = FIRST_PAUSE;
            }
            tokio::select! {
                _ = stopped.changed() => return,
                () = sleep(pause) => pause = LONGEST_PAUSE.min(pause * 2),
            }
        }
    }

    /// Ends well only when stopped.
    async fn follow(
        self,
        settings: &Settings,
        stopped: &mut watch::Receiver<()>,
    ) -> Result<(), ProjectorError> {
        let source = Source {
            nats_url: settings.nats_url.clone(),
            stream: self.stream,
            name: ConsumerName::Durable(format!("projector-{}", self.projector)),
        };
        let Some(tables) = self.projector.tables() else {
            let model = AnalyticsModel::open(settings, self.stream).await?;
            return self
                .write_all(Follower::start(source, model).await?, stopped)
                .await;
        };
        let model = PostgresModel::open(settings, tables, self.stream).await?;
        self.write_all(Follower::start(source, model).await?, stopped)
            .await
    }

    async fn write_all<M: ReadModel>(
        self,
        mut follower: Follower<M>,
        stopped: &mut watch::Receiver<()>,
    ) -> Result<(), ProjectorError> {
        tracing::info!(
            projector = self.projector.name(),
            stream = self.stream.name(),
            position = follower.position(),
            "following the log"
        );
        loop {
            let batch = tokio::select! {
                _ = stopped.changed() => return Ok(()),
                batch = follower.next() => batch?,
            };
            let rows = follower.write(&batch).await?;
            self.measure(&batch, rows);
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    fn measure(self, batch: &Batch, rows: u64) {
        let labels = self.labels();
        counter!(names::PROJECTOR_RECORDS, &labels).increment(batch.records.len() as u64);
        counter!(names::PROJECTOR_ROWS, &labels).increment(rows);
        counter!(names::PROJECTOR_REPEATS, &labels)
            .increment((batch.last + 1 - batch.first).saturating_sub(batch.records.len() as u64));
        gauge!(names::PROJECTOR_SEQUENCE, &labels).set(batch.last as f64);
        gauge!(names::PROJECTOR_LAG, &labels).set(batch.pending as f64);
    }

    fn report(self, error: &ProjectorError) {
        counter!(names::PROJECTOR_ERRORS, &self.labels()).increment(1);
        tracing::warn!(
            projector = self.projector.name(),
            stream = self.stream.name(),
            error = chain(error),
            "the projector starts again"
        );
    }

    const fn labels(self) -> [(&'static str, &'static str); 2] {
        [
            (names::PROJECTOR, self.projector.name()),
            (names::STREAM, self.stream.name()),
        ]
    }
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
