//! `hub rebuild`: a read model anew from the log.

use std::process::ExitCode;
use std::time::Instant;

use projectors::{Progress, Projector};

use crate::settings::Servers;
use crate::terminal::{draw, is_redrawable, say};

/// Build what a projector writes anew from the log, and put it in the place of the old.
///
/// What is there stays in use until then; projectors may run meanwhile.
#[derive(clap::Args)]
pub(crate) struct Rebuild {
    /// billing, directory, audit or analytics.
    name: Projector,
    #[command(flatten)]
    servers: Servers,
}

impl Rebuild {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let began = Instant::now();
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(projectors::rebuild(&self.servers.into(), self.name, show))?;
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
