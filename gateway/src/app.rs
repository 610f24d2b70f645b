//! The gateway's start, its workers, and its end.
use crate::{
    activity::Activity,
    admin::{self, FirstSteps},
    analytics::{Analytics, Tails},
    audit::Followers,
    auth::{Authenticator, Throttle},
    bootstrap::{self, BootstrapError},
    console::{Files, page_or_problem, protect},
    directory::{Directory, DirectoryError},
    ending::{Closing, FAREWELL, LastCall, asked_to_end, last_call},
    health,
    live::{FollowError, Live},
    metrics::RequestMetrics,
    openapi,
    origin::Origin,
    proxy::{self, Proxy},
    request_id::identify,
    routing::{Asked, Doubts, Healths},
    settings::Settings,
    upstream::Upstream,
};
use actix_web::{
    App, HttpServer,
    dev::{Server, Service},
    rt, web,
};
use async_nats::jetstream;
use infra::{
    catalogue,
    clickhouse::InvalidAddress,
    event_log::{
        Executor, JetStreamLog, LogError, connect,
        topology::{self, Topology, TopologyError},
    },
    journal::{Journal, JournalError, JournalSettings, Shipping},
    secrets::{InvalidKeyring, Keyring},
    telemetry::Metrics,
};
use std::{io, sync::Arc, time::Duration};

/// How long a connection without a request stays open.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may take to send a request's head.
const REQUEST_HEAD: Duration = Duration::from_secs(15);
/// How long the end waits for records to reach the log; what is left then is shipped at the next start.
const SHIP_AT_END: Duration = Duration::from_secs(10);

/// Why a gateway does not start, or stopped by itself.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The log cannot be reached.
    #[error("the event log at HUB_NATS_URL cannot be reached")]
    Log(#[from] LogError),
    /// The log is not what it has to be.
    #[error(transparent)]
    Topology(#[from] TopologyError),
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The master key cannot be used.
    #[error("HUB_MASTER_KEY cannot be used")]
    Keyring(#[from] InvalidKeyring),
    /// The bundled catalogue is none.
    #[error("the catalogue of models and prices in this build cannot be read")]
    Catalogue(#[from] serde_json::Error),
    /// The control plane cannot be read.
    #[error(transparent)]
    Live(#[from] FollowError),
    /// Nobody follows the control plane any more.
    #[error("the control plane is no longer followed")]
    FollowerEnded,
    /// The first configuration cannot be written.
    #[error("the first configuration cannot be written")]
    Bootstrap(#[from] BootstrapError),
    /// The read models' database has an unusable address.
    #[error("HUB_POSTGRES_URL cannot be used")]
    Directory(#[from] DirectoryError),
    /// The analytics have an unusable address.
    #[error("HUB_CLICKHOUSE_URL cannot be used")]
    Analytics(#[from] InvalidAddress),
    /// The address cannot be listened at.
    #[error("cannot listen at {0}: set HUB_LISTEN (or HUB_METRICS_LISTEN) to a free address")]
    Listen(std::net::SocketAddr, #[source] io::Error),
    /// The server stopped by itself.
    #[error("the server failed")]
    Server(#[source] io::Error),
}

/// What every worker shares.
#[derive(Clone)]
struct Parts {
    settings: Arc<Settings>,
    authenticator: web::Data<Authenticator>,
    live: web::Data<Live>,
    log: web::Data<jetstream::Context>,
    keyring: web::Data<Keyring>,
    journal: Journal,
    last_call: LastCall,
    healths: web::Data<Healths>,
    asked: Arc<Asked>,
    executor: web::Data<Executor<JetStreamLog>>,
    directory: Option<web::Data<Directory>>,
    analytics: Option<web::Data<Analytics>>,
    tails: web::Data<Tails>,
    request_metrics: web::Data<RequestMetrics>,
    metrics: web::Data<Metrics>,
    throttle: web::Data<Throttle>,
    first_steps: web::Data<FirstSteps>,
    followers: web::Data<Followers>,
    activity: web::Data<Activity>,
}

impl Parts {
    fn origin(&self) -> Origin {
        Origin::of(self.settings.public_url.as_deref())
    }
}

/// What runs beside the workers for as long as they do.
struct Running {
    parts: Parts,
    shipping: Shipping,
    following: rt::task::JoinHandle<FollowError>,
    recording: rt::task::JoinHandle<()>,
    closing: Closing,
}

/// Serves until the process is asked to stop; then lets the calls under way end and ships what they left.
///
/// # Errors
/// When the gateway cannot start, or fails for good.
pub async fn run(settings: Settings, metrics: Metrics) -> Result<(), RunError> {
    rt::spawn(metrics.clone().keep_up());
    let mut running = prepare(Arc::new(settings), metrics).await?;
    // Before anybody is served: whoever sees a gateway that is ready may ask it to end.
    let asked = asked_to_end().map_err(RunError::Server)?;
    let mut server = serve(&running.parts)?;
    if let Some(metrics) = serve_metrics(&running.parts)? {
        rt::spawn(metrics);
    }
    tracing::info!(address = %running.parts.settings.listen, "gateway ready");
    let drain = running.parts.settings.drain;
    let served = tokio::select! {
        served = &mut server => served.map_err(RunError::Server),
        asked = reason_to_end(asked, &mut running.following) => {
            let drained = running.closing.end(&mut server, drain).await;
            asked.and(drained.map_err(RunError::Server))
        }
    };
    running.recording.abort();
    running.parts.activity.flush().await;
    let unshipped = running.shipping.stop(SHIP_AT_END).await;
    tracing::info!(unshipped, "gateway stopped");
    served
}

/// Waits for a reason to end: that somebody asks is none to complain of.
async fn reason_to_end(
    asked: impl Future<Output = ()>,
    following: &mut rt::task::JoinHandle<FollowError>,
) -> Result<(), RunError> {
    tokio::select! {
        () = asked => Ok(()),
        lost = following => Err(lost.map_or(RunError::FollowerEnded, RunError::Live)),
    }
}

async fn prepare(settings: Arc<Settings>, metrics: Metrics) -> Result<Running, RunError> {
    let keyring = Keyring::from_base64(&settings.master_key)?;
    let context = connect(&settings.nats_url).await?;
    topology::ensure(&context, &Topology::default()).await?;
    let (journal, shipper) = Journal::open(JournalSettings {
        acknowledgement: settings.acknowledgement,
        max_bytes: settings.journal_bytes,
        ..JournalSettings::new(settings.data_dir.join("journal"), &settings.nats_url)
    })?;
    let shipping = shipper.start()?;
    let (live, follower) = Live::start(&context, catalogue::bundled()?).await?;
    let following = rt::spawn(follower.run());
    let executor = Executor::new(JetStreamLog::new(context.clone()));
    let activity = Activity::new(JetStreamLog::new(context.clone()));
    let recording = rt::spawn(activity.clone().keep_recording());
    bootstrap::first_configuration(&executor, &live, &keyring).await?;
    let directory = settings
        .postgres_url
        .as_deref()
        .map(Directory::new)
        .transpose()?;
    let analytics = settings
        .clickhouse_url
        .as_deref()
        .map(Analytics::at)
        .transpose()?;
    let authenticator = Authenticator::new(&keyring, &settings.admin_token);
    let (closing, last_call) = last_call();
    let parts = Parts {
        settings,
        authenticator: web::Data::new(authenticator),
        live: web::Data::new(live),
        log: web::Data::new(context),
        keyring: web::Data::new(keyring),
        journal,
        tails: web::Data::new(Tails::new(last_call.clone())),
        last_call,
        healths: web::Data::default(),
        asked: Arc::default(),
        executor: web::Data::new(executor),
        directory: directory.map(web::Data::new),
        analytics: analytics.map(web::Data::new),
        request_metrics: web::Data::new(RequestMetrics::default()),
        metrics: web::Data::new(metrics),
        throttle: web::Data::default(),
        first_steps: web::Data::default(),
        followers: web::Data::default(),
        activity: web::Data::new(activity),
    };
    Ok(Running {
        parts,
        shipping,
        following,
        recording,
        closing,
    })
}

fn serve(parts: &Parts) -> Result<Server, RunError> {
    let settings = &parts.settings;
    let workers = parts.clone();
    let mut server = HttpServer::new(move || {
        let routes = workers.clone();
        let origin = routes.origin();
        App::new()
            .configure(move |config| configure(&routes, config))
            .default_service(web::to(page_or_problem))
            .wrap_fn(move |request, service| protect(origin, service.call(request)))
            .wrap_fn(|request, service| identify(service.call(request)))
    })
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(REQUEST_HEAD)
    .h1_allow_half_closed(false)
    .tcp_nodelay(true)
    .disable_signals()
    .shutdown_timeout((settings.drain + FAREWELL).as_secs());
    if let Some(workers) = settings.workers {
        server = server.workers(workers);
    }
    let listening = server.bind(settings.listen);
    Ok(listening
        .map_err(|error| RunError::Listen(settings.listen, error))?
        .run())
}

/// Serves the metrics on a port of their own, where one is set.
fn serve_metrics(parts: &Parts) -> Result<Option<Server>, RunError> {
    let Some(address) = parts.settings.metrics_listen else {
        return Ok(None);
    };
    let metrics = parts.metrics.clone();
    let server = HttpServer::new(move || {
        let app = App::new().app_data(metrics.clone());
        app.configure(health::configure_metrics)
    });
    let listening = server.workers(1).disable_signals().bind(address);
    let listening = listening.map_err(|error| RunError::Listen(address, error))?;
    Ok(Some(listening.run()))
}

/// Gives a worker what it works with, and its routes.
fn configure(parts: &Parts, config: &mut web::ServiceConfig) {
    let upstream = web::Data::new(Upstream::new(parts.settings.timeouts));
    let doubts = Doubts::new(
        parts.asked.clone(),
        parts.executor.clone(),
        parts.keyring.clone(),
        (parts.healths.clone(), upstream.clone()),
    );
    let proxy = Proxy {
        authenticator: parts.authenticator.clone(),
        live: parts.live.clone(),
        keyring: parts.keyring.clone(),
        journal: parts.journal.clone(),
        last_call: parts.last_call.clone(),
        healths: parts.healths.clone(),
        activity: parts.activity.clone(),
        doubts,
        upstream: upstream.clone(),
        metrics: parts.request_metrics.clone(),
        limits: parts.settings.limits,
        public_models: parts.settings.public_models,
        unsupported_params: parts.settings.unsupported_params,
    };
    config
        .app_data(parts.authenticator.clone())
        .app_data(parts.live.clone())
        .app_data(parts.log.clone())
        .app_data(web::Data::new(parts.journal.clone()))
        .app_data(parts.keyring.clone())
        .app_data(web::Data::new(parts.settings.limits))
        .app_data(parts.executor.clone())
        .app_data(parts.healths.clone())
        .app_data(parts.metrics.clone())
        .app_data(parts.tails.clone())
        .app_data(parts.throttle.clone())
        .app_data(parts.first_steps.clone())
        .app_data(parts.followers.clone())
        .app_data(parts.activity.clone())
        .app_data(web::Data::new(parts.last_call.clone()))
        .app_data(web::Data::new(parts.origin()))
        .app_data(web::Data::new(Files::of(
            parts.settings.console_dir.clone(),
        )))
        .app_data(upstream)
        .app_data(web::Data::new(proxy));
    if let Some(directory) = &parts.directory {
        config.app_data(directory.clone());
    }
    if let Some(analytics) = &parts.analytics {
        config.app_data(analytics.clone());
    }
    config
        .configure(proxy::routes::configure)
        .configure(admin::configure)
        .configure(health::configure)
        .configure(openapi::configure);
}

/// Runs `serving` as the process's main task, with one provider of cryptography for every part.
pub fn block_on<T>(serving: impl Future<Output = T>) -> T {
    // A second installation finds the same provider there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    rt::System::new().block_on(serving)
}
