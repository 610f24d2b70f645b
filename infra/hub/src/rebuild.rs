//! `hub rebuild`: a read model anew from the log.

use std::process::ExitCode;
use std::time::Instant;

use projectors::{Progress, Projector};

use crate::place::DataDir;
use crate::process;
use crate::settings::Servers;
use crate::terminal::{draw, is_redrawable, say};

/// Build what a projector writes anew from the log, and put it in the place of the old.
///
/// What is there stays in use until then; projectors may run meanwhile. What is not set is taken from
/// the hub that runs in the data directory.
#[derive(clap::Args)]
pub(crate) struct Rebuild {
    /// billing, directory, audit or analytics.
    name: Projector,
    #[command(flatten)]
    servers: Servers,
    #[command(flatten)]
    data_dir: DataDir,
}

impl Rebuild {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let began = Instant::now();
        process::begin()?;
        let settings = self.servers.beside(&self.data_dir.place())?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(projectors::rebuild(&settings, self.name, show))?;
        if is_redrawable() {
            draw("\r\x1b[2K");
        }
        say(format_args!(
            "{} rebuilt in {:.1} s",
            self.name,
            began.elapsed().as_secs_f64()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

fn show(progress: Progress) {
    let Progress {
        stream,
        position,
        target,
    } = progress;
    let (start, end) = if is_redrawable() {
        ("\r\x1b[2K", "")
    } else {
        ("", "\n")
    };
    let name = stream.name();
    draw(format_args!("{start}  {name} {position} of {target}{end}"));
}
