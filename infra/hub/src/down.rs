//! `hub down`: ends what `hub up` started.

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::bail;
use infra::stack::{StackError, State, holder};

use crate::place::DataDir;
use crate::terminal::say;

/// How long an orderly end may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// End the hub that runs in the data directory, in order.
///
/// Servers that run outside, by `HUB_NATS_URL` and the like, go on.
#[derive(clap::Args)]
pub(crate) struct Down {
    #[command(flatten)]
    data_dir: DataDir,
}

impl Down {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.data_dir.place();
        let Some(process) = holder(&place)? else {
            return Err(StackError::NotRunning(place.path().to_owned()).into());
        };
        process.ask_to_end();
        let began = Instant::now();
        while process.is_alive() {
            if began.elapsed() > PATIENCE {
                bail!(
                    "process {} has not ended after {} s",
                    process.pid,
                    PATIENCE.as_secs()
                );
            }
            thread::sleep(Duration::from_millis(20));
        }
        say(format_args!("stopped (process {})", process.pid));
        for server in State::of(&place).outside {
            say(format_args!(
                "{} goes on: it runs outside, at {}",
                server.part, server.address
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}
