//! `hub reset`: an empty hub again.

use std::process::ExitCode;

use infra::stack::{StackError, holder};

use crate::place::DataDir;
use crate::terminal::{ask, say};

/// Delete the local hub's data and logs; its credentials and the fetched packages stay.
#[derive(clap::Args)]
pub(crate) struct Reset {
    /// Do not ask.
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    data_dir: DataDir,
}

impl Reset {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.data_dir.place();
        if let Some(process) = holder(&place)? {
            let path = place.path().to_owned();
            return Err(StackError::AlreadyRunning {
                path,
                pid: Some(process.pid),
            }
            .into());
        }
        let question = format!("Delete all data in {}? (yes/no)", place.path().display());
        if !self.yes && ask(question)? != "yes" {
            say("nothing was deleted");
            return Ok(ExitCode::FAILURE);
        }
        place.clear()?;
        say(format_args!("{} is empty", place.data().display()));
        Ok(ExitCode::SUCCESS)
    }
}
