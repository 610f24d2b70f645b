//! The commands of the one binary, a file each.
//!
//! | owns | does not own |
//! | --- | --- |
//! | the command line, what people read of it, the order in which `hub up` brings parts up | what a part does |

mod console;
mod demo;
mod detach;
mod doctor;
mod down;
mod engine;
mod environment;
mod exposition;
mod gateway;
mod logs;
mod migrate;
mod place;
mod process;
mod progress;
mod projectors;
mod rebuild;
mod reset;
mod settings;
mod shell;
mod signals;
mod status;
mod terminal;
mod up;
mod welcome;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// One gateway between an organisation's applications and every AI provider it uses.
///
/// `hub up` brings all of it up on this machine: the event log (NATS), the read models (Postgres),
/// the analytics (ClickHouse), the projectors and the gateway. Data lies in `HUB_DATA_DIR` (.hub).
#[derive(Parser)]
#[command(name = "hub", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Up(up::Up),
    Down(down::Down),
    Status(status::Status),
    Logs(logs::Logs),
    Reset(reset::Reset),
    Projectors(projectors::Projectors),
    Rebuild(rebuild::Rebuild),
    Doctor(doctor::Doctor),
    Gateway(gateway::Gateway),
    Demo(demo::Demo),
    Console(console::Console),
    #[command(hide = true)]
    Engine(engine::Engine),
}

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Up(up) => up.run(),
        Command::Down(down) => down.run(),
        Command::Status(status) => status.run(),
        Command::Logs(logs) => logs.run(),
        Command::Reset(reset) => reset.run(),
        Command::Projectors(projectors) => projectors.run(),
        Command::Rebuild(rebuild) => rebuild.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Gateway(gateway) => gateway.run(),
        Command::Demo(demo) => demo.run(),
        Command::Console(console) => console.run(),
        Command::Engine(engine) => engine.run(),
    };
    outcome.unwrap_or_else(|error| {
        terminal::complain(&error);
        ExitCode::FAILURE
    })
}
