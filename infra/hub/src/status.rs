//! `hub status`: what runs, and whether it answers.

use std::process::ExitCode;

use infra::stack::{Cache, Process, Recorded, StackError, State, holder, is_reachable};

use crate::place::DataDir;
use crate::shell;
use crate::terminal::say;

/// Show each part: its process, its address, and whether it runs.
///
/// Of servers that run outside, by `HUB_NATS_URL` and the like, it tells whether they can be reached.
#[derive(clap::Args)]
pub(crate) struct Status {
    /// Print the addresses as shell variables instead: `eval "$(hub status --env)"`.
    #[arg(long)]
    env: bool,
    #[command(flatten)]
    data_dir: DataDir,
}

impl Status {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.data_dir.place();
        let Some(hub) = holder(&place)? else {
            return Err(StackError::NotRunning(place.path().to_owned()).into());
        };
        let state = State::of(&place);
        let up: Vec<bool> = state.parts.iter().map(is_up).collect();
        if self.env {
            let psql = Cache::of_user().psql();
            say(shell::variables(&place, &state, psql.as_deref()));
        } else {
            show(hub, &state, &up);
        }
        let is_whole = state.ready && up.iter().all(|up| *up);
        Ok(if is_whole {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn show(hub: Process, state: &State, up: &[bool]) {
    say(line(["PART", "PROCESS", "STATE", "ADDRESS"]));
    let ready = if state.ready { "up" } else { "starting" };
    say(line(["hub", &hub.pid.to_string(), ready, ""]));
    for (known, up) in state.parts.iter().zip(up) {
        let process = known
            .process
            .map_or_else(|| "outside".to_owned(), |it| it.pid.to_string());
        let state = if *up { "up" } else { "away" };
        say(line([known.part.name(), &process, state, &known.address]));
    }
}

/// Of a server that others run only whether it is reachable can be told.
fn is_up(known: &Recorded) -> bool {
    known.process.map_or_else(
        || is_reachable(known.part, &known.address),
        Process::is_alive,
    )
}

fn line([part, process, state, address]: [&str; 4]) -> String {
    let line = format!("{part:<12} {process:<9} {state:<9} {address}");
    line.trim_end().to_owned()
}
