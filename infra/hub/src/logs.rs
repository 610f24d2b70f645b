//! `hub logs`: what a part has printed.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use infra::stack::Part;

use crate::place::DataDir;
use crate::terminal::{note, pass_on, say};

/// How much of a log's end is shown.
const SHOWN_BYTES: u64 = 8 << 10;

/// Show the end of a part's log, or list the logs.
#[derive(clap::Args)]
pub(crate) struct Logs {
    /// The part: nats, postgres, clickhouse, projectors or gateway.
    #[arg(value_parser = part)]
    part: Option<Part>,
    /// Keep showing what is added, until Ctrl-C.
    #[arg(short, long)]
    follow: bool,
    #[command(flatten)]
    data_dir: DataDir,
}

fn part(name: &str) -> Result<Part, String> {
    let names = || Part::ALL.map(Part::name).join(", ");
    Part::named(name).ok_or_else(|| format!("no such part; there are {}", names()))
}

impl Logs {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.data_dir.place();
        match self.part {
            Some(part) => self.show(&place.log(part))?,
            None => Part::ALL
                .map(|part| place.log(part))
                .iter()
                .filter(|log| log.exists())
                .for_each(|log| say(log.display())),
        }
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, path: &Path) -> anyhow::Result<()> {
        let mut file =
            File::open(path).with_context(|| format!("there is no log at {}", path.display()))?;
        let length = file.metadata()?.len();
        if length > SHOWN_BYTES {
            note(format_args!("(the end of {})", path.display()));
            file.seek(SeekFrom::Start(length - SHOWN_BYTES))?;
        }
        let mut added = Vec::new();
        loop {
            added.clear();
            file.read_to_end(&mut added)?;
            pass_on(&added)?;
            if !self.follow {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(200));
        }
    }
}
