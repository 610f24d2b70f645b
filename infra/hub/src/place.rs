//! The data directory as an argument, which every local command takes.

use std::path::{Path, PathBuf};

use infra::stack::Place;

/// Where a local hub keeps its things.
#[derive(clap::Args)]
pub(crate) struct DataDir {
    /// Where the local hub keeps its data, logs and credentials.
    #[arg(
        long = "data-dir",
        env = "HUB_DATA_DIR",
        default_value = ".hub",
        value_name = "DIR"
    )]
    path: PathBuf,
}

impl DataDir {
    /// As it was given.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The place, which may not exist yet.
    pub(crate) fn place(&self) -> Place {
        Place::at(&self.path)
    }

    /// The place, made if missing.
    pub(crate) fn create(&self) -> anyhow::Result<Place> {
        Ok(Place::create(&self.path)?)
    }
}
