//! `hub status`: what runs, and whether it answers.

use std::process::ExitCode;

use infra::stack::{Cache, Process, Recorded, StackError, State, holder};

use crate::place::DataDir;
use crate::shell;
use crate::terminal::say;

/// Show each part: its process, its address, and whether it runs.
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
        if self.env {
            let psql = Cache::of_user().psql();
            say(shell::variables(&place, &state, psql.as_deref()));
        } else {
            show(hub, &state);
        }
        Ok(if is_whole(&state) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn show(hub: Process, state: &State) {
    say(line(["PART", "PROCESS", "STATE", "ADDRESS"]));
    let ready = if state.ready { "up" } else { "starting" };
    say(line(["hub", &hub.pid.to_string(), ready, ""]));
    for known in &state.parts {
        let process = known
            .process
            .map_or_else(|| "outside".to_owned(), |it| it.pid.to_string());
        let state = if is_up(known) { "up" } else { "away" };
        say(line([known.part.name(), &process, state, &known.address]));
    }
}

fn is_whole(state: &State) -> bool {
    state.ready && state.parts.iter().all(is_up)
}

fn is_up(known: &Recorded) -> bool {
    known.process.is_none_or(Process::is_alive)
}

fn line([part, process, state, address]: [&str; 4]) -> String {
    let line = format!("{part:<12} {process:<9} {state:<9} {address}");
    line.trim_end().to_owned()
}
