//! `hub gateway`: one gateway alone.

use std::env;
use std::process::ExitCode;

use infra::telemetry::{LogFormat, Metrics, init_logging};

/// Run one gateway alone; any number of them work side by side.
///
/// It is configured by the environment: `HUB_NATS_URL`, `HUB_ADMIN_TOKEN` and `HUB_MASTER_KEY` are needed;
/// `HUB_LISTEN`, `HUB_POSTGRES_URL`, `HUB_ACK` and others have defaults (see the README).
#[derive(clap::Args)]
pub(crate) struct Gateway {}

impl Gateway {
    #[expect(clippy::unused_self, reason = "a command like any other")]
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let settings = gateway::settings::Settings::read(|name| env::var(name).ok())?;
        let format =
            env::var("HUB_LOG").map_or(Ok(LogFormat::default()), |format| format.parse())?;
        init_logging(format, env::var("RUST_LOG").ok().as_deref())?;
        let metrics = Metrics::install()?;
        gateway::app::block_on(gateway::app::run(settings, metrics))?;
        Ok(ExitCode::SUCCESS)
    }
}
