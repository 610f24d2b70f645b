//! `hub projectors`: the projectors alone.

use std::env;
use std::process::ExitCode;

use infra::telemetry::{LogFormat, Metrics, init_logging};

use crate::settings::Servers;
use crate::signals;

/// Run the projectors alone: they keep Postgres and ClickHouse up to date with the log.
#[derive(clap::Args)]
pub(crate) struct Projectors {
    #[command(flatten)]
    servers: Servers,
}

impl Projectors {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let format =
            env::var("HUB_LOG").map_or(Ok(LogFormat::default()), |format| format.parse())?;
        init_logging(format, env::var("RUST_LOG").ok().as_deref())?;
        let metrics = Metrics::install()?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let told = signals::told()?;
            tokio::select! {
                () = projectors::run(self.servers.into(), told) => {}
                () = metrics.keep_up() => {}
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
