//! `hub engine`: the ClickHouse engine, as a process of its own.

use std::path::PathBuf;
use std::process::ExitCode;

/// Run the ClickHouse engine until told to stop (started by `hub up`).
#[derive(clap::Args)]
pub(crate) struct Engine {
    /// The engine's shared library.
    #[arg(long)]
    library: PathBuf,
    /// Its data directory.
    #[arg(long)]
    data: PathBuf,
    /// Its configuration file.
    #[arg(long)]
    config: PathBuf,
    /// The port of its HTTP interface.
    #[arg(long)]
    http_port: u16,
    /// The port of its native interface.
    #[arg(long)]
    tcp_port: u16,
}

impl Engine {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        ::engine::run(&::engine::Launch {
            library: self.library,
            data: self.data,
            config: self.config,
            http_port: self.http_port,
            tcp_port: self.tcp_port,
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
