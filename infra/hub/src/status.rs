//! `hub status`: what runs, and whether it answers.

use std::process::ExitCode;

use infra::stack::{Part, Recorded, StackError, State, holder};

use crate::place::DataDir;
use crate::terminal::say;

/// Show each part: its process, its address, and whether it runs.
#[derive(clap::Args)]
pub(crate) struct Status {
    #[command(flatten)]
    data_dir: DataDir,
    /// Print the servers' addresses as variables, for `eval "$(hub status --env)"`.
    #[arg(long)]
    env: bool,
}

impl Status {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let place = self.data_dir.place();
        let Some(hub) = holder(&place)? else {
            return Err(StackError::NotRunning(place.path().to_owned()).into());
        };
        let state = State::of(&place);
        if self.env {
            state.parts.iter().filter_map(variable).for_each(say);
            return Ok(ExitCode::SUCCESS);
        }
        say(format_args!(
            "{:<12} {:<9} {:<9} {}",
            "PART", "PROCESS", "STATE", "ADDRESS"
        ));
        say(line(
            "hub",
            &hub.pid.to_string(),
            if state.ready { "up" } else { "starting" },
            "",
        ));
        for known in &state.parts {
            say(row(known));
        }
        let all_run = state.ready && state.parts.iter().all(is_up);
        Ok(if all_run {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// A server's address as the variable that points other commands at it.
fn variable(known: &Recorded) -> Option<String> {
    let name = match known.part {
        Part::Nats => "HUB_NATS_URL",
        Part::Postgres => "HUB_POSTGRES_URL",
        Part::ClickHouse => "HUB_CLICKHOUSE_URL",
        Part::Projectors | Part::Gateway => return None,
    };
    let quoted = known.address.replace('\'', r"'\''");
    Some(format!("export {name}='{quoted}'"))
}

fn row(known: &Recorded) -> String {
    let process = known
        .process
        .map_or_else(|| "outside".to_owned(), |it| it.pid.to_string());
    let state = if is_up(known) { "up" } else { "away" };
    line(known.part.name(), &process, state, &known.address)
}

fn is_up(known: &Recorded) -> bool {
    known.process.is_none_or(infra::stack::Process::is_alive)
}

fn line(part: &str, process: &str, state: &str, address: &str) -> String {
    format!("{part:<12} {process:<9} {state:<9} {address}")
        .trim_end()
        .to_owned()
}
