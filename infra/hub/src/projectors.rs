//! `hub projectors`: the projectors alone.

use std::net::SocketAddr;
use std::process::ExitCode;

use infra::telemetry::Metrics;

use crate::exposition;
use crate::place::DataDir;
use crate::process;
use crate::settings::Servers;
use crate::signals;

/// Run the projectors alone: they keep Postgres and ClickHouse up to date with the log.
///
/// They take what is not set from the hub that runs in the data directory.
#[derive(clap::Args)]
pub(crate) struct Projectors {
    #[command(flatten)]
    servers: Servers,
    /// Where Prometheus finds `/metrics`; nowhere if not given.
    #[arg(long, env = "HUB_PROJECTORS_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    #[command(flatten)]
    data_dir: DataDir,
}

impl Projectors {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        process::begin()?;
        let settings = self.servers.beside(&self.data_dir.place())?;
        let metrics = Metrics::install()?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let told = signals::told()?;
            tokio::select! {
                () = projectors::run(settings, told) => {}
                () = metrics.clone().keep_up() => {}
                served = exposition::serve(self.metrics_listen, metrics) => served?,
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
