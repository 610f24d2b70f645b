//! `hub gateway`: one gateway, alone.

use std::process::ExitCode;

use ::gateway::app;
use ::gateway::settings::Settings;
use infra::telemetry::Metrics;

use crate::environment::lookup;
use crate::place::DataDir;
use crate::process;

/// Run one gateway until told to stop.
///
/// It takes what is not set from the hub that runs in the data directory. Several run side by side, each
/// with its own `HUB_LISTEN`.
#[derive(clap::Args)]
pub(crate) struct Gateway {
    #[command(flatten)]
    data_dir: DataDir,
}

impl Gateway {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        process::begin()?;
        let settings = Settings::read(lookup(&self.data_dir.create()?))?;
        app::block_on(app::run(settings, Metrics::install()?))?;
        Ok(ExitCode::SUCCESS)
    }
}
