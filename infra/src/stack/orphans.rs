//! What a killed stack may have left running.

use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use super::error::StackError;
use super::process::Process;
use super::state::State;

/// The kernel has told them to end: how long that may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a killed process may take to vanish.
const LAST: Duration = Duration::from_secs(5);

/// Waits for the recorded processes to end, and kills those that do not.
pub(crate) fn end(state: &State) -> Result<(), StackError> {
    let recorded = || state.parts.iter().filter_map(|known| known.process);
    if wait(recorded().collect(), PATIENCE).is_empty() {
        return Ok(());
    }
    recorded().for_each(Process::kill_group);
    let left = wait(recorded().collect(), LAST);
    let stubborn = state.parts.iter().find_map(|known| {
        let process = known.process?;
        left.contains(&process).then_some((known.part, process.pid))
    });
    stubborn.map_or(Ok(()), |(part, pid)| Err(StackError::Orphan { part, pid }))
}

fn wait(mut processes: Vec<Process>, patience: Duration) -> Vec<Process> {
    let began = Instant::now();
    let mut asked = false;
    loop {
        processes.retain(|process| process.is_alive());
        if processes.is_empty() || began.elapsed() > patience {
            return processes;
        }
        if !asked {
            for process in &processes {
                process.signal(Signal::SIGTERM);
            }
            asked = true;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use super::*;
    use crate::stack::part::Part;
    use crate::stack::state::Recorded;

    fn left_behind(process: Process) -> State {
        State {
            parts: vec![Recorded {
                part: Part::Nats,
                process: Some(process),
                address: String::new(),
            }],
            ..State::default()
        }
    }

    #[test]
    fn a_process_of_an_earlier_run_is_ended_and_a_stranger_with_its_number_is_not() {
        let mut sleep = Command::new("sleep")
            .arg("600")
            .process_group(0)
            .spawn()
            .unwrap();
        let process = Process::of(sleep.id()).unwrap();
        let stranger = Process {
            started: process.started + 1,
            ..process
        };
        end(&left_behind(stranger)).unwrap();
        assert!(process.is_alive());
        let ended = thread::spawn(move || sleep.wait().unwrap());
        end(&left_behind(process)).unwrap();
        assert!(!ended.join().unwrap().success());
    }
}
