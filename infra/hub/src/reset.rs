//! `hub reset`: an empty hub again.

use std::process::ExitCode;

use infra::journal;
use infra::stack::{Outside, Part, StackError, State, holder};

use crate::place::DataDir;
use crate::terminal::{ask, say};

/// Delete the local hub's data and logs; its credentials and the fetched packages stay.
///
/// Servers that run outside, by `HUB_NATS_URL` and the like, keep all that they hold.
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
        let outside = State::of(&place).outside;
        for server in &outside {
            say(keeps(server));
        }
        if !outside.is_empty() && outside.iter().all(|server| server.part != Part::Nats) {
            say(
                "what is there was built from the log that is here: empty it, or `hub rebuild` it then",
            );
        }
        let unshipped = journal::unshipped(&place.journal())?;
        if unshipped > 0 {
            say(format_args!(
                "{unshipped} records of calls are not in the event log yet, and would be lost"
            ));
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

fn keeps(server: &Outside) -> String {
    let Outside { part, address } = server;
    format!("{part} at {address} runs outside and keeps its data: empty it there, if you want to")
}
